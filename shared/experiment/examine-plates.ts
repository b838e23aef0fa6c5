import { pushAll } from '../base/lists.ts';
import { failure, hasError, type Outcome, type Problem, success } from '../base/problem.ts';
import type { NamedPlate } from '../plate/layout/apply-layout.ts';
import type { Layout } from '../plate/layout/layout.ts';
import { calledName, plateNames } from '../plate/plate-names.ts';
import type { PlateFile } from '../plate/plate-run.ts';
import { applySteps, type StepReport } from './correction/apply-steps.ts';
import type { CorrectionStep } from './correction/step.ts';
import { joinNamedRuns, type ToldJoin } from './join-named-runs.ts';
import { layOutRuns } from './lay-out-runs.ts';
import { findFlags } from './quality/find-flags.ts';
import type { QualityFlag } from './quality/flag.ts';
import type { NamedRun } from './selected-well.ts';
import { summarisePlate } from './summary/summarise-plate.ts';
import type { SummaryRow } from './summary/summary-row.ts';

/** What is asked of plates before any model. */
export type PlateQuestion =
  | { readonly kind: 'flags' }
  /** `density`: the signal that growth is read from; null: what looks like one. */
  | { readonly kind: 'summary'; readonly density: string | null };

/** What is in the wells of plates that are looked at. */
export interface ExaminedLayouts {
  readonly list: readonly Layout[];
  /** A project's: each is of the plate of its name, and what is odd about it was told when it was kept. */
  readonly isKept: boolean;
}

export interface ExaminedPlates {
  /** Plates that lie in several files. */
  readonly joined: readonly ToldJoin[];
  /** All of them, whole, by their names. */
  readonly plates: readonly NamedPlate[];
  /** Titles in all plates, each once. */
  readonly signals: readonly string[];
  /** What looks wrong; empty where it was not asked. */
  readonly flags: readonly QualityFlag[];
  /** Likewise. */
  readonly rows: readonly SummaryRow[];
  /** What the corrections did. */
  readonly reports: readonly StepReport[];
  readonly stepProblems: readonly Problem[];
}

/**
 * Looks at plates as a fit would take them: whole, laid out, corrected. `files` by their names, in order. Problems beside the
 * result are those of joining and laying out.
 */
export function examinePlates(
  files: ReadonlyMap<string, PlateFile>,
  layouts: ExaminedLayouts,
  corrections: readonly CorrectionStep[],
  question: PlateQuestion,
): Outcome<ExaminedPlates> {
  const problems: Problem[] = [];
  const named = [...files].flatMap(([file, { runs }]): readonly NamedRun[] => {
    const names = plateNames(file, runs);
    return runs.map((run, index) => ({ file, plate: names[index] ?? run.plate, run }));
  });
  pushAll(problems, namedAlike(named));
  // Gains that differ are a flag of their own.
  const joined = joinNamedRuns(named, []);
  pushAll(problems, joined.problems);
  const names = new Set(joined.runs.map(({ plate }) => plate));
  const meant = layouts.isKept ? layouts.list.filter(({ plate }) => names.has(plate ?? '')) : layouts.list;
  const laidOut = layOutRuns(joined.runs, meant, joined.partNames);
  if (!layouts.isKept) pushAll(problems, laidOut.problems);
  if (hasError(problems)) return failure(problems);
  const read = laidOut.runs;
  const applied = applySteps(read, corrections);
  const corrected = applied.plates;
  const flags =
    question.kind === 'flags'
      ? findFlags(read.map(({ plate, run }, n) => ({ plate, run, corrected: corrected[n]?.run ?? run })))
      : [];
  const signals = [...new Set(read.flatMap(({ run }) => run.signals.map(({ signal }) => signal)))];
  const isAnswerable =
    question.kind === 'summary' && (question.density === null || signals.includes(question.density));
  const rows = isAnswerable
    ? corrected.flatMap(({ plate, run }) => summarisePlate(plate, run, question))
    : [];
  const { reports, problems: stepProblems } = applied;
  const plates = read.map(({ plate, run }) => ({ plate, called: calledName(run) }));
  return success({ joined: joined.told, plates, signals, flags, rows, reports, stepProblems }, problems);
}

/** Plates are named by their files: `a.csv` and `a.txt` are both plate `a`. */
function namedAlike(named: readonly NamedRun[]): readonly Problem[] {
  const first = new Map<string, string>();
  return named.flatMap(({ file, plate }): readonly Problem[] => {
    const other = first.get(plate);
    first.set(plate, other ?? file);
    if (other === undefined) return [];
    const message = `its plate has the same name as that of “${other}”: ${plate}`;
    const remedy = 'Rename a copy of one of the files: plates are named by them.';
    return [{ code: 'file.plateTaken', severity: 'error', message, remedy, place: { file } }];
  });
}
