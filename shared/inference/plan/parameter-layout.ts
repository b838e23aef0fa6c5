import type { PartGroup } from '../../experiment/experiment.ts';
import { type EtaPrior, naturalMoments } from '../prior/eta-prior.ts';
import type { DrawnLevel, LevelBlock } from './level-block.ts';

/**
 * Where each parameter of a model gets its value from in a fit. `drawn` comes from the guide, population first, then
 * group, then individual; `points` are values without a distribution; the rest is constant.
 */
export interface ParameterLayout {
  readonly drawn: readonly DrawnEntry[];
  /** Levels and factors of `drawn`, in its order. */
  readonly blocks: readonly LevelBlock[];
  readonly points: readonly PointEntry[];
  /** Known for each level of a factor, not inferred: what a device carries. */
  readonly known: readonly KnownEntry[];
  /** Individual parameters whose values in one well go together. */
  readonly correlated: readonly CorrelatedEntries[];
  /** A trajectory's parameters before draws and points are put in, natural scale, [model parameter]. */
  readonly template: Float64Array;
}

export interface DrawnEntry {
  readonly name: string;
  readonly level: DrawnLevel;
  /** Name of the factor that groups the wells, of a group parameter; null: of the others. */
  readonly factor: string | null;
  readonly prior: EtaPrior;
  /** Index into `model.parameters`. */
  readonly model: number;
  /** Set where the parameter belongs to parts: levels with the baseline part or none are not drawn for. */
  readonly parts: PartGroup | null;
  /**
   * Index into `drawn` of the parameters whose natural values stand for the prior's mean and sd in eta (`LogNormal(r_mean,
   * r_sd)`); null where the prior states a number. They come earlier in `drawn`.
   */
  readonly parents: { readonly mean: number | null; readonly sd: number | null };
  /** What is added to the mean. */
  readonly terms: readonly MeanTerm[];
}

/** coefficient x log(covariate), both on the natural scale. */
export interface MeanTerm {
  readonly coefficient: TermNumber;
  readonly covariate: TermNumber;
}

/** A number, or what stands for it: an index into `drawn`, those behind it into `points`. */
export type TermNumber = { readonly column: number } | { readonly value: number };

/** Indices into `drawn`: of those that go together, ascending, and of their partial correlations, (1, 0), (2, 0), (2, 1), (3, 0) ... */
export interface CorrelatedEntries {
  readonly members: readonly number[];
  readonly correlations: readonly number[];
}

/** A parameter that a well's level of a factor gives: 1 where a device carries something, else 0. */
export interface KnownEntry {
  readonly model: number;
  readonly factor: string;
  /** [level]. */
  readonly values: Float64Array;
}

export function hasParents(entry: DrawnEntry): boolean {
  return entry.parents.mean !== null || entry.parents.sd !== null || entry.terms.length > 0;
}

/**
 * A `fixed` part value: exp(w) beside the baseline part, which itself is exactly 1; 0 without a part. Of the published models
 * (INFERENCE.md, 1, reference mode) 1 + relu(w) where there is a baseline part, else relu(w).
 */
export interface PointEntry {
  readonly name: string;
  readonly form: PointForm;
  readonly model: number;
  /** Name of the factor whose levels have the parts. */
  readonly factor: string;
  readonly parts: PartGroup;
}

export type PointForm = 'logarithm' | 'published';

const publishedParts: ReadonlySet<string> = new Set(['aR', 'aS']);

export function pointForm(parameter: string): PointForm {
  return publishedParts.has(parameter) ? 'published' : 'logarithm';
}

/** Which part a level of the parts' factor has; null: none. Parts are stated for devices, the levels of that factor. */
export function partAt({ partOfDevice }: PartGroup, level: number): number | null {
  return partOfDevice[level] ?? null;
}

/** Value of a drawn part parameter that a level fixes by having the baseline part (1) or none (0); NaN: drawn. */
export function pinnedValue(entry: DrawnEntry, level: number): number {
  if (entry.parts === null) return Number.NaN;
  const part = partAt(entry.parts, level);
  if (part === null) return 0;
  return part === entry.parts.baseline ? 1 : Number.NaN;
}

/** Number of weights of a point: one a part, the baseline left out. */
export function pointWeights(entry: PointEntry): number {
  return entry.parts.count - (entry.parts.baseline === null ? 0 : 1);
}

/** Index of a part's weight within its point's segment; null: the part has none. */
export function pointWeight(entry: PointEntry, part: number | null): number | null {
  const { baseline } = entry.parts;
  if (part === null || part === baseline) return null;
  return baseline !== null && part > baseline ? part - 1 : part;
}

/** Value of a part given the point's weights (from `offset` of `weights`), natural scale. */
export function pointValue(
  entry: PointEntry,
  weights: Float64Array,
  offset: number,
  part: number | null,
): number {
  if (part === null) return 0;
  const base = entry.parts.baseline === null ? 0 : 1;
  const at = pointWeight(entry, part);
  if (at === null) return base;
  const weight = weights[offset + at];
  return entry.form === 'logarithm' ? Math.exp(weight) : base + Math.max(0, weight);
}

/** d value / d weight; of a relu that of its upper side everywhere (`closeCorners`). */
export function pointSlope({ form }: PointEntry, weight: number): number {
  return form === 'logarithm' ? Math.exp(weight) : 1;
}

/** Natural-scale mean and sd of a prior for tables that people read; null where they overflow. */
export function readableMoments(prior: EtaPrior): {
  readonly mean: number | null;
  readonly sd: number | null;
} {
  const { mean, sd } = naturalMoments(prior);
  return { mean: Number.isFinite(mean) ? mean : null, sd: Number.isFinite(sd) ? sd : null };
}
