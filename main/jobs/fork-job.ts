import { type ChildProcess, fork } from 'node:child_process';
import { systemWords } from './input-file.ts';
import type { JobExit, JobProcess, StartJob } from './job-process.ts';
import { programFile } from './program-file.ts';

/** Of stderr: what a dying process says last (out of memory, a failed import) is worth keeping, the rest is not. */
const keptErrors = 4000;

/** Milliseconds between looks at a channel whose process is gone. */
const moment = 20;

/** Jobs as child processes of this one; `script` is the job's program, left out: the one beside this program. */
export function forkJobs(script: string = programFile('job')): StartJob {
  return () => {
    let child: ChildProcess;
    try {
      child = fork(script, [], { serialization: 'advanced', stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    } catch (error) {
      // Some of what a system refuses is thrown, some is told.
      return neverStarted(notStarted(error));
    }
    let errors = '';
    let exitListener = (_exit: JobExit): void => {};
    let over = false;
    const finish = (exit: JobExit): void => {
      if (over) return;
      over = true;
      exitListener(exit);
    };
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      errors = (errors + text).slice(-keptErrors);
    });
    child.on('error', (error) => {
      if (child.pid !== undefined) return;
      // It did not start, so it will not close either.
      finish(notStarted(error));
    });
    // `close`, not `exit`: messages and texts still in the pipes have been heard by then.
    child.on('close', (code, signal) => {
      if (child.pid !== undefined) finish({ code, signal, errors: errors.trim() });
    });
    // A process that is killed in the middle of a message leaves a part of it in the channel, and then `close` never
    // comes: the channel waits for the rest. It was read to its end once it is not connected any more.
    child.on('exit', (code, signal) => {
      const look = setInterval(() => {
        if (!over && (child.connected || child.stderr?.closed === false)) return;
        clearInterval(look);
        finish({ code, signal, errors: errors.trim() });
      }, moment);
      // Whoever waits for the job holds its own process (`cli/run.ts`).
      look.unref();
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

function notStarted(error: unknown): JobExit {
  return { code: null, signal: null, errors: '', notStarted: systemWords(error) };
}

/** Ends as soon as it is listened to. */
function neverStarted(exit: JobExit): JobProcess {
  return {
    pid: () => null,
    post: () => {},
    onMessage: () => {},
    onExit: (listener) => {
      setImmediate(() => listener(exit));
    },
    kill: () => {},
  };
}
