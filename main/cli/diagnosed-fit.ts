import { failure, type Outcome, type Problem, success } from '../../shared/base/problem.ts';
import type { FitDiagnosis, TrustQuestion } from '../../shared/prediction/trust/diagnosis.ts';
import type { RestedFit } from '../fits/rested-fit.ts';
import type { JobEvent } from '../jobs/messages.ts';
import { notStarted } from '../jobs/not-started.ts';
import { findProgramFolders } from '../store/resources.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import type { Interruptible } from './interruptible.ts';
import { openRestedFit } from './open-rested-fit.ts';
import type { Given } from './options.ts';
import type { Output } from './output.ts';
import { createProgressBar } from './progress-bar.ts';

/** How the job ended that looked at a fit. */
type DiagnosisEnd =
  | { readonly kind: 'diagnosed'; readonly diagnosis: FitDiagnosis }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'bug'; readonly message: string };

/** Runs the job; what it is told on the way goes to a line of progress. */
async function diagnoseFit(
  { order, files, checkpoint, name }: RestedFit,
  question: TrustQuestion,
  { supervisor }: Interruptible,
): Promise<Outcome<DiagnosisEnd>> {
  const { models } = findProgramFolders();
  const bar = createProgressBar();
  const task = { kind: 'diagnose', order, models, files, checkpoint, background: false, question } as const;
  let end: Outcome<DiagnosisEnd> = success({ kind: 'stopped' });
  const hear = (event: JobEvent): void => {
    const heard = heardOf(event, name);
    if (event.kind === 'progress') bar.show(event.progress);
    else if (heard !== null) end = heard;
  };
  await supervisor.start(task, hear).ended;
  bar.clear();
  return end;
}

/** null: it is no last word. */
function heardOf(event: JobEvent, name: string): Outcome<DiagnosisEnd> | null {
  switch (event.kind) {
    case 'diagnosed':
      return success({ kind: 'diagnosed', diagnosis: event.diagnosis }, event.problems);
    case 'problems':
      return failure(event.problems.map((problem) => ({ place: { file: name }, ...problem })));
    case 'bug':
      return success({ kind: 'bug', message: event.message });
    case 'notStarted':
      return failure([notStarted('the look at the fit', event.reason, 'ask again')]);
    case 'died':
      return failure([died(event, name)]);
    default:
      return null;
  }
}

function died(event: Extract<JobEvent, { kind: 'died' }>, file: string): Problem {
  const how = event.memory ?? (event.signal === null ? `exit code ${event.code}` : event.signal);
  return {
    code: 'diagnose.died',
    severity: 'error',
    message: `the process that looked at the fit was ended from outside: ${how}`,
    remedy: 'If memory ran out, close other programs; then ask again.',
    place: { file },
  };
}

/** What a fit's job has found, or the exit code where it found nothing; all problems are told. */
export async function look(
  text: string,
  question: TrustQuestion,
  given: Given,
  output: Output,
  jobs: Interruptible,
): Promise<FitDiagnosis | ExitCode> {
  const end = await ended(text, question, given, output, jobs);
  if (jobs.interrupted()) return exitCodes.interrupted;
  await output.problems(end.problems);
  if (!end.ok) return exitCodes.problems;
  switch (end.value.kind) {
    case 'diagnosed':
      return end.value.diagnosis;
    case 'stopped':
      return exitCodes.interrupted;
    case 'bug':
      output.say(`This is a bug of Wellspring, not of your input:\n${end.value.message}`);
      return exitCodes.bug;
  }
}

async function ended(
  text: string,
  question: TrustQuestion,
  given: Given,
  output: Output,
  jobs: Interruptible,
): Promise<Outcome<DiagnosisEnd>> {
  const fit = await openRestedFit(text, given, output);
  if (!fit.ok) return fit;
  const end = await diagnoseFit(fit.value, question, jobs);
  const problems = [...fit.problems, ...end.problems].map((one) => ({ place: { file: text }, ...one }));
  return end.ok ? success(end.value, problems) : { ...end, problems };
}
