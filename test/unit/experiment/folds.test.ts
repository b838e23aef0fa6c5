import { describe, expect, it } from 'vitest';
import type { Experiment, Individual } from '../../../shared/experiment/experiment.ts';
import { folds, permutation } from '../../../shared/experiment/folds.ts';
import { mersenneTwister } from '../../../shared/experiment/mersenne-twister.ts';
import { split } from '../../../shared/experiment/split.ts';

describe('mersenneTwister', () => {
  // The C++ standard fixes the 10000th output for the default seed 5489 ([rand.predef]).
  it('has the standard 10000th output', () => {
    const next = mersenneTwister(5489);
    for (let index = 1; index < 10_000; index += 1) next();
    expect(next()).toBe(4123659995);
  });
  it('starts with 3499211612 for seed 5489', () => expect(mersenneTwister(5489)()).toBe(3499211612));
});

const sizes = [
  [2, 2],
  [7, 3],
  [78, 4],
  [312, 4],
  [313, 5],
  [10, 10],
] as const;

describe('folds', () => {
  it.each(sizes)('laws: %d wells in %d folds', (count, parts) => {
    for (const seed of [0, 1, 4294967295]) {
      const cut = folds(count, parts, seed);
      const all = cut.flatMap((part) => Array.from(part));
      expect(all.toSorted((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, index) => index));
      const lengths = cut.map((part) => part.length);
      expect(lengths).toEqual(lengths.toSorted((a, b) => b - a));
      expect((lengths[0] ?? 0) - (lengths.at(-1) ?? 0)).toBeLessThanOrEqual(1);
      for (const part of cut) expect(Array.from(part)).toEqual(Array.from(part).toSorted((a, b) => a - b));
    }
  });
  it('depend on the seed', () => {
    expect(permutation(100, 1)).not.toEqual(permutation(100, 2));
    expect(permutation(100, 1)).toEqual(permutation(100, 1));
  });
});

/** Twelve wells, devices 0 and 1 in turn. */
function experiment(): Experiment {
  const empty = new Float64Array(0);
  const individuals = Array.from({ length: 12 }, (_, index): Individual => {
    const arrays = {
      partsHot: empty,
      logTreatments: empty,
      doses: empty,
      statedDoses: empty,
      times_h: empty,
      backgrounds: empty,
    };
    const mask = new Uint8Array(0);
    return {
      id: `p/A${index}`,
      plate: 'p',
      well: `A${index}`,
      device: index % 2,
      ...arrays,
      observations: empty,
      mask,
    };
  });
  const devices = [
    { name: 'dev_a', title: 'Device A' },
    { name: 'dev_b', title: 'Device B' },
  ];
  const none = {
    signals: [],
    treatments: [],
    parts: [],
    sources: [],
    problems: [],
    scales: empty,
    doseUnits: empty,
  };
  return { ...none, devices, individuals, preprocessing: 'reference' };
}
const options = { folds: 3, fold: 2, foldSeed: 0, foldUnit: null, heldOut: null };

describe('split', () => {
  it('law: parts are disjoint and together all wells, whatever is held out', () => {
    for (const heldOut of [null, 'dev_b', 'Device B']) {
      const outcome = split(experiment(), { ...options, heldOut });
      if (!outcome.ok) throw new Error('no split');
      const { train, validation, heldOut: out } = outcome.value;
      const all = [...train, ...validation, ...out].toSorted((a, b) => a - b);
      expect(all).toEqual(Array.from({ length: 12 }, (_, index) => index));
      expect(Array.from(out)).toEqual(heldOut === null ? [] : [1, 3, 5, 7, 9, 11]);
      expect(validation).toHaveLength(heldOut === null ? 4 : 2);
    }
  });

  it('law: each well validates in exactly one fold', () => {
    const seen = [1, 2, 3].flatMap((fold) => {
      const outcome = split(experiment(), { ...options, fold });
      return outcome.ok ? Array.from(outcome.value.validation) : [];
    });
    expect(seen.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, index) => index));
  });

  it('law: under inner selection the next fold chooses, the rest trains, and who reports is as without it', () => {
    for (const [fold, selects] of [
      [1, 2],
      [2, 3],
      [3, 1],
    ] as const) {
      const parts = (selection: 'reported' | 'inner', f: number) => {
        const outcome = split(experiment(), { ...options, fold: f, selection });
        if (!outcome.ok) throw new Error('no split');
        return outcome.value;
      };
      const { train, validation, selecting } = parts('inner', fold);
      expect(validation).toEqual(parts('reported', fold).validation);
      expect(selecting).toEqual({ fold: selects, wells: parts('reported', selects).validation });
      const all = [...train, ...validation, ...(selecting?.wells ?? [])].toSorted((a, b) => a - b);
      expect(all).toEqual(Array.from({ length: 12 }, (_, index) => index));
      expect(parts('reported', fold).selecting).toBeUndefined();
    }
  });

  it('needs three folds, of three wells or units, for inner selection', () => {
    const inner = { ...options, selection: 'inner' as const };
    expect(split(experiment(), { ...inner, folds: 2 }).problems).toMatchObject([
      {
        ...{ code: 'split.folds', place: { where: '--folds' } },
        remedy: 'Give 3 or more, for example 4, or --selection reported.',
      },
    ]);
    const { individuals, ...rest } = experiment();
    const two = { ...rest, individuals: individuals.slice(0, 2) };
    expect(split(two, inner).problems).toMatchObject([
      { code: 'split.wells', remedy: expect.stringContaining('Three wells') },
    ]);
    expect(split(experiment(), { ...inner, foldUnit: 'plate' }).problems).toMatchObject([
      { code: 'split.units', remedy: expect.stringContaining('--fold-unit well') },
    ]);
    expect(split(experiment(), { ...inner, folds: 13 }).problems[0]?.remedy).toContain('Give 3 to 12');
  });

  it.each([
    ['an unknown device', { heldOut: 'dev_c' }, 'split.unknownDevice', '--held-out'],
    ['fold 0', { fold: 0 }, 'split.fold', '--fold'],
    ['fold 4 of 3', { fold: 4 }, 'split.fold', '--fold'],
    ['a broken fold', { fold: 1.5 }, 'split.fold', '--fold'],
    ['one fold', { folds: 1, fold: 1 }, 'split.folds', '--folds'],
    ['more folds than wells', { folds: 13 }, 'split.folds', '--folds'],
    ['more folds than wells left', { folds: 7, heldOut: 'dev_a' }, 'split.folds', '--folds'],
    ['a negative seed', { foldSeed: -1 }, 'split.foldSeed', '--fold-seed'],
  ])('refuses %s', (_, change, code, where) => {
    const outcome = split(experiment(), { ...options, ...change });
    expect(outcome.ok).toBe(false);
    expect(outcome.problems).toHaveLength(1);
    expect(outcome.problems[0]).toMatchObject({ code, place: { where } });
    expect(outcome.problems[0]?.remedy).toBeDefined();
  });

  it('asks for wells, not for folds, where too few are left', () => {
    for (const left of [0, 1]) {
      const { individuals, ...rest } = experiment();
      const few = { ...rest, individuals: individuals.slice(0, left) };
      expect(split(few, options).problems).toMatchObject([
        { code: 'split.wells', remedy: expect.stringContaining('Two wells') },
      ]);
    }
  });

  it('names the devices there are', () => {
    const outcome = split(experiment(), { ...options, heldOut: 'Device C' });
    expect(outcome.problems[0]?.remedy).toContain('Device A, dev_a, Device B, dev_b');
  });
});
