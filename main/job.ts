import { runFitJob } from './jobs/fit-job.ts';
import { openPort } from './jobs/port.ts';

/** Entry of a job process: one task, then the end. */
openPort((task, port) => runFitJob(task, port));
