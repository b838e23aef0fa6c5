import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fillNormals } from '../../shared/base/random.ts';
import type { Kernel, KernelIndividual } from '../../shared/compute/kernel.ts';
import { layerShapes } from '../../shared/compute/layer-shapes.ts';
import type { Model } from '../../shared/model/model.ts';
import { individual, kernelFor, solve } from '../helpers/kernels.ts';
import { libraryModel } from '../helpers/library-model.ts';

const ids = readdirSync(new URL('../../resources/models/', import.meta.url));
const parts = 3;

/** Where gradients are compared: near the priors, fast against slow, and past the limits. */
type Region = 'easy' | 'stiff' | 'beyond the limits';

function normals(count: number, individualStream: number): Float64Array {
  const out = new Float64Array(count);
  fillNormals({ seed: 11, purpose: 'test', step: 0, individual: individualStream }, out);
  return out;
}

/** One draw, natural scale. */
function drawOf(model: Model, region: Region): number[] {
  const spread = normals(model.parameters.length, region.length);
  return model.parameters.map(({ name, prior, value, limits, part, carries }, index) => {
    if (carries !== undefined) return 1;
    if (part) return 1.4;
    const step = spread[index] as number;
    if (value !== null) return name.startsWith('init') ? value + 0.02 : value;
    const width = Math.min(prior?.sigma ?? 0.5, 0.7);
    const natural = (x: number): number => (prior?.distribution === 'Normal' ? x : Math.exp(x));
    const typical = natural((prior?.mu ?? 0) + 0.5 * width * step);
    const bounded =
      limits === null ? typical : Math.min(Math.max(typical, limits.lower * 1.1), limits.upper * 0.9);
    if (region === 'beyond the limits' && limits !== null)
      return index % 2 === 0 ? limits.upper * 1.7 : typical;
    // fast degradation beside slow growth
    if (region === 'stiff' && /^d[A-Z]|^d(rfp|yfp|cfp)/.test(name))
      return limits === null ? 1.9 : limits.upper * 0.95;
    return bounded;
  });
}

function wellsOf(model: Model): readonly KernelIndividual[] {
  const times = Array.from({ length: 9 }, (_, n) => 0.3 * n + 0.02 * (n % 2));
  return [
    [20, 0.5],
    [0, 300],
  ].map((doses, well) => ({
    ...individual(
      times,
      model.treatments.map((_, index) => doses[index % 2] as number),
      model.observables.map((_, s) => times.map((t, n) => (n === 4 + well ? null : 0.05 * (s + 1) * t))),
    ),
    parts: Float64Array.of(1, well, 0),
  }));
}

async function compare(model: Model, method: string, region: Region): Promise<void> {
  const kernel: Kernel = kernelFor(model, method, 'javascript', {
    parts,
    control: method === 'sdirk4' ? { rtol: 1e-9, atol: 1e-11 } : { substeps: method === 'rk4' ? 6 : 1 },
  });
  const { length } = layerShapes(model, parts);
  kernel.setWeights(normals(length, 99).map((value) => 0.3 * value));
  const wells = wellsOf(model);
  const draw = drawOf(model, region);
  const count = draw.length;
  const draws = 1 + 2 * count;
  const widths = draw.map((value) => 3e-6 * Math.max(Math.abs(value), 1e-4));
  const parameters = new Float64Array(wells.length * draws * count);
  for (let row = 0; row < wells.length * draws; row++) {
    parameters.set(draw, row * count);
    const neighbour = (row % draws) - 1;
    if (neighbour < 0) continue;
    const moved = neighbour >> 1;
    const at = row * count + moved;
    parameters[at] = (draw[moved] as number) + (neighbour % 2 === 0 ? 1 : -1) * (widths[moved] as number);
  }
  const out = await solve(kernel, wells, draws, parameters, model.observables.length);
  expect([...out.status].filter((status) => status !== 0)).toEqual([]);
  wells.forEach((_, well) => {
    const base = well * draws;
    const gradient = Array.from(out.gradient.subarray(base * count, (base + 1) * count));
    const largest = Math.max(...gradient.map((value, p) => Math.abs(value * (draw[p] as number))));
    expect(largest).toBeGreaterThan(0);
    const size = Math.abs(out.logLik[base] as number);
    gradient.forEach((value, p) => {
      const width = widths[p] as number;
      const difference =
        ((out.logLik[base + 1 + 2 * p] as number) - (out.logLik[base + 2 + 2 * p] as number)) / (2 * width);
      // both as change of logLik for a relative change of the parameter; rounding of logLik is what a difference leaves
      const scale = Math.max(Math.abs(draw[p] as number), 1e-4);
      const rounding = ((method === 'sdirk4' ? 1e-9 : 1e-13) * Math.max(size, 1) * scale) / width;
      const tolerance = 1e-5 * Math.max(Math.abs(value) * scale, 1e-3 * largest) + rounding;
      const name = model.parameters[p]?.name;
      expect(Math.abs(value - difference) * scale, `${name}, well ${well}`).toBeLessThan(tolerance);
    });
  });
}

describe.each(ids)('gradient of %s is its central difference', (id) => {
  const model = libraryModel(id);
  test('near the priors', () => compare(model, 'midpoint', 'easy'));
  test('past the limits', () => compare(model, 'modified-euler', 'beyond the limits'));
  test('fast beside slow', () => compare(model, 'rk4', 'stiff'));
});

// the implicit method costs a hundred times as much, and its reverse sweep is the same for all models
test.each(['auto_constant', 'prpr_constant'])('gradient of %s by the implicit method', (id) =>
  compare(libraryModel(id), 'sdirk4', 'stiff'),
);
