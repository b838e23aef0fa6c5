import { nearestName } from '../../base/nearest-name.ts';
import { hasError, type Problem } from '../../base/problem.ts';
import { calledName } from '../../plate/plate-names.ts';
import type { PlateRun, PlateSignal } from '../../plate/plate-run.ts';
import { fewWells } from '../plate-series.ts';
import { quantileOf } from '../statistics/robust.ts';
import { stepKindOf } from './kinds/index.ts';
import type { CorrectionStep } from './step.ts';
import { oncePerSignal, type StepUncertainty } from './step-kind.ts';

/** A run under the name by which experiments know it, in its file. */
export interface CorrectedPlate {
  readonly file: string;
  readonly plate: string;
  readonly run: PlateRun;
}

/** What a step did to one plate. */
export interface StepReport {
  /** Of the step in the list, from 0. */
  readonly index: number;
  readonly plate: string;
  /** For people. */
  readonly words: string;
  /** Readings whose number, mark or presence is another one now. */
  readonly changedReadings: number;
  readonly excludedWells: number;
  /** Of each signal with a changed reading. */
  readonly signals: readonly SignalChange[];
  readonly uncertainty: StepUncertainty | null;
  readonly problems: readonly Problem[];
}

export interface SignalChange {
  readonly signal: string;
  readonly before: ReadingSummary;
  readonly after: ReadingSummary;
}

/** Of all readings of a signal on a plate, in its unit at that time. */
export interface ReadingSummary {
  readonly unit: string | null;
  readonly readings: number;
  readonly censored: number;
  readonly least: number;
  readonly median: number;
  readonly most: number;
}

export interface CorrectedPlates {
  readonly plates: readonly CorrectedPlate[];
  /** Of steps that are on, in their order, for each plate that they concern. */
  readonly reports: readonly StepReport[];
  /** Those of the reports and of steps that concern no plate, with their places. */
  readonly problems: readonly Problem[];
}

/** Applies the steps that are on, one after the other, to the plates that they concern. The plates given stay as they are. */
export function applySteps(
  plates: readonly CorrectedPlate[],
  steps: readonly CorrectionStep[],
): CorrectedPlates {
  let current = plates;
  const reports: StepReport[] = [];
  const problems: Problem[] = [];
  const once = new Map<string, number>();
  steps.forEach((step, index) => {
    if (!step.on) return;
    const where = `corrections, step ${index + 1} (${step.kind})`;
    const concerned = current.filter((plate) => isConcerned(plate, step));
    if (concerned.length === 0) problems.push({ ...nowhere(current, step), place: { where } });
    current = current.map((plate) => {
      if (!concerned.includes(plate)) return plate;
      const key = onceKey(plate, step);
      const before = steps[once.get(key ?? '') ?? -1];
      const again = before === undefined ? [] : [doneAgain(step, before, steps.indexOf(before) + 1)];
      const effect =
        before === undefined
          ? stepKindOf(step).apply(plate.run, step)
          : { run: plate.run, uncertainty: null, problems: again };
      if (key !== null && !hasError(effect.problems)) once.set(key, index);
      const told = [...unknownWells(plate, step, concerned), ...effect.problems].map((problem) => ({
        ...problem,
        place: { file: plate.file, where: `plate ${plate.plate}, ${where}` },
      }));
      for (const problem of told) problems.push(problem);
      reports.push({
        index,
        plate: plate.plate,
        words: stepKindOf(step).words(step),
        ...difference(plate.run, effect.run),
        uncertainty: effect.uncertainty,
        problems: told,
      });
      return { ...plate, run: effect.run };
    });
  });
  return { plates: current, reports, problems };
}

function isConcerned({ plate, run }: CorrectedPlate, step: CorrectionStep): boolean {
  if (step.plate !== null && step.plate !== plate && step.plate !== calledName(run)) return false;
  const signal = signalOf(step);
  if (signal !== null && !run.signals.some((each) => each.signal === signal)) return false;
  const wells = step.plate === null && 'wells' in step ? step.wells : null;
  return wells === null || run.wells.some(({ well }) => wells.includes(well));
}

/** What the step does once alone, and to which readings; null: it may be done again. */
function onceKey({ plate }: CorrectedPlate, step: CorrectionStep): string | null {
  const { once } = stepKindOf(step);
  return once === null ? null : JSON.stringify([plate, once, signalOf(step)]);
}

function doneAgain(step: CorrectionStep, before: CorrectionStep, number: number): Problem {
  const { once } = stepKindOf(step);
  const done = `step ${number} does this to ${signalOf(step)} already (${stepKindOf(before).words(before)})`;
  return {
    code: 'correction.twice',
    severity: 'error',
    message: once === null ? done : `${done}; ${oncePerSignal[once]}`,
    remedy:
      'Turn one of the two off, or remove it, by --off or --remove and its number; with --add in the same command the new one takes its place.',
    inWindow: 'Turn one of the two off, or remove it.',
  };
}

function signalOf(step: CorrectionStep): string | null {
  return 'signal' in step ? step.signal : null;
}

/** A step that no plate has anything for is never passed over in silence. */
function nowhere(plates: readonly CorrectedPlate[], step: CorrectionStep): Problem {
  const base = { code: 'correction.nothing', severity: 'error' } as const;
  const names = plates.map(({ plate }) => plate);
  const isThere = plates.some(({ plate, run }) => step.plate === plate || step.plate === calledName(run));
  if (step.plate !== null && !isThere) {
    const near = nearestName(step.plate, names);
    const meant = near === null ? '' : `Did you mean “${near}”? `;
    const message = `there is no plate “${step.plate}”`;
    return { ...base, message, remedy: `${meant}The plates are ${fewWells(names)}; or turn the step off.` };
  }
  const signal = signalOf(step);
  const titles = [...new Set(plates.flatMap(({ run }) => run.signals.map((each) => each.signal)))];
  if (signal !== null && !titles.includes(signal)) {
    const near = nearestName(signal, titles);
    const meant = near === null ? '' : `Did you mean “${near}”? `;
    const message = `there is no signal “${signal}”`;
    return {
      ...base,
      message,
      remedy: `${meant}The signals are ${titles.join(', ')}; or turn the step off.`,
    };
  }
  const message = 'no plate has both its signal and its wells';
  return { ...base, message, remedy: 'Correct the step’s wells or plate, or turn it off.' };
}

/** Wells that no plate of the step has, told at the first of them. */
function unknownWells(
  plate: CorrectedPlate,
  step: CorrectionStep,
  concerned: readonly CorrectedPlate[],
): readonly Problem[] {
  const wells = 'wells' in step ? (step.wells ?? []) : [];
  if (wells.length === 0 || plate !== concerned[0]) return [];
  const there = new Set(concerned.flatMap(({ run }) => run.wells.map(({ well }) => well)));
  const unknown = wells.filter((well) => !there.has(well));
  if (unknown.length === 0) return [];
  const [first, last] = [plate.run.wells[0]?.well, plate.run.wells.at(-1)?.well];
  const message = `the plate has no ${unknown.length === 1 ? 'well' : 'wells'} ${fewWells(unknown)}`;
  const remedy = `Its wells go from ${first} to ${last}: give the step without ${fewWells(unknown)}, or turn it off.`;
  return [{ code: 'correction.unknownWell', severity: 'error', message, remedy }];
}

function difference(
  before: PlateRun,
  after: PlateRun,
): Pick<StepReport, 'changedReadings' | 'excludedWells' | 'signals'> {
  let changedReadings = 0;
  const signals = before.signals.flatMap((signal, index): readonly SignalChange[] => {
    const now = after.signals[index] ?? signal;
    const changed = countChanged(signal, now);
    changedReadings += changed;
    if (changed === 0) return [];
    return [{ signal: signal.signal, before: summaryOf(signal), after: summaryOf(now) }];
  });
  const excludedWells = after.wells.filter(
    ({ excluded }, index) => excluded !== before.wells[index]?.excluded,
  ).length;
  return { changedReadings, excludedWells, signals };
}

function countChanged(before: PlateSignal, after: PlateSignal): number {
  let count = 0;
  for (const [at, value] of before.values.entries()) {
    const same =
      Object.is(value, after.values[at]) && (before.censored?.[at] ?? 0) === (after.censored?.[at] ?? 0);
    if (!same) count += 1;
  }
  return count;
}

function summaryOf({ values, unit, censored }: PlateSignal): ReadingSummary {
  const read = values.filter((value) => Number.isFinite(value)).sort();
  return {
    unit,
    readings: read.length,
    censored: censored?.reduce((sum, mark) => sum + mark, 0) ?? 0,
    least: read[0] ?? Number.NaN,
    median: quantileOf(read, 0.5),
    most: read.at(-1) ?? Number.NaN,
  };
}
