import { fork } from 'node:child_process';
import type { JobExit, StartJob } from './job-process.ts';
import { programFile } from './program-file.ts';

/** Of stderr: what a dying process says last (out of memory, a failed import) is worth keeping, the rest is not. */
const keptErrors = 4000;

/** Jobs as child processes of this one; `script` is the job's program, left out: the one beside this program. */
export function forkJobs(script: string = programFile('job')): StartJob {
  return () => {
    const child = fork(script, [], { serialization: 'advanced', stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    let errors = '';
    let exitListener = (_exit: JobExit): void => {};
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      errors = (errors + text).slice(-keptErrors);
    });
    child.on('error', (error) => {
      if (child.pid !== undefined) return;
      // It did not start, so it will not close either.
      exitListener({ code: 1, signal: null, errors: `the job process did not start: ${error.message}` });
    });
    // `close`, not `exit`: messages and texts still in the pipes have been heard by then.
    child.on('close', (code, signal) => {
      if (child.pid !== undefined) exitListener({ code, signal, errors: errors.trim() });
    });
    return {
      pid: () => child.pid ?? null,
      post: (message) => {
        if (child.connected) child.send(message, () => {});
      },
      onMessage: (listener) => {
        child.on('message', listener);
      },
      onExit: (listener) => {
        exitListener = listener;
      },
      kill: () => {
        child.kill('SIGKILL');
      },
    };
  };
}
