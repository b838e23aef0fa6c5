import { fillNormals } from '../../base/random.ts';
import { type JointDensity, type JointValues, jointValues } from './joint/joint-density.ts';
import type { JointLayout } from './joint/joint-layout.ts';
import { arrowheadAt } from './metric/arrowhead.ts';
import { breathing, logVolume, widthPlaces } from './metric/breadth.ts';
import { correlationPlaces, followedCorrelations } from './metric/follow-correlations.ts';
import { type Laplace, laplaceAt } from './metric/laplace.ts';
import { pullBack, toEta } from './metric/whitening.ts';

/**
 * Where a joint density is highest, as far as was looked, and its shape there. A start for chains, not an answer. Learned spreads
 * of wells stand where the density is highest with the wells' own values integrated out, as far as a normal says that: at the joint
 * mode wells that say little have none at all. Correlations of wells' values follow these values and their spread.
 */
export interface Mode {
  readonly eta: Float64Array;
  readonly logDensity: number;
  readonly laplace: Laplace;
  /** Log density that each start came to. */
  readonly starts: readonly number[];
  /** Wells without a solution there. */
  readonly failed: number;
}

export interface ModeHooks {
  /** Between two evaluations; true: give up. */
  shouldStop(): Promise<boolean>;
}

/** Steps by slopes before curvature is looked at, and how far a coordinate goes in one at first, in eta. */
const climbSteps = 1600;
const climbRate = 0.05;
/** The rate's last value, as a share of its first. */
const lastRate = 0.02;
const newtonSteps = 40;
/** Nats: less is no gain. */
const leastGain = 0.05;

/**
 * From several starts (learned spreads and correlations of wells stay where they start; the priors' middles, and `points - 1` others three tenths of a prior sd away in what wells share) by
 * gradients, whose coordinates each have a rate of their own (Adam), then from the best of them by Newton's method with the
 * arrowhead Hessian and a line search. @param fine the same density on a float64 kernel, for curvature. null: stopped.
 */
export async function findMode(
  coarse: JointDensity,
  fine: JointDensity,
  seed: number,
  hooks: ModeHooks,
): Promise<Mode | null> {
  const { layout, points } = coarse;
  const { size } = layout;
  const etas = startPoints(layout, points, seed);
  const held = [...widthPlaces(layout), ...correlationPlaces(layout)];
  const values = jointValues(layout, points);
  const first = new Float64Array(etas.length);
  const second = new Float64Array(etas.length);
  for (let n = 1; n <= climbSteps; n++) {
    if (await hooks.shouldStop()) return null;
    await coarse.evaluate(etas, values);
    const late = Math.max(0, (n / climbSteps - 0.4) / 0.6);
    for (let p = 0; p < points; p++) for (const place of held) values.gradient[p * size + place] = 0;
    climb(etas, values.gradient, { first, second, n, rate: climbRate * lastRate ** late });
  }
  await coarse.evaluate(etas, values);
  const starts = [...values.logDensity];
  let best = 0;
  for (let p = 1; p < points; p++) if (better(values, p, best)) best = p;
  return newton(fine, etas.slice(best * size, (best + 1) * size), starts, hooks);
}

function better({ failed, logDensity }: JointValues, one: number, other: number): boolean {
  if (failed[one] !== failed[other]) return failed[one] < failed[other];
  return logDensity[one] > logDensity[other];
}

function startPoints(layout: JointLayout, points: number, seed: number): Float64Array {
  const { shared, own, wells, size } = layout;
  const etas = new Float64Array(points * size);
  const eps = new Float64Array(shared.length);
  /** What a coordinate's prior expects when its parents are where they start. */
  const middle = (column: number, fallback: number): number => {
    const parent = shared.find((one) => one.column === column);
    return parent === undefined ? fallback : parent.prior.mean;
  };
  for (let p = 0; p < points; p++) {
    eps.fill(0);
    if (p > 0) fillNormals({ seed, purpose: 'chainStart', step: 1, individual: p }, eps);
    shared.forEach(({ prior, meanColumn }, c) => {
      etas[p * size + c] = (meanColumn < 0 ? prior.mean : middle(meanColumn, 0)) + 0.3 * prior.sd * eps[c];
    });
    for (let w = 0; w < wells.length; w++) {
      own.forEach(({ prior, meanColumn }, c) => {
        etas[p * size + shared.length + w * own.length + c] =
          meanColumn < 0 ? prior.mean : middle(meanColumn, prior.mean);
      });
    }
  }
  return etas;
}

interface Climb {
  readonly first: Float64Array;
  readonly second: Float64Array;
  /** Steps made, with this one. */
  readonly n: number;
  readonly rate: number;
}

/** One step of Adam (D. P. Kingma, J. Ba, arXiv 1412.6980) uphill; slopes beyond any that means something are cut. */
function climb(etas: Float64Array, gradient: Float64Array, { first, second, n, rate }: Climb): void {
  const bias1 = 1 - 0.9 ** n;
  const bias2 = 1 - 0.99 ** n;
  for (let i = 0; i < etas.length; i++) {
    const g = Math.max(-1e5, Math.min(1e5, gradient[i]));
    first[i] = 0.9 * first[i] + 0.1 * g;
    second[i] = 0.99 * second[i] + 0.01 * g * g;
    etas[i] += (rate * (first[i] / bias1)) / (Math.sqrt(second[i] / bias2) + 1e-6);
  }
}

/**
 * Newton's method with the arrowhead Hessian and a line search, from `start`; null: stopped.
 *
 * @param least nats that a step must gain to be made.
 */
export async function newton(
  density: JointDensity,
  start: Float64Array,
  starts: readonly number[],
  hooks: ModeHooks,
  least: number = leastGain,
): Promise<Mode | null> {
  const { layout, points } = density;
  const { size } = layout;
  const values = jointValues(layout, points);
  const batch = new Float64Array(points * size);
  const held = correlationPlaces(layout);
  let eta = start;
  for (let n = 0; ; n++) {
    if (await hooks.shouldStop()) return null;
    for (let p = 0; p < points; p++) batch.set(eta, p * size);
    await density.evaluate(batch, values);
    const here = { logDensity: values.logDensity[0], failed: values.failed[0] };
    const gradient = values.gradient.slice(0, size);
    const laplace = laplaceAt(layout, eta, await arrowheadAt(density, eta));
    const whitening = breathing(layout, laplace.whitening);
    const end: Mode = { eta, ...here, laplace, starts };
    if (n === newtonSteps) return end;
    const step = new Float64Array(size);
    pullBack(layout, whitening, { y: new Float64Array(size), eta, byEta: gradient }, step, 0);
    let next: Float64Array | null = null;
    // lengths are tried several at a time, the longest first
    for (let from = 0; from < 3 && next === null; from++) {
      for (let p = 0; p < points; p++) {
        const share = 3 ** -(from * points + p);
        toEta(
          layout,
          whitening,
          step.map((value) => share * value),
          batch.subarray(p * size, (p + 1) * size),
          0,
        );
        for (const place of held) batch[p * size + place] = eta[place];
      }
      await density.evaluate(batch, values);
      let best = -1;
      let most = least;
      for (let p = 0; p < points; p++) {
        const gain = values.logDensity[p] + logVolume(layout, whitening, batch, p * size) - here.logDensity;
        if (values.failed[p] > here.failed || !(gain > most)) continue;
        best = p;
        most = gain;
      }
      if (best >= 0) next = batch.slice(best * size, (best + 1) * size);
    }
    const moved = followedCorrelations(layout, next ?? eta, whitening.own);
    if (next === null && moved === null) return end;
    eta = moved ?? next ?? eta;
  }
}
