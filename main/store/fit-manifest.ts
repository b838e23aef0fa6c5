import type { Problem } from '../../shared/base/problem.ts';
import type { Evaluation, SignalScore } from '../../shared/fit/fit-result.ts';
import { fitStatus, type RestStatus, restStatuses } from '../../shared/fit/life.ts';
import type { FitOrder } from '../../shared/fit/order.ts';
import { stepsSchema } from './corrections.ts';
import { fitSettingsSchema } from './fit-settings.ts';

/** A finished fit that another one continues. */
export interface FitOrigin {
  /** Its folder, absolute. */
  readonly fit: string;
  /** How many epochs it had done. */
  readonly epoch: number;
}

/** The content of a fit's `fit.json`. */
export interface FitManifest {
  readonly format: 'wellspring-fit/1';
  readonly status: RestStatus;
  /** Spec, data folder, overrides and settings: enough to go on. */
  readonly spec: FitOrder;
  /** Absent: it began at the start. */
  readonly startedFrom?: FitOrigin;
  readonly model: string;
  readonly objective: string;
  readonly seed: number;
  readonly backend: string;
  readonly threads: number;
  readonly relaxedMadd: boolean;
  readonly versions: { readonly wellspring: string; readonly node: string; readonly v8: string };
  readonly data: readonly { readonly file: string; readonly plate: string; readonly sha256: string }[];
  readonly individuals: {
    readonly train: readonly string[];
    readonly validation: readonly string[];
    readonly heldOut: readonly string[];
  };
  readonly evaluations: readonly Evaluation[];
  /** null where the fit ended before its first evaluation. */
  readonly best: { readonly epoch: number; readonly validationElbo: number } | null;
  readonly last: { readonly epoch: number; readonly validationElbo: number } | null;
  /** Which evaluation predictions and scores are of; null: there are none. The result of the fit where it is done. */
  readonly predictions: { readonly epoch: number; readonly validationElbo: number } | null;
  /** By signal; empty until there are predictions. */
  readonly validation: Readonly<Record<string, SignalScore>>;
  readonly seconds: number;
  readonly problems: readonly Problem[];
}

/** Indented JSON; what JSON cannot say (NaN, infinities) is null. */
export function manifestText(manifest: FitManifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/**
 * The manifest, or null where the text is none of ours. Looks at what other code relies on; the order within is checked
 * again where the spec is parsed. What an older version had not is what it meant.
 */
export function parseManifest(text: string): FitManifest | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isManifest(value)) return null;
  const settings = fitSettingsSchema.safeParse(value.spec.settings);
  const steps = stepsSchema.default([]).safeParse(value.spec.corrections);
  if (!settings.success || !steps.success) return null;
  const { backend, relaxedMadd, spec, status, best } = value;
  return {
    ...value,
    // Older ones have no model: JSON that lacks it is what its type calls null.
    spec: { ...spec, model: spec.model ?? null, corrections: steps.data, settings: settings.data },
    backend: typeof backend === 'string' ? backend : settings.data.backend,
    relaxedMadd: relaxedMadd === true,
    predictions: value.predictions ?? (status === fitStatus.done ? best : null),
  };
}

function isManifest(value: unknown): value is FitManifest {
  if (!isRecord(value) || value.format !== 'wellspring-fit/1') return false;
  const { status, spec, individuals, evaluations, validation, seconds } = value;
  if (!restStatuses.some((rest) => rest === status)) return false;
  if (!isRecord(individuals) || !isStrings(individuals.train) || !isStrings(individuals.validation))
    return false;
  if (!Array.isArray(evaluations) || !isRecord(validation) || typeof seconds !== 'number') return false;
  return isRecord(spec) && isOrder(spec);
}

function isOrder(order: Readonly<Record<string, unknown>>): boolean {
  const { spec, model = null, data, overrides, settings } = order;
  if (!isText(spec) || (model !== null && !isText(model))) return false;
  return typeof data === 'string' && Array.isArray(overrides) && isRecord(settings);
}

function isText(value: unknown): boolean {
  return isRecord(value) && typeof value.file === 'string' && typeof value.text === 'string';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
