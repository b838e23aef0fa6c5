import { describe, expect, it } from 'vitest';
import { fillNormals } from '../../shared/base/random.ts';
import { ec50Of } from '../../shared/experiment/summary/dose-response.ts';
import { foldChange } from '../../shared/experiment/summary/fold-change.ts';
import { growthSummary } from '../../shared/experiment/summary/growth.ts';
import { growthWindow } from '../../shared/experiment/summary/growth-window.ts';
import { areaUnder, endPoint } from '../../shared/experiment/summary/level.ts';
import { promoterActivity } from '../../shared/experiment/summary/promoter-activity.ts';
import { readingNoise } from '../../shared/experiment/summary/reading-noise.ts';
import type { Measured } from '../../shared/experiment/summary/summary-row.ts';

const capacity = 1.2;
const curveCount = 150;
const start = 0.02;
const span = Math.log(capacity / start);

/** OD at `t` hours of a culture with that maximal rate and lag. */
const curves: Readonly<Record<string, (t: number, rate: number, lag: number) => number>> = {
  logistic: (t, rate) => capacity / (1 + (capacity / start - 1) * Math.exp(-rate * t)),
  // Zwietering et al. 1990.
  gompertz: (t, rate, lag) =>
    start * Math.exp(span * Math.exp(-Math.exp(((rate * Math.E) / span) * (lag - t) + 1))),
  // Baranyi and Roberts 1994.
  baranyi: (t, rate, lag) => {
    const h = rate * lag;
    const a = t + Math.log(Math.exp(-rate * t) + Math.exp(-h) - Math.exp(-rate * t - h)) / rate;
    return start * Math.exp(rate * a - Math.log(1 + (Math.exp(rate * a) - 1) / (capacity / start)));
  },
};

interface Simulated {
  readonly hours: Float64Array;
  readonly exact: Float64Array;
  readonly read: Float64Array;
  readonly rate: number;
}

/** 20 hours of one culture, read every `step` hours with noise of 1 % and 0.002. */
function simulate(name: string, seed: number, step = 0.2): Simulated {
  const rate = 0.4 + 0.8 * ((seed * 0.381966) % 1);
  const hours = Float64Array.from({ length: Math.round(20 / step) }, (_, n) => n * step);
  const exact = hours.map((t) => curves[name]?.(t, rate, 2) ?? 0);
  const noise = new Float64Array(2 * hours.length);
  fillNormals({ seed, purpose: 'test', step: 1, individual: 0 }, noise, 0, noise.length);
  const read = exact.map((od, n) => od * (1 + 0.01 * (noise[2 * n] ?? 0)) + 0.002 * (noise[2 * n + 1] ?? 0));
  return { hours, exact, read, rate };
}

/** The steepest slope of the true logarithm where it stands above the noise. */
function steepest({ hours, exact }: Simulated): { readonly rate: number; readonly at: number } {
  let best = { rate: 0, at: 0 };
  for (let n = 1; n < hours.length; n += 1) {
    const [before, now] = [exact[n - 1] ?? 0, exact[n] ?? 0];
    if (before < 0.02) continue;
    const rate = Math.log(now / before) / ((hours[n] ?? 0) - (hours[n - 1] ?? 0));
    if (rate > best.rate) best = { rate, at: n };
  }
  return best;
}

/** Share of seeds whose interval holds the truth. */
function coverage(of: (seed: number) => readonly [Measured, number]): number {
  let held = 0;
  for (let seed = 0; seed < curveCount; seed += 1) {
    const [{ low, high }, truth] = of(seed);
    if (low <= truth && truth <= high) held += 1;
  }
  return held / curveCount;
}

/** What an interval of 95 % may hold by chance in as many curves, three deviations below. */
const least = 0.95 - 3 * Math.sqrt((0.95 * 0.05) / curveCount);
const quantity = (simulated: Simulated, name: string): Measured => {
  const found = growthSummary(simulated.hours, simulated.read, false).quantities.find(
    ([key]) => key === name,
  );
  if (found === undefined) throw new Error(`no ${name}`);
  return found[1];
};

describe.each(Object.keys(curves))('on %s curves intervals of 95 percent hold the truth', (name) => {
  it.each([0.1, 0.2, 0.4])('of the maximal growth rate, readings %d h apart', (step) => {
    const held = coverage((seed) => {
      const simulated = simulate(name, seed, step);
      return [quantity(simulated, 'growthRate'), steepest(simulated).rate];
    });
    expect(held).toBeGreaterThanOrEqual(least);
  });

  it('and those of the naive line through the steepest window do not: the law can fail', () => {
    const naive = coverage((seed) => {
      const { hours, read, ...rest } = simulate(name, seed);
      const window = growthWindow(hours, read, readingNoise(read));
      const { rate = 0, rateError = 0 } = window ?? {};
      const interval = { low: rate - 1.96 * rateError, high: rate + 1.96 * rateError } as Measured;
      return [interval, steepest({ hours, read, ...rest }).rate];
    });
    expect(naive).toBeLessThan(0.8);
  });

  it('of doubling time and lag', () => {
    const doubling = coverage((seed) => {
      const simulated = simulate(name, seed);
      return [quantity(simulated, 'doublingTime'), Math.LN2 / steepest(simulated).rate];
    });
    expect(doubling).toBeGreaterThanOrEqual(least);
    const lag = coverage((seed) => {
      const simulated = simulate(name, seed);
      const { rate, at } = steepest(simulated);
      const log = Math.log(simulated.exact[at] ?? 0) - Math.log(simulated.exact[0] ?? 0);
      return [quantity(simulated, 'lag'), (simulated.hours[at] ?? 0) - log / rate];
    });
    expect(lag).toBeGreaterThanOrEqual(least);
  });

  it('of capacity, end point and area', () => {
    const held = (of: (simulated: Simulated) => readonly [Measured, number]): number =>
      coverage((seed) => of(simulate(name, seed)));
    const top = held((one) => [quantity(one, 'capacity'), one.exact.reduce((a, b) => Math.max(a, b), 0)]);
    expect(top).toBeGreaterThanOrEqual(least);
    const end = held((one) => [endPoint(one.hours, one.read, ''), one.exact.at(-1) ?? 0]);
    expect(end).toBeGreaterThanOrEqual(least);
    const area = held(({ hours, read, exact }) => {
      const truth = exact.reduce((sum, od, n) => {
        const [before, after] = [
          hours[Math.max(0, n - 1)] ?? 0,
          hours[Math.min(hours.length - 1, n + 1)] ?? 0,
        ];
        return sum + (od * (after - before)) / 2;
      }, 0);
      return [areaUnder(hours, read, ''), truth];
    });
    expect(area).toBeGreaterThanOrEqual(least);
  });
});

describe('intervals of 95 percent hold the truth', () => {
  it('of promoter activity, of a reporter made at a constant rate', () => {
    const held = coverage((seed) => {
      const { hours, exact, read } = simulate('logistic', seed);
      const noise = new Float64Array(hours.length);
      fillNormals({ seed, purpose: 'test', step: 2, individual: 0 }, noise, 0, noise.length);
      let made = 100;
      const reporter = exact.map((od, n) => {
        if (n > 0) made += (5000 * ((exact[n - 1] ?? 0) + od) * ((hours[n] ?? 0) - (hours[n - 1] ?? 0))) / 2;
        return made * (1 + 0.01 * (noise[n] ?? 0));
      });
      return [promoterActivity(hours, reporter, read, [2, 12], ''), 5000];
    });
    expect(held).toBeGreaterThanOrEqual(least);
  });

  it('of fold changes over three untreated wells', () => {
    const held = coverage((seed) => {
      const draws = new Float64Array(4);
      fillNormals({ seed, purpose: 'test', step: 3, individual: 0 }, draws, 0, 4);
      const ends = [...draws].map((draw, n): Measured => {
        const value = (n === 0 ? 7 : 1) * Math.exp(0.08 * draw);
        return { value, low: value * 0.99, high: value * 1.01, unit: '', window_h: null, r2: null, note: '' };
      });
      const [own, ...references] = ends;
      return [foldChange(own as Measured, references, 'untreated wells'), 7];
    });
    expect(held).toBeGreaterThanOrEqual(least);
  });

  const doses = [0, 1, 3, 10, 30, 100, 300, 1000];
  const responses = (seed: number, ec50: number) => {
    const draws = new Float64Array(2 * doses.length);
    fillNormals({ seed, purpose: 'test', step: 4, individual: 0 }, draws, 0, draws.length);
    return [...doses, ...doses].map((dose, n) => ({
      dose,
      response: 100 + (900 * dose ** 1.5) / (dose ** 1.5 + ec50 ** 1.5) + 25 * (draws[n] ?? 0),
    }));
  };

  it('of EC50, two wells a dose', () => {
    const held = coverage((seed) => [ec50Of(responses(seed, 20), 'nM'), 20]);
    expect(held).toBeGreaterThanOrEqual(least);
  });

  it('of EC50 beyond the doses there is none: not reached', () => {
    for (let seed = 0; seed < 40; seed += 1) {
      const { value, note } = ec50Of(responses(seed, 20_000), 'nM');
      expect(value).toBeNaN();
      expect(note).toMatch(/not (?:reached|bracketed)/);
    }
  });

  it('of EC50 where nothing changes there is none', () => {
    const said = Array.from({ length: 100 }, (_, seed) => {
      const flat = responses(seed, 20).map(({ dose, response }) => ({
        dose,
        response: response - (900 * dose ** 1.5) / (dose ** 1.5 + 20 ** 1.5),
      }));
      return ec50Of(flat, 'nM').value;
    }).filter((value) => !Number.isNaN(value));
    expect(said.length).toBeLessThanOrEqual(5);
  });
});
