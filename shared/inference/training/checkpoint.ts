import { pushAll } from '../../base/lists.ts';
import { failure, type Outcome, type Problem, success } from '../../base/problem.ts';
import { sha256 } from '../../base/sha256.ts';
import type { Evaluation, HistoryRow } from '../../fit/fit-result.ts';
import { concatenate, rawBytes, textBytes } from '../plan/fingerprint.ts';
import type { FitIdentity } from '../plan/fit-identity.ts';
import type { FitPlan } from '../plan/fit-plan.ts';
import { otherFit } from '../plan/identity-difference.ts';
import { type FitState, makeFitState } from './fit-state.ts';

/**
 * A fit's state as bytes, little-endian:
 *
 *     magic (8)  version (u32)  header length (u32)  number of weights (u32)  kept weights follow (u32, 0 or 1)
 *     header: JSON in UTF-16, padded to 8 bytes
 *     weights, moving average, first and second moments, kept weights if any: float64 each
 *     SHA-256 of all before it (32)
 */
const magic = 'WSPRFIT\n';
const version = 1;
const preamble = 24;

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
  readonly best: { readonly epoch: number; readonly step: number; readonly validationElbo: number } | null;
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
    best: best && { epoch: best.epoch, step: best.step, validationElbo: best.validationElbo },
  };
  const text = JSON.stringify(header);
  const headerBytes = textBytes(text.padEnd(Math.ceil(text.length / 4) * 4, ' '));
  const start = new Uint8Array(preamble);
  for (let i = 0; i < magic.length; i++) start[i] = magic.charCodeAt(i);
  const view = new DataView(start.buffer);
  view.setUint32(8, version, true);
  view.setUint32(12, headerBytes.length, true);
  view.setUint32(16, state.weights.length, true);
  view.setUint32(20, best === null ? 0 : 1, true);
  const arrays = [state.weights, state.average, state.moments.first, state.moments.second];
  if (best !== null) arrays.push(best.weights);
  const body = concatenate([start, headerBytes, ...arrays.map(rawBytes)]);
  return concatenate([body, sha256(body)]);
}

/** The state that was serialised, or why these bytes cannot be taken up under this plan. */
export function restoreFit(plan: FitPlan, bytes: Uint8Array): Outcome<FitState> {
  for (let i = 0; i < magic.length; i++) {
    if (bytes[i] !== magic.charCodeAt(i)) {
      return refuse('notACheckpoint', 'The checkpoint does not begin like one of a fit.', again);
    }
  }
  if (bytes.length < preamble + 32) return truncated(bytes.length, preamble + 32);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = view.getUint32(8, true);
  if (found !== version) {
    const message = `The checkpoint has format ${found}; this version reads ${version}.`;
    return refuse('version', message, 'Go on with the version that wrote it, or start a new fit.');
  }
  const headerLength = view.getUint32(12, true);
  const count = view.getUint32(16, true);
  const arrays = 4 + view.getUint32(20, true);
  const expected = preamble + headerLength + arrays * count * 8 + 32;
  if (bytes.length < expected) return truncated(bytes.length, expected);
  const body = bytes.subarray(0, expected - 32);
  const checksum = sha256(body);
  if (bytes.length > expected || checksum.some((byte, i) => byte !== bytes[expected - 32 + i])) {
    return refuse('corrupt', 'The checkpoint is damaged: its checksum does not fit.', again);
  }
  const header = parseHeader(bytes.subarray(preamble, preamble + headerLength));
  if (header.fingerprint !== plan.fingerprint || count !== plan.guide.layout.length) {
    return failure([otherFit(header.identity ?? null, plan.identity)]);
  }
  const array = (index: number): Float64Array => {
    const out = new Float64Array(count);
    const from = preamble + headerLength + index * count * 8;
    rawBytes(out).set(bytes.subarray(from, from + count * 8));
    return out;
  };
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

/** Trusted: the checksum has said that these are the bytes that were written. */
function parseHeader(bytes: Uint8Array): Header {
  let text = '';
  for (let i = 0; i < bytes.length; i += 2) text += String.fromCharCode(bytes[i] | (bytes[i + 1] << 8));
  return JSON.parse(text) as Header;
}

const again = 'Take an earlier copy of it, or start a new fit.';

function truncated(length: number, expected: number): Outcome<FitState> {
  return refuse('truncated', `The checkpoint ends after ${length} bytes of ${expected}.`, again);
}

function refuse(code: string, message: string, remedy: string): Outcome<FitState> {
  const problem: Problem = { code: `checkpoint.${code}`, severity: 'error', message, remedy };
  return failure([problem]);
}
