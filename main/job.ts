import { utilityJobChannel } from './hosts/electron/job-channel.ts';
import { runDiagnoseJob } from './jobs/diagnose-job.ts';
import { runExamineJob } from './jobs/examine-job.ts';
import { runFitJob } from './jobs/fit-job.ts';
import { runImportJob } from './jobs/import-job.ts';
import { guardJob, mostMemory } from './jobs/memory-guard.ts';
import type { CheckTask, PrepareTask } from './jobs/messages.ts';
import { openPort, type Port } from './jobs/port.ts';
import { runPredictJob } from './jobs/predict-job.ts';

/** SQLite and all that knows a project's file: no other job begins with loading them. */
async function prepareProject(task: PrepareTask, port: Port): Promise<void> {
  const { runPrepareJob } = await import('./jobs/prepare-job.ts');
  await runPrepareJob(task, port);
}

async function checkCopy(task: CheckTask, port: Port): Promise<void> {
  const { runCheckJob } = await import('./jobs/check-job.ts');
  await runCheckJob(task, port);
}

async function tidy(port: Port): Promise<void> {
  const { runTidyJob } = await import('./jobs/tidy-job.ts');
  await runTidyJob(port);
}

/** Entry of a job process: one task, then the end. */
openPort((task, port) => {
  guardJob(mostMemory(task.kind));
  switch (task.kind) {
    case 'fit':
      return runFitJob(task, port);
    case 'predict':
      return runPredictJob(task, port);
    case 'diagnose':
      return runDiagnoseJob(task, port);
    case 'import':
      return runImportJob(task, port);
    case 'examine':
      return runExamineJob(task, port);
    case 'tidy':
      return tidy(port);
    case 'prepare':
      return prepareProject(task, port);
    case 'check':
      return checkCopy(task, port);
  }
}, utilityJobChannel() ?? undefined);
