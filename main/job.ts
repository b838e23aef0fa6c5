import { utilityJobChannel } from './hosts/electron/job-channel.ts';
import { runFitJob } from './jobs/fit-job.ts';
import { runImportJob } from './jobs/import-job.ts';
import { openPort } from './jobs/port.ts';

/** Entry of a job process: one task, then the end. */
openPort(
  (task, port) => (task.kind === 'fit' ? runFitJob(task, port) : runImportJob(task, port)),
  utilityJobChannel() ?? undefined,
);
