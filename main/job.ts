import { utilityJobChannel } from './hosts/electron/job-channel.ts';
import { guardJob, mostMemory } from './jobs/memory-guard.ts';
import type { JobTask } from './jobs/messages.ts';
import { openPort, type Port } from './jobs/port.ts';

/** Entry of a job process: one task, then the end. No kind of job begins with loading what only another one needs. */
openPort((task, port) => {
  guardJob(mostMemory(task.kind));
  return run(task, port);
}, utilityJobChannel() ?? undefined);

async function run(task: JobTask, port: Port): Promise<void> {
  switch (task.kind) {
    case 'fit':
      return (await import('./jobs/fit-job.ts')).runFitJob(task, port);
    case 'predict':
      return (await import('./jobs/predict-job.ts')).runPredictJob(task, port);
    case 'diagnose':
      return (await import('./jobs/diagnose-job.ts')).runDiagnoseJob(task, port);
    case 'scenario':
      return (await import('./jobs/scenario-job.ts')).runScenarioJob(task, port);
    case 'zeroShot':
      return (await import('./jobs/zero-shot-job.ts')).runZeroShotJob(task, port);
    case 'newWells':
      return (await import('./jobs/new-wells-job.ts')).runNewWellsJob(task, port);
    case 'simulate':
      return (await import('./jobs/simulate-job.ts')).runSimulateJob(task, port);
    case 'import':
      return (await import('./jobs/import-job.ts')).runImportJob(task, port);
    case 'examine':
      return (await import('./jobs/examine-job.ts')).runExamineJob(task, port);
    case 'tidy':
      return (await import('./jobs/tidy-job.ts')).runTidyJob(port);
    case 'prepare':
      return (await import('./jobs/prepare-job.ts')).runPrepareJob(task, port);
    case 'check':
      return (await import('./jobs/check-job.ts')).runCheckJob(task, port);
  }
}
