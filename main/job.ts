import { utilityJobChannel } from './hosts/electron/job-channel.ts';
import { runFitJob, runPredictJob } from './jobs/fit-job.ts';
import { runImportJob } from './jobs/import-job.ts';
import { guardMemory, mostMemory } from './jobs/memory-guard.ts';
import { openPort } from './jobs/port.ts';

/** Entry of a job process: one task, then the end. */
openPort((task, port) => {
  guardMemory(mostMemory(task.kind));
  switch (task.kind) {
    case 'fit':
      return runFitJob(task, port);
    case 'predict':
      return runPredictJob(task, port);
    case 'import':
      return runImportJob(task, port);
  }
}, utilityJobChannel() ?? undefined);
