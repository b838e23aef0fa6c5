/**
 * `queued`, `running` and `stopping`: under way, it has a job or waits for one. One whose predictions are being made is
 * `running` too, with the activity `predicting`, and then again what it was. `interrupted`: stopped, or its process died.
 * As stored in project files and fit.json.
 */
export const fitStatus = {
  queued: 'queued',
  running: 'running',
  stopping: 'stopping',
  done: 'done',
  interrupted: 'interrupted',
  failed: 'failed',
} as const;

export type FitStatus = (typeof fitStatus)[keyof typeof fitStatus];

/** Statuses of a fit at rest: all that a folder's fit.json can say. */
export const restStatuses = [fitStatus.done, fitStatus.interrupted, fitStatus.failed] as const;
export type RestStatus = (typeof restStatuses)[number];

/** What can be asked of a fit. */
export const fitActions = ['stop', 'resume', 'continue', 'predict', 'remove'] as const;
export type FitAction = (typeof fitActions)[number];

/** What a fit that is under way does, for people. */
export const fitActivity = {
  waiting: 'waiting',
  training: 'training',
  evaluating: 'evaluating',
  /** Of chains; more is told while they draw (`samplingText`). */
  sampling: 'sampling',
  predicting: 'predicting',
  stopping: 'stopping',
  writing: 'writing results',
} as const;

/** It has a job, or waits for one. */
export function isUnderWay(status: FitStatus): boolean {
  return !isAtRest(status);
}

export function isAtRest(status: FitStatus): status is RestStatus {
  return restStatuses.some((rest) => rest === status);
}

/** Its predictions are being made: what runs is no training. */
export function isPredicting({
  status,
  activity,
}: {
  readonly status: FitStatus;
  readonly activity: string;
}): boolean {
  return status === fitStatus.running && activity === fitActivity.predicting;
}
