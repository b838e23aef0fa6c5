import type { Evaluation, FitResult, HistoryRow } from '../../shared/fit/fit-result.ts';
import type { FitOrder } from '../../shared/fit/order.ts';
import { keptEvaluation } from '../../shared/inference/training/kept-evaluation.ts';
import type { FitPrepared } from '../jobs/messages.ts';
import type { FitManifest } from '../store/fit-manifest.ts';
import type { FitOrigin } from '../store/fit-schemas.ts';

/** What is known of a fit so far. */
export interface Progress {
  readonly prepared: FitPrepared | null;
  readonly evaluations: readonly Evaluation[];
  readonly history: readonly HistoryRow[];
  readonly seconds: number;
}

/** The content of fit.json for a fit that has come so far and has no result. */
export function manifestOf(
  status: FitManifest['status'],
  made: { readonly order: FitOrder; readonly version: string; readonly startedFrom?: FitOrigin | null },
  { prepared, evaluations, seconds }: Progress,
): FitManifest {
  const { order, version, startedFrom } = made;
  const best = keptEvaluation(evaluations);
  const last = evaluations.at(-1) ?? null;
  return {
    format: 'wellspring-fit/1',
    status,
    spec: order,
    ...(startedFrom && { startedFrom }),
    model: prepared?.model ?? '',
    objective: prepared?.objective ?? '',
    seed: order.settings.seed,
    backend: prepared?.backend ?? order.settings.backend,
    threads: prepared?.threads ?? 1,
    relaxedMadd: prepared?.relaxedMadd ?? false,
    versions: { wellspring: version, node: process.versions.node, v8: process.versions.v8 },
    data: prepared?.data ?? [],
    individuals: {
      train: prepared?.train ?? [],
      validation: prepared?.validation ?? [],
      heldOut: prepared?.heldOut ?? [],
    },
    ...(prepared?.selecting !== undefined && { selecting: prepared.selecting }),
    evaluations,
    best: best === null ? null : { epoch: best.epoch, validationElbo: best.validationElbo },
    last: last === null ? null : { epoch: last.epoch, validationElbo: last.validationElbo },
    predictions: null,
    validation: {},
    seconds,
    problems: prepared?.problems ?? [],
  };
}

/** What fit.json says of the evaluation that predictions and scores are of. */
export function resultOf({
  best,
  last,
  validation,
}: FitResult): Pick<FitManifest, 'best' | 'last' | 'predictions' | 'validation'> {
  return { best, last, predictions: best, validation };
}
