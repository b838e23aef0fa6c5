import type { Problem } from '../base/problem.ts';
import type { PlateWell } from '../plate/plate-run.ts';

/** Why a well is not fitted, whatever device is in it; null: it is a sample. */
export function unusedReason({ role = 'sample', excluded }: PlateWell): string | null {
  if (excluded !== undefined) return excluded;
  return role === 'sample' ? null : role;
}

/** Wells that are named one by one. */
const mostNamed = 8;

export function unusedProblem(unused: readonly { readonly id: string; readonly reason: string }[]): Problem {
  const listed = unused.slice(0, mostNamed).map(({ id, reason }) => `${id} (${reason})`);
  const more = unused.length > mostNamed ? ` and ${unused.length - mostNamed} more` : '';
  const are = unused.length === 1 ? 'one well is' : `${unused.length} wells are`;
  return {
    code: 'experiment.unusedWells',
    severity: 'warning',
    message: `${are} left out, as layout or corrections say: ${listed.join(', ')}${more}`,
    remedy:
      'Nothing need be done; to use them again, change their role or exclusion in the layout, or turn off the step that excludes them.',
  };
}
