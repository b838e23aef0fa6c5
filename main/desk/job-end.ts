import type { JobEvent, JobTask } from '../jobs/messages.ts';
import type { Supervisor } from '../jobs/supervisor.ts';

/** How a job ended that says one thing: with what it was asked for, or why not. */
export type JobEnd =
  | Extract<JobEvent, { readonly kind: 'imported' | 'projectPrepared' | 'problems' | 'bug' }>
  | { readonly kind: 'late' }
  /** Half a sentence: `it took more than 3072 MB`. */
  | { readonly kind: 'memory'; readonly words: string }
  | { readonly kind: 'ended' };

/** @param limit milliseconds from when its process was started, not from when it was queued. */
export function runToEnd(supervisor: Supervisor, task: JobTask, limit: number): Promise<JobEnd> {
  return new Promise((resolve) => {
    let late = false;
    const job = supervisor.start(task, (event) => {
      switch (event.kind) {
        case 'imported':
        case 'projectPrepared':
        case 'problems':
        case 'bug':
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
