import { pushAll } from '../../base/lists.ts';
import { failure, type Outcome, success } from '../../base/problem.ts';
import type { Evaluation, HistoryRow } from '../../fit/fit-result.ts';
import { type CheckpointKind, openCheckpoint, sealCheckpoint } from '../plan/checkpoint-frame.ts';
import { rawBytes } from '../plan/fingerprint.ts';
import type { FitIdentity } from '../plan/fit-identity.ts';
import type { FitPlan } from '../plan/fit-plan.ts';
import { otherFit } from '../plan/identity-difference.ts';
import { type FitState, type KeptEvaluation, makeFitState } from './fit-state.ts';

/**
 * A fit's state as bytes, in the frame of all checkpoints (`checkpoint-frame.ts`); its own two numbers are the number of
 * weights, and 1 where kept weights follow, else 0. The arrays, float64 each: weights, moving average, first and second
 * moments, kept weights if any.
 */
const kind: CheckpointKind = {
  magic: 'WSPRFIT\n',
  version: 1,
  arrayBytes: (weights, kept) => (4 + kept) * weights * 8,
};

interface Header {
  readonly fingerprint: string;
  /** Absent in checkpoints of older versions. */
  readonly identity?: FitIdentity;
  readonly epoch: number;
  readonly step: number;
  readonly batchIndex: number;
  readonly seconds: number;
  readonly evaluationDue: boolean;
  /** Absent in checkpoints of older versions. */
  readonly startElbo?: number | null;
  readonly failedDraws: number;
  /** Absent: none. */
  readonly drawsWithoutGradient?: number;
  readonly history: readonly HistoryRow[];
  readonly evaluations: readonly Evaluation[];
  readonly best: Omit<KeptEvaluation, 'weights'> | null;
}

export function serializeFit(plan: FitPlan, state: FitState): Uint8Array {
  const { epoch, step, batchIndex, seconds, evaluationDue, startElbo, failedDraws, history } = state;
  const { evaluations, best, drawsWithoutGradient } = state;
  const header: Header = {
    fingerprint: plan.fingerprint,
    identity: plan.identity,
    epoch,
    step,
    batchIndex,
    seconds,
    evaluationDue,
    startElbo,
    failedDraws,
    ...(drawsWithoutGradient > 0 && { drawsWithoutGradient }),
    history,
    evaluations,
    best: best && withoutWeights(best),
  };
  const arrays = [state.weights, state.average, state.moments.first, state.moments.second];
  if (best !== null) arrays.push(best.weights);
  const numbers = [state.weights.length, best === null ? 0 : 1] as const;
  return sealCheckpoint(kind, { header, numbers, arrays: arrays.map(rawBytes) });
}

function withoutWeights({ weights: _, ...best }: KeptEvaluation): Header['best'] {
  return best;
}

/** The state that was serialised, or why these bytes cannot be taken up under this plan. */
export function restoreFit(plan: FitPlan, bytes: Uint8Array): Outcome<FitState> {
  const opened = openCheckpoint(kind, bytes);
  if (!opened.ok) return opened;
  const header = opened.value.header as Header;
  const [count] = opened.value.numbers;
  if (header.fingerprint !== plan.fingerprint || count !== plan.guide.layout.length) {
    return failure([otherFit(header.identity ?? null, plan.identity)]);
  }
  const array = (index: number): Float64Array =>
    new Float64Array(opened.value.arrays.buffer, index * count * 8, count);
  const state = makeFitState(plan, array(0));
  state.average.set(array(1));
  state.moments.first.set(array(2));
  state.moments.second.set(array(3));
  state.epoch = header.epoch;
  state.step = header.step;
  state.batchIndex = header.batchIndex;
  state.seconds = header.seconds;
  state.evaluationDue = header.evaluationDue;
  state.startElbo = header.startElbo ?? null;
  state.failedDraws = header.failedDraws;
  state.drawsWithoutGradient = header.drawsWithoutGradient ?? 0;
  pushAll(state.history, header.history);
  pushAll(state.evaluations, header.evaluations);
  state.best = header.best && { ...header.best, weights: array(4) };
  return success(state);
}
