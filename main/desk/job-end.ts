import type { JobEvent, JobTask } from '../jobs/messages.ts';
import type { Supervisor } from '../jobs/supervisor.ts';

/** What jobs that say one thing were asked for. */
export type JobAnswer = Extract<
  JobEvent['kind'],
  'imported' | 'examined' | 'projectPrepared' | 'checked' | 'simulated' | 'scenario' | 'zeroShot' | 'newWells'
>;

/** How a job ended that did not say what it was asked for. */
export type JobFault =
  | Extract<JobEvent, { readonly kind: 'problems' | 'bug' | 'notStarted' }>
  | { readonly kind: 'late' }
  /** Half a sentence: `it took more than 3072 MB`. */
  | { readonly kind: 'memory'; readonly words: string }
  | { readonly kind: 'ended' };

/** How a job ended that says one thing: with what it was asked for, or why not. */
export type JobEnd<A extends JobAnswer> = Extract<JobEvent, { readonly kind: A }> | JobFault;

/**
 * @param answer the kind of message that the task is asked for.
 * @param limit milliseconds from when its process was started, not from when it was queued.
 */
export function runToEnd<A extends JobAnswer>(
  supervisor: Supervisor,
  task: JobTask,
  answer: A,
  limit: number,
): Promise<JobEnd<A>> {
  return new Promise((resolve) => {
    let late = false;
    const isAnswer = (event: JobEvent): event is Extract<JobEvent, { readonly kind: A }> =>
      event.kind === answer;
    const job = supervisor.start(task, (event) => {
      if (isAnswer(event)) {
        resolve(event);
        return;
      }
      switch (event.kind) {
        case 'problems':
        case 'bug':
        case 'notStarted':
          resolve(event);
          break;
        case 'stopped':
        case 'died': {
          const { memory } = { memory: undefined, ...event };
          if (late) resolve({ kind: 'late' });
          else resolve(memory === undefined ? { kind: 'ended' } : { kind: 'memory', words: memory });
        }
      }
    });
    void job.begun.then(() => {
      const timer = setTimeout(() => {
        late = true;
        job.kill();
      }, limit);
      void job.ended.then(() => clearTimeout(timer));
    });
  });
}
