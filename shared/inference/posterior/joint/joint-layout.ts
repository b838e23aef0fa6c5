import type { PriorSpec } from '../../../model/prior.ts';
import { factorNamed, levelAt } from '../../plan/factor.ts';
import type { FitPlan } from '../../plan/fit-plan.ts';
import { type DrawnEntry, type MeanTerm, type PointEntry, partAt } from '../../plan/parameter-layout.ts';
import { type EtaPrior, etaPrior } from '../../prior/eta-prior.ts';
import type { CorrelatedSet } from './correlations.ts';
import { limitOfLog, limitOfShare, limitOfValue, type SmoothLimit } from './smooth-limit.ts';

/**
 * Where everything that is uncertain stands in one vector of real numbers eta: first what wells share (population, values of
 * groups, values of parts), then each well's own, well after well. A level's or part's value stands once, however many
 * wells have it.
 */
export interface JointLayout {
  /** Indices into `experiment.individuals`, [well]. */
  readonly wells: Int32Array;
  readonly shared: readonly SharedCoordinate[];
  /** Indices into `shared` of those with a limit, and of the others; ascending. */
  readonly bent: readonly number[];
  readonly straight: readonly number[];
  /** The coordinates that each well has of its own. */
  readonly own: readonly Coordinate[];
  /** Which of them go together in a well. */
  readonly correlated: readonly CorrelatedSet[];
  /** shared + wells x own. */
  readonly size: number;
  /** Parameters of the model that are not the same number throughout, in the order of columns. */
  readonly columns: readonly JointColumn[];
  /** [well, column]: index of the coordinate; -1: the well has the value in `fixed`. */
  readonly places: Int32Array;
  /** [well, column], natural scale; NaN where there is a coordinate. */
  readonly fixed: Float64Array;
}

/** One coordinate of eta with its prior. */
export interface Coordinate {
  readonly parameter: string;
  readonly column: number;
  readonly prior: EtaPrior;
  /** Columns of the parameters that stand for the prior's mean and sd; -1: the prior's own number. */
  readonly meanColumn: number;
  readonly sdColumn: number;
  /** What is added to the mean, by columns. */
  readonly terms: readonly MeanTerm[];
}

export interface SharedCoordinate extends Coordinate {
  /** Whose value it is where not everybody's: a level's title, or a part's number. */
  readonly of: string | null;
  /** One of the wells that have it: what its terms go by is the same for all of them. Index into the layout's wells. */
  readonly well: number;
}

export interface JointColumn {
  /** Index into `model.parameters`. */
  readonly model: number;
  readonly prior: EtaPrior;
  readonly limit: SmoothLimit | null;
  /** The simulator sees eta within these, without a slope beyond them (reference mode); left out: whatever it is. */
  readonly clip?: readonly [lower: number, upper: number];
}

/**
 * A part's value relative to the baseline's 1: its logarithm is normal with this sd (INFERENCE.md, 1: parts). Where no part
 * is the baseline, the prior alone sets the scale.
 */
export const partPrior: PriorSpec = { distribution: 'LogNormal', mu: 0, sigma: 1.5, statesPrec: false };

/** @param wells which enter, indices into `experiment.individuals`. */
export function jointLayout(plan: FitPlan, wells: Int32Array): JointLayout {
  const { drawn, points } = plan.parameters;
  const shared: SharedCoordinate[] = [];
  const own: Coordinate[] = [];
  const columns: JointColumn[] = [];
  /** [column]: where a well (index into the individuals) has its value. */
  const finders: ((well: number) => Place)[] = [];
  /** Levels of a factor that the wells have, ascending. */
  const levelsOf = (factor: string): readonly number[] =>
    [...new Set(Array.from(wells, (well) => levelAt(plan.factors, factor, well)))].sort((a, b) => a - b);

  const share = (coordinate: Coordinate, of: string | null): Place => ({
    shared: shared.push({ ...coordinate, of, well: 0 }) - 1,
  });
  const shareParts = (
    coordinate: Coordinate,
    { factor, parts }: Pick<PointEntry, 'factor' | 'parts'>,
  ): ((well: number) => Place) => {
    const used = [...new Set(levelsOf(factor).map((level) => partAt(parts, level)))]
      .filter((part) => part !== null && part !== parts.baseline)
      .sort((a, b) => Number(a) - Number(b));
    const places = new Map(used.map((part) => [part, share(coordinate, `part ${part}`)]));
    return (well) => {
      const part = partAt(parts, levelAt(plan.factors, factor, well));
      return places.get(part) ?? { value: part === null ? 0 : 1 };
    };
  };
  const finderOf = (entry: DrawnEntry, coordinate: Coordinate): ((well: number) => Place) => {
    const { factor, parts } = entry;
    if (entry.level === 'individual') {
      const place = { own: own.push(coordinate) - 1 };
      return () => place;
    }
    if (factor === null) {
      const place = share(coordinate, null);
      return () => place;
    }
    if (parts !== null) return shareParts(coordinate, { factor, parts });
    const { titles } = factorNamed(plan.factors, factor);
    const places = new Map(levelsOf(factor).map((level) => [level, share(coordinate, titles[level])]));
    return (well) => places.get(levelAt(plan.factors, factor, well)) ?? { value: Number.NaN };
  };
  const addColumn = (model: number, prior: EtaPrior): number =>
    columns.push({ model, prior, limit: limitOf(plan, model, prior) }) - 1;

  for (const entry of drawn) {
    const { name: parameter, prior, model, parents, terms } = entry;
    // one column a drawn parameter, in their order: a parent's index is its column
    const column = addColumn(model, prior);
    const meanColumn = parents.mean ?? -1;
    const numbers = { meanColumn, sdColumn: parents.sd ?? -1, terms };
    finders.push(finderOf(entry, { parameter, column, prior, ...numbers }));
  }
  const ofParts = etaPrior(partPrior);
  for (const { name: parameter, model, factor, parts } of points) {
    const column = addColumn(model, ofParts);
    const stated = { prior: ofParts, meanColumn: -1, sdColumn: -1, terms: [] };
    finders.push(shareParts({ parameter, column, ...stated }, { factor, parts }));
  }

  const places = new Int32Array(wells.length * columns.length).fill(-1);
  const fixed = new Float64Array(places.length).fill(Number.NaN);
  wells.forEach((well, w) => {
    finders.forEach((find, column) => {
      const at = w * columns.length + column;
      const place = find(well);
      if ('value' in place) fixed[at] = place.value;
      else places[at] = 'shared' in place ? place.shared : shared.length + w * own.length + place.own;
    });
  });
  const ofWell = shared.map(
    (one, c): SharedCoordinate => ({
      ...one,
      well: wells.findIndex((_, w) => places[w * columns.length + one.column] === c),
    }),
  );
  const isBent = (c: number): boolean => columns[shared[c].column].limit !== null;
  const all = shared.map((_, c) => c);
  return {
    ...{ wells, shared: ofWell, own, correlated: correlatedSets(plan, ofWell, own) },
    ...{ size: shared.length + wells.length * own.length, columns, places, fixed },
    ...{ bent: all.filter(isBent), straight: all.filter((c) => !isBent(c)) },
  };
}

/** Coordinates of what goes together: a drawn parameter's index is its column. */
function correlatedSets(
  { parameters }: FitPlan,
  shared: readonly Coordinate[],
  own: readonly Coordinate[],
): readonly CorrelatedSet[] {
  return parameters.correlated.map(({ members, correlations }) => ({
    members: members.map((d) => own.findIndex(({ column }) => column === d)),
    places: correlations.map((d) => shared.findIndex(({ column }) => column === d)),
  }));
}

/**
 * Index of the shared coordinate that a shared one's parent in a column is: a population parameter's, or that of the same
 * group. -1: there is none.
 */
export function sharedParent({ shared }: JointLayout, { of }: SharedCoordinate, column: number): number {
  return shared.findIndex((one) => one.column === column && (one.of === null || one.of === of));
}

type Place = { readonly shared: number } | { readonly own: number } | { readonly value: number };

function limitOf(plan: FitPlan, model: number, prior: EtaPrior): SmoothLimit | null {
  const { limits } = plan.model.parameters[model];
  if (limits === null) return null;
  const { transform } = prior;
  if (transform.kind === 'log') return limitOfLog(limits.lower, limits.upper);
  if (transform.kind === 'identity') return limitOfValue(limits.lower, limits.upper, prior.sd);
  return limitOfShare(transform, limits.lower, limits.upper, prior.sd);
}
