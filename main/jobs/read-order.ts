import { failure, type Outcome } from '../../shared/base/problem.ts';
import type { FitOrder } from '../../shared/channels.ts';
import type { FitSpec } from '../../shared/inference/spec/fit-spec.ts';
import { parseFitSpec } from '../../shared/inference/spec/parse-fit-spec.ts';
import { applyOverrides } from './overrides.ts';

/** The spec with its overrides. The user's own text is checked first, so that its problems have its lines. */
export function readOrder({ spec, overrides }: Pick<FitOrder, 'spec' | 'overrides'>): Outcome<FitSpec> {
  const own = parseFitSpec(spec.text, spec.file);
  if (!own.ok || overrides.length === 0) return own;
  const changed = applyOverrides(spec.text, overrides);
  if (!changed.ok) return changed;
  const where = overrides.map(({ name, value }) => `--set ${name}=${value}`).join(' ');
  const outcome = parseFitSpec(changed.value, spec.file);
  if (outcome.ok) return outcome;
  // Lines of the changed text would be wrong ones.
  return failure(
    outcome.problems.map(({ excerpt: _, ...problem }) => ({ ...problem, place: { file: spec.file, where } })),
  );
}
