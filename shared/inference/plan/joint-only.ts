import type { Problem } from '../../base/problem.ts';
import type { FitSpec } from '../spec/fit-spec.ts';
import type { ParameterLayout } from './parameter-layout.ts';

/** What of p(z|u) training well by well has no words for: its guide draws what wells share anew for each of them. */
export function jointOnly(
  { drawn, correlated }: Pick<ParameterLayout, 'drawn' | 'correlated'>,
  { file }: Pick<FitSpec, 'file'>,
): readonly Problem[] {
  const together = correlated.map(({ members }) => members.map((d) => drawn[d]?.name ?? '').join(', '));
  const following = drawn.filter(({ terms }) => terms.length > 0).map(({ name }) => name);
  if (together.length === 0 && following.length === 0) return [];
  const what = [
    ...together.map((names) => `${names} of a well are correlated`),
    ...(following.length === 0 ? [] : [`the means of ${following.join(', ')} go with other parameters`]),
  ];
  return [
    {
      code: 'fit.jointOnly',
      severity: 'error',
      message: `in this model ${what.join(' and ')}, which training well by well (iwae) cannot learn`,
      remedy: 'Use --objective hierarchical or --posterior nuts, or a model in which they do not.',
      inWindow:
        'Choose a model in which they do not; the command line fits this one (--objective hierarchical).',
      place: { file },
    },
  ];
}
