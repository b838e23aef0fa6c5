import { present } from '../../base/assert.ts';
import { largest, pushAll } from '../../base/lists.ts';
import { failure, type Outcome, success } from '../../base/problem.ts';
import type { HistoryRow } from '../../fit/fit-result.ts';
import { answerOf } from '../../fit/joint.ts';
import { type CheckpointKind, openCheckpoint, sealCheckpoint } from '../plan/checkpoint-frame.ts';
import { rawBytes } from '../plan/fingerprint.ts';
import type { FitIdentity } from '../plan/fit-identity.ts';
import type { FitPlan } from '../plan/fit-plan.ts';
import { otherFit } from '../plan/identity-difference.ts';
import type { JointLayout } from './joint/joint-layout.ts';
import type { Curve } from './metric/curve.ts';
import { notEntered } from './nuts/chains.ts';
import { aims, type ChainStep, startStep } from './nuts/step-size.ts';
import type { PopulationCheck } from './population/population-check.ts';
import type { PopulationGuide } from './population/population-guide.ts';
import { populationStretches } from './population/population-plan.ts';
import {
  type ModeFound,
  type PopulationState,
  type PosteriorState,
  startPosterior,
} from './posterior-state.ts';
import { chainCount, type Stretch, samplingOf } from './sampling-plan.ts';

/**
 * State of chains as bytes, in the frame of all checkpoints; its own two numbers are those of float64 and of float32 that
 * follow. Float64: mode, whitening, guide, points of the chains and their wells' steps, archive, windows, and of each draw what is recorded; float32: the draws.
 */
const kind: CheckpointKind = {
  magic: 'WSPRNUT\n',
  version: 4,
  arrayBytes: (doubles, singles) => 8 * doubles + 4 * singles,
};

interface Header {
  readonly fingerprint: string;
  readonly identity: FitIdentity;
  readonly warmup: number;
  readonly seconds: number;
  readonly gradients: number;
  readonly history: readonly HistoryRow[];
  readonly stretch: number;
  readonly mode: Omit<ModeFound, 'eta'> | null;
  /** Of the map. */
  readonly curves: readonly Curve[];
  /** Of a hierarchical fit; null: chains. */
  readonly population:
    | (Omit<PopulationState, 'guide'> & {
        readonly guide: Pick<PopulationGuide, 'since' | 'steps' | 'summed'>;
      })
    | null;
  /** Earlier draws that say what is proposed to wells. */
  readonly archived: number;
  readonly chains: readonly {
    readonly iteration: number;
    readonly step: Omit<ChainStep, 'target' | 'diverged'> & Partial<ChainStep>;
  }[];
  /** Of each chain: draws in its window, draws recorded, and what is counted. */
  readonly records: readonly {
    readonly window: number;
    readonly draws: number;
    readonly divergent: number;
    readonly cut: number;
    readonly acceptance: number;
  }[];
}

export function serializePosterior(plan: FitPlan, state: PosteriorState): Uint8Array {
  const { seconds, gradients, history, stretch, mode, whitening, chains, window, archive, record } = state;
  const { population } = state;
  const header: Header = {
    ...{ fingerprint: plan.fingerprint, identity: plan.identity, warmup: plan.settings.warmup },
    ...{ seconds, gradients, history, stretch },
    mode: mode && { logDensity: mode.logDensity, starts: mode.starts, raised: mode.raised },
    curves: whitening?.curves ?? [],
    population: population && headOf(population),
    archived: archive.length,
    chains: chains.map(({ iteration, step }) => ({ iteration, step })),
    records: record.map(({ draws, divergent, cut, acceptance }, c) => ({
      ...{ window: window[c].length, draws: draws.length, divergent, cut, acceptance },
    })),
  };
  const doubles: Float64Array[] = [];
  if (mode !== null && whitening !== null) {
    const { centre, shared, bend, unit, coupling, own, breadth } = whitening;
    doubles.push(mode.eta, centre, shared, bend, unit, coupling, own, breadth);
  }
  if (population !== null) {
    const { mean, root, first, second, sums } = population.guide;
    doubles.push(mean, root, first, second, sums);
  }
  pushAll(
    doubles,
    chains.flatMap(({ point, wellSteps }) => [point.x, wellSteps]),
  );
  pushAll(doubles, archive);
  pushAll(doubles, window.flat());
  for (const { logDensity, energy, leapfrogs } of record)
    pushAll(
      doubles,
      [logDensity, energy, leapfrogs].map((list) => Float64Array.from(list)),
    );
  const singles = record.flatMap(({ draws }) => draws);
  const lengths = (arrays: readonly { readonly length: number }[]): number =>
    arrays.reduce((sum, { length }) => sum + length, 0);
  return sealCheckpoint(kind, {
    header,
    numbers: [lengths(doubles), lengths(singles)],
    arrays: [...doubles, ...singles].map(rawBytes),
  });
}

function headOf({ guide, ...rest }: PopulationState): Header['population'] {
  const { since, steps, summed } = guide;
  return { ...rest, guide: { since, steps, summed } };
}

/** JSON has no NaN, which numbers are that could not be told. */
function told(number: number | null): number {
  return number ?? Number.NaN;
}

function checkTold(check: PopulationCheck): PopulationCheck {
  const { bound, boundError, kHat, ess, innerEss } = check;
  return {
    ...{ bound: told(bound), boundError: told(boundError), kHat: told(kHat), ess: told(ess) },
    innerEss: { median: told(innerEss.median), fifth: told(innerEss.fifth) },
  };
}

/**
 * The state that was serialised, or why these bytes cannot be taken up under this plan. More transitions than were asked for
 * then are gone on with.
 */
export function restorePosterior(
  plan: FitPlan,
  layout: JointLayout,
  bytes: Uint8Array,
): Outcome<PosteriorState> {
  const opened = openCheckpoint(kind, bytes);
  if (!opened.ok) return opened;
  const header = opened.value.header as Header;
  if (header.fingerprint !== plan.fingerprint || header.warmup !== plan.settings.warmup)
    return failure([otherFit(header.identity, plan.identity)]);
  const { epochs, warmup } = plan.settings;
  const isChains = answerOf(plan.settings) === 'chains';
  const done =
    header.population?.guide.steps ??
    largest(
      header.chains.map(({ iteration }) => iteration),
      0,
    );
  const plans = isChains ? samplingOf(plan.settings) : populationStretches(epochs);
  // shares of warming up are rounded each by itself, so that chains may have made one or two more than were asked for
  const planned = isChains && epochs > warmup ? lengthOf(samplingOf(plan.settings)) : epochs;
  if (done > planned) {
    const message = isChains
      ? `The chains have made ${done} transitions already, more than the ${epochs} asked for.`
      : `The fit has made ${done} steps already, more than the ${epochs} asked for.`;
    const remedy = `Ask for ${done} epochs or more.`;
    return failure([{ code: 'fit.fewerEpochs', severity: 'error', message, remedy }]);
  }
  const { take, takeSingle } = reader(opened.value.arrays, opened.value.numbers[0]);
  const { size, shared, own, wells } = layout;
  const state = startPosterior(chainCount);
  state.seconds = header.seconds;
  state.gradients = header.gradients;
  pushAll(state.history, header.history);
  if (header.mode !== null) {
    const [s, o, w] = [shared.length, own.length, wells.length];
    state.mode = { ...header.mode, eta: take(size) };
    state.whitening = {
      curves: header.curves,
      ...{ centre: take(size), shared: take(s * s), bend: take(s * s), unit: take(s) },
      ...{ coupling: take(w * o * s), own: take(w * o * o), breadth: take(w * o) },
    };
  }
  if (header.population !== null) {
    const s = shared.length;
    const [mean, root] = [take(s), take(s * s)];
    const [first, second, sums] = [take(s + s * s), take(s + s * s), take(s + s * s)];
    const guide = { ...header.population.guide, mean, root, first, second, sums };
    const { bound, check } = header.population;
    const known = { bound: told(bound), check: check && checkTold(check) };
    state.population = { ...header.population, ...known, guide };
  }
  header.chains.forEach(({ iteration, step }, index) => {
    const point = notEntered(take(size));
    // those of before there was a choice
    const known = { ...startStep(step.averaged, 1, aims.first), ...step };
    state.chains.push({ index, iteration, step: known, point, wellSteps: take(wells.length) });
  });
  state.archive = Array.from({ length: header.archived }, () => take(size));
  header.records.forEach((kept, c) => {
    for (let n = 0; n < kept.window; n++) state.window[c].push(take(size));
  });
  header.records.forEach(({ draws, divergent, cut, acceptance }, c) => {
    const [logDensity, energy, leapfrogs] = [take(draws), take(draws), take(draws)].map((list) => [...list]);
    const known = { logDensity, energy, leapfrogs, divergent, cut, acceptance };
    state.record[c] = { ...known, draws: [] };
  });
  header.records.forEach(({ draws }, c) => {
    for (let n = 0; n < draws; n++) state.record[c].draws.push(takeSingle(size));
  });
  // one that was done and is asked for more is sampling again
  state.stretch = done < planned ? Math.min(header.stretch, plans.length - 1) : header.stretch;
  return success(state);
}

function lengthOf(stretches: readonly Stretch[]): number {
  return stretches.reduce((sum, { transitions }) => sum + transitions, 0);
}

/** Hands out arrays one after the other: float64 ones from the beginning, float32 ones from behind `doubles` of them. */
function reader(bytes: Uint8Array, doubles: number) {
  const buffer = present(bytes.buffer as ArrayBuffer, 'the arrays are a copy');
  let at = bytes.byteOffset;
  let singleAt = bytes.byteOffset + 8 * doubles;
  return {
    take: (length: number): Float64Array => {
      const out = new Float64Array(buffer, at, length).slice();
      at += 8 * length;
      return out;
    },
    takeSingle: (length: number): Float32Array => {
      const out = new Float32Array(buffer, singleAt, length).slice();
      singleAt += 4 * length;
      return out;
    },
  };
}
