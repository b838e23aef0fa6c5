import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from './command-line.ts';

/** Values computed with the published code in float64 (test/golden); [series][draw], further axes as named. */
interface Golden {
  readonly times: readonly number[];
  readonly signals_names: readonly string[];
  readonly state_names: readonly string[];
  readonly condition_names: readonly string[];
  readonly series: readonly {
    readonly conditions: readonly number[];
    readonly dev_1hot: readonly number[];
  }[];
  readonly observations: readonly (readonly (readonly number[])[])[];
  readonly theta: Readonly<Record<string, readonly (readonly number[])[]>>;
  readonly states: readonly (readonly (readonly (readonly number[])[])[])[];
  readonly signals: readonly (readonly (readonly (readonly number[])[])[])[];
  readonly log_p: readonly (readonly number[])[];
  readonly grad_log_p: Readonly<Record<string, readonly (readonly number[])[]>>;
  readonly weights?: Readonly<Record<string, Weights>>;
  readonly grad_weights_sum_log_p?: Readonly<Record<string, Weights>>;
}

type Weights = readonly (number | readonly number[])[];

/** Parts of LuxR and of LasR, as the multi-hot vectors of the golden files have them. */
const groups = { aR: 3, aS: 4 };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wellspring-golden-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Largest |a - b| relative to max(least, largest |b|); infinite where lengths differ. */
function distance(a: readonly number[], b: readonly number[], least = 1): number {
  if (a.length !== b.length || b.length === 0) return Number.POSITIVE_INFINITY;
  const scale = Math.max(least, ...b.map(Math.abs));
  return Math.max(...b.map((value, i) => Math.abs((a[i] ?? Number.NaN) - value))) / scale;
}

describe.each(['auto_constant', 'dr_constant', 'dr_blackbox'])(
  'evaluate %s agrees with the published code',
  (model) => {
    test.each(['interpreter', 'javascript', 'auto'])('on %s', async (backend) => {
      const file = fileURLToPath(new URL(`../golden/golden_${model}.json`, import.meta.url));
      const golden: Golden = JSON.parse(readFileSync(file, 'utf8'));
      const names = Object.keys(golden.theta);
      const pairs = golden.series.flatMap((_, i) => (golden.log_p[i] ?? []).map((_, k) => [i, k] as const));
      const individuals = golden.series.map(({ conditions, dev_1hot: hot }, i) => ({
        ...(model === 'auto_constant'
          ? {}
          : { parts: { aR: hot.indexOf(1), aS: hot.indexOf(1, groups.aR) - groups.aR } }),
        treatments: Object.fromEntries(
          golden.condition_names.map((name, c) => [name, Math.exp(conditions[c]!) - 1]),
        ),
        observations: Object.fromEntries(
          golden.signals_names.map((name, s) => [name, golden.observations[i]![s]]),
        ),
      }));
      const draws = pairs.map(([individual, k]) => ({
        individual,
        parameters: Object.fromEntries(names.map((name) => [name, golden.theta[name]![individual]![k]])),
      }));
      writeFileSync(
        join(folder, 'in.json'),
        JSON.stringify({
          method: 'midpoint',
          times: golden.times,
          individuals,
          draws,
          ...(golden.weights && { weights: golden.weights }),
          ...(model === 'auto_constant' ? {} : { groups }),
        }),
      );
      const ended = await run(
        folder,
        'evaluate',
        model,
        '--input',
        'in.json',
        '--backend',
        backend,
        '--json',
      );
      expect(ended.code, ended.stderr).toBe(0);
      const out = JSON.parse(ended.stdout);
      expect(out.backend).toBe(backend === 'auto' ? 'javascript' : backend);
      expect(out.draws).toHaveLength(40);
      for (const [d, [i, k]] of pairs.entries()) {
        const draw = out.draws[d];
        for (const [j, name] of golden.state_names.entries()) {
          expect(distance(draw.states[name], golden.states[i]![k]![j]!)).toBeLessThanOrEqual(1e-10);
        }
        for (const [s, name] of golden.signals_names.entries()) {
          expect(distance(draw.observables[name], golden.signals[i]![k]![s]!)).toBeLessThanOrEqual(1e-10);
        }
        expect(distance([draw.logLik], [golden.log_p[i]![k]!], 0)).toBeLessThanOrEqual(1e-10);
        const gradient = Object.keys(golden.grad_log_p).map((name) => golden.grad_log_p[name]![i]![k]!);
        const ours = Object.keys(golden.grad_log_p).map((name) => draw.gradient[name]);
        expect(distance(ours, gradient, 0)).toBeLessThanOrEqual(1e-7);
      }
      const weights = golden.grad_weights_sum_log_p ?? {};
      const named = Object.keys(weights);
      expect(Object.keys(out.weightGradients ?? {}).toSorted()).toEqual(named.toSorted());
      const flat = (values: Readonly<Record<string, Weights>>): number[] =>
        named.flatMap((name) => (values[name] ?? []).flat());
      if (named.length > 0) {
        expect(distance(flat(out.weightGradients), flat(weights), 0)).toBeLessThanOrEqual(1e-7);
      }
    });
  },
);
