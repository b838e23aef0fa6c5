import { normalQuantile } from '../../base/normal.ts';
import { fillNormals } from '../../base/random.ts';
import type { WellSet } from '../../fit/fit-result.ts';
import type { FitPlan } from '../../inference/plan/fit-plan.ts';
import { cholesky, solveLower } from '../../inference/posterior/metric/symmetric.ts';
import { addQuickly } from '../quick-normal.ts';
import { errorParts, residualErrors } from '../simulation/residual-errors.ts';
import { clusteredRatio, clusteredShare, type Estimate } from './clustered.ts';
import type { Replicates } from './replicate-well.ts';

/** How one well's readings of one signal lie among wells simulated from the population. */
export interface WellAmongOthers {
  readonly individual: string;
  readonly device: string;
  readonly set: WellSet;
  readonly signal: string;
  readonly readings: number;
  readonly inside50: number;
  readonly inside95: number;
  /**
   * Normalised prediction distribution errors, decorrelated within the well (K. Brendel, E. Comets, C. Laffont, C. Laveille, F.
   * Mentre, Pharmaceutical Research 23 (2006), 2036-2049), of at most twelve times.
   */
  readonly npde: readonly number[];
}

/** A visual predictive check in numbers, by device. Under the model shares are 0.5 and 0.95, npde have mean 0 and variance 1. */
export interface PopulationRow {
  readonly set: WellSet;
  readonly device: string;
  readonly signal: string;
  readonly wells: number;
  readonly inside50: Estimate;
  readonly inside95: Estimate;
  readonly npdeMean: Estimate;
  readonly npdeVariance: Estimate;
}

/** Times of a signal that are decorrelated: a covariance of all readings would rest on fewer replicates than it has numbers. */
const mostTimes = 12;

export function amongOthers(
  plan: FitPlan,
  replicates: Replicates,
  { well, set }: { readonly well: number; readonly set: WellSet },
): readonly WellAmongOthers[] {
  const { experiment, signals } = plan;
  const { times_h, observations, mask } = plan.individuals[well];
  const times = times_h.length;
  const length = signals.length * times;
  const { count, means, sds } = replicates;
  const places: number[] = [];
  const known = signals.map((_, s) => {
    const own = Array.from({ length: times }, (_, t) => s * times + t).filter((at) => mask[at] === 1);
    const kept = Math.min(mostTimes, own.length);
    for (let n = 0; n < kept; n++) places.push(own[Math.floor(((n + 0.5) * own.length) / kept)]);
    return own;
  });
  const equal = new Float64Array(count).fill(1 / count);
  const [atMeans, atSds, below] = [new Float64Array(count), new Float64Array(count), new Float64Array(2)];
  const npde = count < 2 ? null : decorrelated(plan, replicates, well, places);
  return signals.map((signal, s) => {
    let [inside50, inside95] = [0, 0];
    for (const at of known[s]) {
      for (let r = 0; r < count; r++) {
        atMeans[r] = means[r * length + at];
        atSds[r] = sds[r * length + at];
      }
      below.fill(0);
      addQuickly(atMeans, atSds, equal, observations[at], below);
      const [share] = below;
      if (share >= 0.25 && share <= 0.75) inside50++;
      if (share >= 0.025 && share <= 0.975) inside95++;
    }
    const { id, device } = experiment.individuals[well];
    const own = places.flatMap((at, n) => (Math.floor(at / times) === s ? [n] : []));
    return {
      ...{ individual: id, device: experiment.devices[device].title, set },
      ...{ signal: experiment.signals[signal], readings: count === 0 ? 0 : known[s].length },
      ...{ inside50, inside95, npde: npde === null ? [] : own.map((n) => npde[n]) },
    };
  });
}

/** [place]; null: the simulated readings have no covariance. */
function decorrelated(
  plan: FitPlan,
  { count, means, sds, settings }: Replicates,
  well: number,
  places: readonly number[],
): readonly number[] | null {
  const { times_h, observations } = plan.individuals[well];
  const times = times_h.length;
  const signals = plan.signals.length;
  const n = places.length;
  const simulated = new Float64Array(count * n);
  const normals = new Float64Array(errorParts * n);
  const series = Array.from({ length: signals }, (_, signal) => {
    const from = places.findIndex((at) => Math.floor(at / times) === signal);
    const of = places.filter((at) => Math.floor(at / times) === signal);
    return { from, of, times_h: Float64Array.from(of, (at) => times_h[at % times]) };
  });
  for (let r = 0; r < count; r++) {
    fillNormals({ seed: plan.settings.seed, purpose: 'replicateErrors', step: r, individual: well }, normals);
    series.forEach(({ from, of, times_h: own }, signal) => {
      const start = r * signals * times;
      const errors = residualErrors(
        {
          ...{ family: 'normal', settings: settings[r][signal], times_h: own, isRead: () => true },
          sd: of.map((at) => sds[start + at]),
        },
        Array.from({ length: errorParts }, (_, part) =>
          normals.subarray(part * n + from, part * n + from + of.length),
        ),
      );
      of.forEach((at, k) => {
        simulated[r * n + from + k] = means[start + at] + errors[k];
      });
    });
  }
  const mean = new Float64Array(n);
  for (let r = 0; r < count; r++) for (let k = 0; k < n; k++) mean[k] += simulated[r * n + k] / count;
  const covariance = new Float64Array(n * n);
  for (let r = 0; r < count; r++) {
    for (let i = 0; i < n; i++) {
      const left = simulated[r * n + i] - mean[i];
      for (let j = 0; j <= i; j++)
        covariance[i * n + j] += (left * (simulated[r * n + j] - mean[j])) / (count - 1);
    }
  }
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) covariance[j * n + i] = covariance[i * n + j];
  const lower = cholesky(covariance, n);
  if (lower === null) return null;
  const observed = Float64Array.from(places, (at, k) => observations[at] - mean[k]);
  solveLower(lower, n, observed);
  const below = new Float64Array(n);
  const row = new Float64Array(n);
  for (let r = 0; r < count; r++) {
    for (let k = 0; k < n; k++) row[k] = simulated[r * n + k] - mean[k];
    solveLower(lower, n, row);
    for (let k = 0; k < n; k++) if (row[k] < observed[k]) below[k]++;
  }
  // none below and all below are as far out as so many replicates can tell
  return Array.from(below, (found) => normalQuantile((found + 0.5) / (count + 1)));
}

export function populationTable(wells: readonly WellAmongOthers[]): readonly PopulationRow[] {
  const groups = new Map<string, WellAmongOthers[]>();
  for (const well of wells) {
    if (well.readings === 0 || well.npde.length === 0) continue;
    const key = JSON.stringify([well.set, well.device, well.signal]);
    groups.set(key, [...(groups.get(key) ?? []), well]);
  }
  return [...groups.values()].map((of): PopulationRow => {
    const names = of.map(({ individual }) => individual);
    const readings = of.map(({ readings: own }) => own);
    const counts = of.map(({ npde }) => npde.length);
    const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
    const mean = clusteredRatio(
      of.map(({ npde }) => sum(npde)),
      counts,
      names,
    );
    const squares = of.map(({ npde }) => sum(npde.map((value) => (value - mean.value) ** 2)));
    const { set, device, signal } = of[0];
    return {
      ...{ set, device, signal, wells: of.length },
      inside50: clusteredShare(
        of.map(({ inside50 }) => inside50),
        readings,
        names,
      ),
      inside95: clusteredShare(
        of.map(({ inside95 }) => inside95),
        readings,
        names,
      ),
      ...{ npdeMean: mean, npdeVariance: clusteredRatio(squares, counts, names) },
    };
  });
}
