import type { Problem } from '../base/problem.ts';

/** Problems of one kind that are listed one by one; the rest is counted, so that a wrong file stays readable. */
const mostListed = 10;

/** The way out of problems that are only counted. */
export const sameKind = 'They are of the same kind as those named above, and so is the way out.';

/** The first problems of each kind in their order, and after them how many more of a kind there are. */
export function fewProblems(problems: readonly Problem[]): readonly Problem[] {
  const counts = new Map<string, { readonly first: Problem; count: number }>();
  const listed = problems.filter((problem) => {
    const kind = counts.get(problem.code) ?? { first: problem, count: 0 };
    counts.set(problem.code, kind);
    kind.count += 1;
    return kind.count <= mostListed;
  });
  const more = [...counts].flatMap(([code, { first, count }]): Problem[] => {
    if (count <= mostListed) return [];
    const message = `${count - mostListed} more lines have the same problem (${code})`;
    const place = first.place?.file === undefined ? {} : { place: { file: first.place.file } };
    return [{ code, severity: first.severity, message, remedy: sameKind, ...place }];
  });
  return more.length === 0 ? problems : [...listed, ...more];
}
