import type { Problem } from '../base/problem.ts';
import type { DataSpec } from './data-spec.ts';
import { logFloat32 } from './log-float32.ts';

/** What each well got of one treatment, [well] throughout. */
export interface TreatmentDoses {
  /** As the file states them. */
  readonly stated: Float64Array;
  /** What models see. */
  readonly seen: Float64Array;
  /** log(1 + dose / unit): what networks see. */
  readonly logs: Float64Array;
  /** In the file's unit; 1 where doses go the published way. */
  readonly unit: number;
  /** Doses that the published way would have changed, ascending, each once. */
  readonly lost: readonly number[];
}

/**
 * By how much of itself the published way may change a dose. Doses within 1 % count as one condition; this is a hundredth
 * of that, and a hundred times what it does to any dose of the published data (1.5e-6).
 */
const mostChange = 1e-4;

/**
 * Networks see log(1 + dose) in the precision of the spec, models exp(.) - 1 of it: so the published code has it, and so
 * its numbers are met to the bit. Beside 1, a dose of 1e-10 M is nothing: 1 + dose keeps 7 digits of float32. Where that
 * would change any dose of a treatment by more than `mostChange` of itself, its models see all doses as stated, and its
 * networks log(1 + dose / unit) with the smallest dose above 0 as unit.
 */
export function treatmentDoses(stated: Float64Array, dtype: DataSpec['dtype']): TreatmentDoses {
  const single = dtype === 'float32';
  const published = stated.map((dose) =>
    single ? logFloat32(Math.fround(1 + Math.fround(dose))) : Math.log(1 + dose),
  );
  const back = published.map((value) => Math.exp(value) - 1);
  const lost = [...new Set(stated)]
    .filter((dose) => !(Math.abs((back[stated.indexOf(dose)] ?? 0) - dose) <= mostChange * dose))
    .sort((a, b) => a - b);
  if (lost.length === 0) return { stated, seen: back, logs: published, unit: 1, lost };
  const unit = stated.reduce((least, dose) => (dose > 0 && dose < least ? dose : least), Infinity);
  return { stated, seen: stated, logs: stated.map((dose) => logOfRatio(dose, unit)), unit, lost };
}

/**
 * What networks and models see of a dose under a unit that is settled, as other wells' doses have it. `published`: the precision of
 * the published way, which doses go where the unit is 1 and they are not lost on it; null: doses as they are.
 */
export function settledDose(
  dose: number,
  unit: number,
  published: DataSpec['dtype'] | null,
): { readonly log: number; readonly seen: number } {
  const plain = { log: logOfRatio(dose, unit), seen: dose };
  if (published === null || unit !== 1) return plain;
  const { logs, seen, lost } = treatmentDoses(Float64Array.of(dose), published);
  return lost.length > 0 ? plain : { log: logs[0] ?? 0, seen: seen[0] ?? 0 };
}

/** Doses as they are, without the published detour; networks see them in units of the smallest dose above 0. */
export function plainDoses(stated: Float64Array): TreatmentDoses {
  const least = stated.reduce((least, dose) => (dose > 0 && dose < least ? dose : least), Infinity);
  const unit = Number.isFinite(least) ? least : 1;
  return { stated, seen: stated, logs: stated.map((dose) => logOfRatio(dose, unit)), unit, lost: [] };
}

/** log(1 + dose / unit), also where the ratio is beyond the largest number. */
function logOfRatio(dose: number, unit: number): number {
  const ratio = dose / unit;
  return Number.isFinite(ratio) ? Math.log1p(ratio) : Math.log(dose) - Math.log(unit);
}

/** Says that a treatment does not go the published way, and what it does instead; null where it does. */
export function doseProblem(name: string, { lost, unit }: TreatmentDoses, where: string): Problem | null {
  const [first] = lost;
  if (first === undefined) return null;
  const count = lost.length === 1 ? `the dose ${doseText(first)}` : `${lost.length} doses`;
  const listed =
    lost.length === 1 ? '' : ` (${lost.slice(0, 4).map(doseText).join(', ')}${lost.length > 4 ? ', …' : ''})`;
  return {
    code: 'experiment.doseLost',
    severity: 'warning',
    message: `${count} of ${name}${listed} would be lost in log(1 + dose), the published way; the model sees all doses of ${name} as stated, networks see log(1 + dose / ${doseText(unit)})`,
    remedy: `Nothing need be done; only to compare with published fits, state ${name} in a smaller unit, such as nM for M, in files and model.`,
    place: { where },
  };
}

/** A dose as text: 15 digits, as many as every number holds: what a file states in fewer is written as there. */
export function doseText(dose: number): string {
  return String(Number(dose.toPrecision(15)));
}
