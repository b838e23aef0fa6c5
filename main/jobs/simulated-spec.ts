import { type Document, isMap, parseDocument } from 'yaml';
import { assert } from '../../shared/base/assert.ts';
import { applyEdit } from '../../shared/base/edit-document.ts';
import type { FitOrder } from '../../shared/fit/order.ts';
import type { FitPlan } from '../../shared/inference/plan/fit-plan.ts';
import { overrideEdits } from './overrides.ts';

/** What a made-up data set has in place of the original's. */
export interface MadeSources {
  readonly files: readonly string[];
  /** The user's own model, which lies beside the spec; null: one of the library. */
  readonly model: { readonly name: string } | null;
}

/**
 * The text of an order's spec for data that were made up by it: its overrides are in it, its files are those, readings are divided by the same
 * scales, and nothing else is done to them, so that what is fitted means what the truth means.
 */
export function simulatedSpec(order: FitOrder, plan: FitPlan, { files, model }: MadeSources): string {
  const document = parseDocument(order.spec.text);
  for (const edit of overrideEdits(order.overrides, order.spec.file)) applyEdit(document, edit, new Map());
  rawReadings(document, files);
  const { experiment, signals } = plan;
  document.setIn(['data', 'normalize'], document.createNode(signals.map((s) => experiment.scales[s] ?? 1)));
  keepModelled(document, plan);
  if (model !== null) document.set('model', model.name);
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

/** Has a spec take readings of these files as they are. */
export function rawReadings(document: Document, files: readonly string[]): void {
  const data = document.get('data', true);
  assert(isMap(data), 'a spec that parses has a data section');
  // what is never torn apart by folds stays as it was: under another preprocessing silence means something else
  if (data.get('preprocessing') !== 'wells' && !data.has('fold_unit')) data.set('fold_unit', 'well');
  data.set('files', document.createNode(files));
  data.set('preprocessing', 'wells');
  data.set('subtract_background', false);
}

/** Leaves signals out that the model says nothing about: nothing was made up of them. */
function keepModelled(document: Document, { experiment, signals, model }: FitPlan): void {
  if (signals.length === experiment.signals.length && signals.every((s, n) => s === n)) return;
  const bound = signals.map((s, n): [string, string] => [
    experiment.signals[s] ?? '',
    model.observables[n]?.signal ?? '',
  ]);
  document.setIn(['data', 'signals'], document.createNode(Object.fromEntries(bound)));
}
