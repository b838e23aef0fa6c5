import { dirname } from 'node:path';
import { type Outcome, type Problem, success } from '../../shared/base/problem.ts';
import type { FitOrder } from '../../shared/fit/order.ts';
import type { FitSpec } from '../../shared/inference/spec/fit-spec.ts';
import { type ModelFile, readModelFile } from './model-file.ts';
import { readOrder } from './read-order.ts';

/** An order before its model is known. */
export type Unfrozen = Omit<FitOrder, 'model'>;

/** The order with its model's text, so that going on with the fit depends on no file that may change or move. */
export function freezeModel(order: Unfrozen, models: string): Outcome<FitOrder> {
  const spec = readOrder(order);
  if (!spec.ok) return spec;
  const model = namedModel(order, spec.value, models);
  return model.ok ? success({ ...order, model: model.value }) : model;
}

/** As `freezeModel`, but with the text that an earlier order froze, as long as the spec names the same model. */
export function keepModel(order: Unfrozen, before: FitOrder, models: string): Outcome<FitOrder> {
  const [spec, earlier] = [readOrder(order), readOrder(before)];
  if (!spec.ok) return spec;
  const same = earlier.ok && earlier.value.model === spec.value.model;
  if (!same || before.model === null) return freezeModel(order, models);
  const kept = { ...order, model: before.model };
  const changed = changedModel(kept, spec.value, models);
  return success(kept, changed === null ? [] : [changed]);
}

/** The text that the order froze; that of the file which its spec names where the order is from before that was done. */
export function orderedModel(order: FitOrder, spec: FitSpec, models: string): Outcome<ModelFile> {
  return order.model === null ? namedModel(order, spec, models) : success(order.model);
}

function namedModel({ spec: { file } }: Unfrozen, spec: FitSpec, models: string): Outcome<ModelFile> {
  return readModelFile(spec.model, models, dirname(file), spec.modelPlace);
}

/** A warning where the file that an order's model came from holds something else by now; null: it does not, or is gone. */
function changedModel(order: FitOrder, spec: FitSpec, models: string): Problem | null {
  const now = namedModel(order, spec, models);
  if (!now.ok || now.value.text === order.model?.text) return null;
  const message = 'the model file has changed since the fit began; the fit goes on with the model as it was';
  const remedy = 'To use the file as it is now, start a new fit.';
  return { code: 'fit.modelChanged', severity: 'warning', message, remedy, place: { file: now.value.file } };
}
