import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeTreatment } from '../../../renderer/charts/treatment.ts';
import { formatProblem } from '../../../shared/base/problem.ts';
import { doseProblem, doseText, treatmentDoses } from '../../../shared/experiment/doses.ts';
import { logFloat32 } from '../../../shared/experiment/log-float32.ts';
import { parseFitSpec } from '../../../shared/inference/spec/parse-fit-spec.ts';
import { readPlateText } from '../../../shared/plate/read-plate-file.ts';
import { parseTreatment, treatmentRemedy } from '../../../shared/plate/treatment.ts';

const precisions = ['float32', 'float64'] as const;

/** Doses of one treatment from 1e-15 to 1e9, any two at least 1 % apart, and 0. */
const doses = fc
  .uniqueArray(fc.integer({ min: -1500, max: 900 }), { minLength: 1, maxLength: 8 })
  .map((hundredths) => hundredths.sort((a, b) => a - b).map((each) => 10 ** (each / 100)))
  .map((values) => Float64Array.of(0, ...values));

describe('doses of a treatment', () => {
  it.each(precisions)(
    'law: stay apart and ascending for models, networks, files and pictures, %s',
    (dtype) => {
      fc.assert(
        fc.property(doses, (stated) => {
          const { seen, logs, lost } = treatmentDoses(stated, dtype);
          for (const values of [seen, logs]) {
            values.forEach((value, n) => {
              expect(Number.isFinite(value)).toBe(true);
              if (n > 0) expect(value).toBeGreaterThan(values[n - 1] as number);
            });
          }
          stated.forEach((dose, n) => {
            expect(Math.abs((seen[n] as number) - dose)).toBeLessThanOrEqual(1e-4 * dose);
            if (lost.length > 0) expect(seen[n]).toBe(dose);
          });
          expect([seen[0], logs[0]]).toEqual([0, 0]);
          const texts = Array.from(stated, (dose) => `C=${doseText(dose)}`);
          expect(new Set(texts).size).toBe(stated.length);
          expect(new Set(texts.map(describeTreatment)).size).toBe(stated.length);
          texts.forEach((text, n) => {
            const read = parseTreatment(text).doses.get('C') as number;
            expect(Math.abs(read - (stated[n] as number))).toBeLessThanOrEqual(5e-15 * (stated[n] as number));
          });
        }),
        { numRuns: 300, seed: 1 },
      );
    },
  );

  it('go the published way, to the bit, where that loses none', () => {
    const stated = Float64Array.of(0, 0.423377195210757, 25000, 1.7e9);
    const { seen, logs, unit, lost } = treatmentDoses(stated, 'float32');
    stated.forEach((dose, n) => {
      expect(logs[n]).toBe(logFloat32(Math.fround(1 + Math.fround(dose))));
      expect(seen[n]).toBe(Math.exp(logs[n] as number) - 1);
    });
    expect([unit, lost]).toEqual([1, []]);
    expect(doseProblem('C6', treatmentDoses(stated, 'float32'), 'x')).toBeNull();
  });

  it('are as stated in molar, and that is said', () => {
    const molar = treatmentDoses(Float64Array.of(1e-8, 0, 1e-10, 1e-9, 1e-9), 'float32');
    expect(Array.from(molar.seen)).toEqual([1e-8, 0, 1e-10, 1e-9, 1e-9]);
    expect(molar.unit).toBe(1e-10);
    expect(Array.from(molar.logs)).toEqual(
      [100, 0, 1, 10, 10].map((ratio) => expect.closeTo(Math.log1p(ratio), 12)),
    );
    const problem = doseProblem('C', molar, 'data.conditions[0]');
    expect(problem?.severity).toBe('warning');
    expect(problem?.message).toContain('3 doses of C (1e-10, 1e-9, 1e-8)');
    expect(problem?.message).toContain('log(1 + dose / 1e-10)');
  });

  it('one lost dose takes the whole treatment off the published way', () => {
    const mixed = treatmentDoses(Float64Array.of(25000, 1e-6), 'float32');
    expect(Array.from(mixed.seen)).toEqual([25000, 1e-6]);
    expect(mixed.lost).toEqual([1e-6]);
  });

  it('are finite at the ends of what numbers hold', () => {
    for (const dtype of precisions) {
      const { seen, logs } = treatmentDoses(Float64Array.of(5e-324, 1, 1e39, 1.7e308), dtype);
      expect(Array.from(seen)).toEqual([5e-324, 1, 1e39, 1.7e308]);
      expect(logs.every((value, n) => Number.isFinite(value) && value > (logs[n - 1] ?? 0))).toBe(true);
    }
  });
});

describe('shipped specs', () => {
  const examples = new URL('../../../resources/examples/vi-hds/', import.meta.url);
  const specs = readdirSync(examples).filter((name) => name.endsWith('.yaml'));

  it.each(specs)('%s loses no dose: published numbers keep their bits', (name) => {
    const spec = parseFitSpec(readFileSync(new URL(name, examples), 'utf8'), name);
    if (!spec.ok) throw new Error(spec.problems.map(formatProblem).join('\n'));
    const { files, conditions, dtype } = spec.value.data;
    const texts = files.flatMap((file) => {
      const read = readPlateText({ file, bytes: readFileSync(new URL(file, examples)) });
      if (!read.ok) throw new Error(read.problems.map(formatProblem).join('\n'));
      return read.value.runs.flatMap(({ wells }) => wells.map(({ treatment }) => treatment));
    });
    for (const condition of conditions) {
      const stated = texts.map((text) => parseTreatment(text).doses.get(condition) ?? 0);
      expect(treatmentDoses(Float64Array.from(stated), dtype).lost).toEqual([]);
    }
  });
});

describe('a treatment text', () => {
  it.each([
    ['C=1e-10', 1e-10],
    ['C=1E-10', 1e-10],
    ['C=1e\u221210', 1e-10],
    ['C=0.0000000001', 1e-10],
    ['C=.5', 0.5],
    ['C= 5. ', 5],
    ['C=+3', 3],
    ['C=1000000000', 1e9],
  ])('%s', (text, dose) => {
    expect(parseTreatment(text)).toEqual({ doses: new Map([['C', dose]]), wrong: null });
  });

  it.each([
    ['C=0,5', 'import --layout: C=0.5.'],
    ['C=0.1nM', 'C=0.1; the unit, here nM, is the model’s.'],
    ['C=1e-10 M', 'C=1e-10; the unit, here M, is the model’s.'],
    ['C=1;C=2', 'C once; it is 1 already.'],
    ['C=0x10', 'NAME=DOSE pairs'],
    ['C=1e999', 'NAME=DOSE pairs'],
    ['C=\u22121', 'NAME=DOSE pairs'],
  ])('%s is refused, with the way to write it', (text, remedy) => {
    const { doses: before, wrong } = parseTreatment(text);
    expect(wrong).not.toBeNull();
    expect(treatmentRemedy(wrong ?? '', before)).toContain(remedy);
  });
});
