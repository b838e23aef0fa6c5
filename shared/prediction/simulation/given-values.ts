import { nearestName } from '../../base/nearest-name.ts';
import type { Problem } from '../../base/problem.ts';
import { shortText } from '../../base/short-text.ts';
import { etaOfCorrelations, pairIndex } from '../../inference/posterior/joint/correlations.ts';
import type {
  JointColumn,
  JointLayout,
  SharedCoordinate,
} from '../../inference/posterior/joint/joint-layout.ts';
import { seenValue } from '../../inference/posterior/joint/joint-parameters.ts';
import { fromNatural } from '../../inference/prior/transform.ts';
import { groupOf } from '../chain-summary.ts';

/** A truth that somebody states: `KGR_76`, `aR:1` (a part), `y:R33-S32` (a level); an individual's is that of every well. */
export interface GivenValue {
  readonly name: string;
  /** As the simulator sees it, natural scale. */
  readonly value: number;
}

/** Places of stated values in a joint point, each with its eta; problems for names that no coordinate has, and values out of reach. */
export function placeGiven(
  layout: JointLayout,
  given: readonly GivenValue[],
): { readonly etas: ReadonlyMap<number, number>; readonly problems: readonly Problem[] } {
  const etas = new Map<number, number>();
  const problems: Problem[] = [];
  const { shared, own, wells, columns } = layout;
  const names = [...new Set([...shared.map(nameOf), ...own.map(({ parameter }) => parameter)])];
  const isCorrelation = (name: string): boolean =>
    layout.correlated.some((set) => set.places.some((c) => shared[c]?.parameter === name));
  placeCorrelations(layout, given, etas, problems);
  for (const { name, value } of given) {
    if (isCorrelation(name)) continue;
    const places = [
      ...shared.flatMap((one, c) => (nameOf(one) === name ? [c] : [])),
      ...own.flatMap((one, k) =>
        one.parameter === name ? Array.from(wells, (_, w) => shared.length + w * own.length + k) : [],
      ),
    ];
    if (places.length === 0) {
      const near = nearestName(name, names);
      problems.push(
        refused(
          { name, value },
          `the model has no uncertain parameter “${name}”${near === null ? '' : `; did you mean “${near}”?`}`,
          `Use one of: ${shortText(names.join(', '), 1000)}. A constant of the model is changed in the spec.`,
        ),
      );
      continue;
    }
    const coordinate = [...shared, ...own].find((one) =>
      'of' in one ? nameOf(one as SharedCoordinate) === name : one.parameter === name,
    );
    const eta = etaOfSeen(columns[coordinate?.column ?? 0] as JointColumn, value);
    if (eta === null)
      problems.push(
        refused(
          { name, value },
          `${name} cannot be ${value}: its prior or its limits do not reach there`,
          'Give a value within them, or change them in the spec.',
        ),
      );
    else for (const place of places) etas.set(place, eta);
  }
  return { etas, problems };
}

/** Stated correlations: all of those that go together, since what one may be depends on the others. */
function placeCorrelations(
  { correlated, shared }: JointLayout,
  given: readonly GivenValue[],
  etas: Map<number, number>,
  problems: Problem[],
): void {
  for (const { members, places } of correlated) {
    const d = members.length;
    const names = places.map((c) => shared[c]?.parameter ?? '');
    const stated = names.map((name) => given.findLast((one) => one.name === name));
    const first = stated.find((one) => one !== undefined);
    if (first === undefined) continue;
    const matrix = new Float64Array(d * d).fill(1);
    for (let i = 1; i < d; i++) {
      for (let j = 0; j < i; j++) {
        const value = stated[pairIndex(i, j)]?.value ?? Number.NaN;
        matrix[i * d + j] = value;
        matrix[j * d + i] = value;
      }
    }
    const lacking = names.filter((_, n) => stated[n] === undefined);
    const found = lacking.length > 0 ? null : etaOfCorrelations(matrix, d);
    if (found !== null) for (const [n, place] of places.entries()) etas.set(place, found[n] ?? Number.NaN);
    else if (lacking.length > 0)
      problems.push(
        refused(
          first,
          `what ${first.name} may be depends on ${lacking.join(', ')}`,
          `State all of ${names.join(', ')}.`,
        ),
      );
    else
      problems.push(
        refused(
          first,
          `no values can be correlated so: ${stated.map((one) => `${one?.name} = ${one?.value}`).join(', ')}`,
          'Give correlations between -1 and 1 that agree with each other.',
        ),
      );
  }
}

/** `aR:1`, `y:R33-S32`, `KGR_76`. */
function nameOf(one: SharedCoordinate): string {
  const group = groupOf(one);
  return group === '' ? one.parameter : group.includes(':') ? group : `${one.parameter}:${group}`;
}

function refused({ name, value }: GivenValue, message: string, remedy: string): Problem {
  return {
    code: 'simulate.value',
    severity: 'error',
    message,
    remedy,
    place: { where: `${name}=${value}` },
  };
}

/** Widest eta that is looked at. */
const far = 700;

/** The eta that the simulator sees as a value; null: none. Limits have no inverse in closed form: 200 halvings. */
function etaOfSeen(column: JointColumn, value: number): number | null {
  if (column.limit === null && column.clip === undefined) {
    const eta = fromNatural(column.prior.transform, value);
    return Number.isFinite(eta) ? eta : null;
  }
  let [low, high] = [-far, far];
  if (column.prior.transform.kind === 'identity') [low, high] = [-1e9, 1e9];
  if (!(value > seenValue(column, low) && value < seenValue(column, high))) return null;
  for (let step = 0; step < 200; step++) {
    const middle = 0.5 * (low + high);
    if (middle === low || middle === high) break;
    if (seenValue(column, middle) < value) low = middle;
    else high = middle;
  }
  return 0.5 * (low + high);
}
