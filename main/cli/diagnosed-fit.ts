import { present } from '../../shared/base/assert.ts';
import { failure, type Outcome, type Problem, success } from '../../shared/base/problem.ts';
import type { FitDiagnosis, TrustQuestion } from '../../shared/prediction/trust/diagnosis.ts';
import { type RestedFit, restedInFolder, restedInProject } from '../fits/rested-fit.ts';
import type { JobEvent } from '../jobs/messages.ts';
import { notStarted } from '../jobs/not-started.ts';
import { findProgramFolders } from '../store/resources.ts';
import { openCommandProject } from './command-project.ts';
import { parseFitName } from './fit-name.ts';
import { fitOptions } from './fit-options.ts';
import type { Interruptible } from './interruptible.ts';
import type { Given, OptionTable } from './options.ts';
import { type Output, userPath } from './output.ts';
import { createProgressBar } from './progress-bar.ts';

/** Of commands that look at fits. */
export const restedOptions: OptionTable = {
  data: { kind: 'text', value: 'DIR', help: 'folder of the data files, where they were moved (the fit’s)' },
  threads: present(fitOptions.threads, 'a fit knows threads'),
};

/** A fit as a command line names it, with the folder of its data and the threads that are given. */
export async function openRestedFit(text: string, given: Given, output: Output): Promise<Outcome<RestedFit>> {
  const name = parseFitName(text);
  if (name.kind === 'folder') {
    const fit = restedInFolder(name.path);
    return fit.ok ? success(asGiven(fit.value, given), fit.problems) : fit;
  }
  const store = await openCommandProject(name.path, output);
  if (!store.ok) return store;
  try {
    const fit = restedInProject(store.value, findProgramFolders().version, name.fit);
    return fit.ok ? success(asGiven(fit.value, given), fit.problems) : fit;
  } finally {
    // all that a job needs has been read
    store.value.close();
  }
}

function asGiven(fit: RestedFit, given: Given): RestedFit {
  const { order } = fit;
  const data = given.text('data');
  const threads = given.integer('threads') ?? order.settings.threads;
  const moved = data === null || fit.files !== null ? order.data : userPath(data);
  return { ...fit, order: { ...order, data: moved, settings: { ...order.settings, threads } } };
}

/** How the job ended that looked at a fit. */
export type DiagnosisEnd =
  | { readonly kind: 'diagnosed'; readonly diagnosis: FitDiagnosis }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'bug'; readonly message: string };

/** Runs the job; what it is told on the way goes to a line of progress. */
export async function diagnoseFit(
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
