import type { Outcome } from '../../shared/base/problem.ts';
import type { FitOrder } from '../../shared/fit/order.ts';
import type { FitSpec } from '../../shared/inference/spec/fit-spec.ts';
import { parseFitSpec } from '../../shared/inference/spec/parse-fit-spec.ts';
import { overrideEdits } from './overrides.ts';

/** The spec with its overrides; problems point at the user's own lines, or at the `--set` that they are with. */
export function readOrder({ spec, overrides }: Pick<FitOrder, 'spec' | 'overrides'>): Outcome<FitSpec> {
  return parseFitSpec(spec.text, spec.file, overrideEdits(overrides, spec.file));
}
