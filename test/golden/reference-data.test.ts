import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatProblem } from '../../shared/base/problem.ts';
import type { Experiment } from '../../shared/experiment/experiment.ts';
import { permutation } from '../../shared/experiment/folds.ts';
import type { SourceFile } from '../../shared/experiment/name-runs.ts';
import { referenceExperiment } from '../../shared/experiment/reference.ts';
import { split } from '../../shared/experiment/split.ts';
import { parseFitSpec } from '../../shared/inference/spec/parse-fit-spec.ts';
import { readPlateText } from '../../shared/plate/read-plate-file.ts';
import known from './reference-data.json' with { type: 'json' };

const examples = new URL('../../resources/examples/vi-hds/', import.meta.url);

function load(spec: string): Experiment {
  const parsed = parseFitSpec(readFileSync(new URL(spec, examples), 'utf8'), spec);
  if (!parsed.ok) throw new Error(parsed.problems.map(formatProblem).join('\n'));
  const files = new Map<string, SourceFile>();
  for (const file of parsed.value.data.files) {
    const read = readPlateText({ file, bytes: readFileSync(new URL(file, examples)) });
    if (!read.ok) throw new Error(read.problems.map(formatProblem).join('\n'));
    files.set(file, { plateFile: read.value, sha256: '00' });
  }
  const experiment = referenceExperiment(parsed.value.data, files);
  if (!experiment.ok) throw new Error(experiment.problems.map(formatProblem).join('\n'));
  return experiment.value;
}

const receivers = load('dr_constant_icml.yaml');
const [wells, signals, times] = known.shape as [number, number, number];

describe('the double receivers, preprocessed', () => {
  it('has the published shape, grid and wells a device', () => {
    expect(receivers.individuals).toHaveLength(wells);
    expect(receivers.signals).toHaveLength(signals);
    expect(receivers.individuals[0]?.times_h).toHaveLength(times);
    expect(receivers.individuals[0]?.times_h.at(-1)).toBeCloseTo(known.lastTime_h, 6);
    const counts: Record<string, number> = {};
    for (const { device } of receivers.individuals) {
      const title = receivers.devices[device]?.title ?? '';
      counts[title] = (counts[title] ?? 0) + 1;
    }
    expect(counts).toEqual(known.wellsOfDevice);
    expect(receivers.problems).toEqual([]);
  });

  it('has the published scales, sums and last readings', () => {
    receivers.signals.forEach((_, s) => {
      expect(Math.abs((receivers.scales[s] ?? 0) - (known.scales[s] ?? 1))).toBeLessThan(1e-7);
      let sum = 0;
      for (const { observations } of receivers.individuals) {
        for (let t = 0; t < times; t += 1) sum += observations[s * times + t] ?? Number.NaN;
      }
      expect(sum).toBeCloseTo(known.sums[s] ?? 0, 4);
      const last = receivers.individuals[0]?.observations[s * times + times - 1];
      expect(last).toBeCloseTo(known.firstWellLastTime[s] ?? 0, 7);
    });
  });

  it('has unique ids of plate and well, one shared grid and whole masks', () => {
    expect(new Set(receivers.individuals.map(({ id }) => id)).size).toBe(wells);
    expect(receivers.individuals[0]?.id).toBe('proc140916/A1');
    expect(new Set(receivers.individuals.map(({ times_h }) => times_h)).size).toBe(1);
    expect(receivers.individuals.every(({ mask }) => mask.every((bit) => bit === 1))).toBe(true);
  });

  it('has the published permutation and validation wells', () => {
    expect(Array.from(permutation(wells, 0).slice(0, 8))).toEqual(known.permutationSeed0);
    const parts = split(receivers, { folds: 4, fold: 1, foldSeed: 0, foldUnit: null, heldOut: null });
    if (!parts.ok) throw new Error('no split');
    expect(Array.from(parts.value.validation)).toEqual(known.validationFold1Of4);
    expect(parts.value.train).toHaveLength(wells - known.validationFold1Of4.length);
  });
});

interface Golden {
  readonly scales: readonly number[];
  readonly times: readonly number[];
  readonly observations: readonly (readonly (readonly number[])[])[];
  readonly series: readonly {
    readonly index: number;
    readonly device: string;
    readonly dev_1hot: readonly number[];
    readonly conditions: readonly number[];
  }[];
}

describe.each([
  ['golden_dr_constant.json', receivers],
  ['golden_auto_constant.json', load('auto_constant.yaml')],
])('%s: series computed with the published code', (file, experiment) => {
  const golden = JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8')) as Golden;

  it('has the same scales and times, to the last bit', () => {
    expect(Array.from(experiment.scales)).toEqual(golden.scales);
    expect(Array.from(experiment.individuals[0]?.times_h ?? [])).toEqual(golden.times);
  });

  it.each(golden.series.map((series, k) => [series.index, k] as const))('series %d', (index, k) => {
    const individual = experiment.individuals[index];
    const series = golden.series[k];
    if (individual === undefined || series === undefined) throw new Error('no such series');
    expect(experiment.devices[individual.device]?.name).toBe(series.device);
    expect(Array.from(individual.partsHot)).toEqual(series.dev_1hot);
    expect(Array.from(individual.observations)).toEqual(golden.observations[k]?.flat());
    expect(Array.from(individual.logTreatments)).toEqual(series.conditions);
    individual.logTreatments.forEach((value, c) => {
      expect(individual.doses[c]).toBe(Math.exp(value) - 1);
    });
  });
});
