import { assert } from '../../../base/assert.ts';
import type { ThreadHost, ThreadTeam } from '../../threads.ts';
import type { CompiledFunction, FunctionKind } from './kernel-functions.ts';
import type { KernelMemory } from './kernel-memory.ts';
import { allDone, areDone, openTasks, runTasks, type TaskList } from './task-list.ts';

/** To a thread, in order: once the memory, once each function, then lists of tasks. */
export type ThreadMessage =
  | { readonly kind: 'memory'; readonly memory: WebAssembly.Memory }
  | { readonly kind: 'function'; readonly name: FunctionKind; readonly module: WebAssembly.Module }
  | {
      readonly kind: 'tasks';
      readonly name: FunctionKind;
      readonly tasks: TaskList;
      readonly scratch: number;
    };

/** The threads of a kernel, the calling one among them. */
export interface KernelTeam {
  readonly threads: number;
  /** Runs all tasks; each thread has `scratchBytes` of its own from `scratch` on. Rejects when a thread dies. */
  run(compiled: CompiledFunction, tasks: TaskList, scratch: number, scratchBytes: number): Promise<void>;
  close(): Promise<void>;
}

export function makeKernelTeam(memory: KernelMemory, count: number, host: ThreadHost | null): KernelTeam {
  const team: ThreadTeam | null = host !== null && count > 1 ? host.start(count - 1) : null;
  const known = new Set<FunctionKind>();
  let busy = false;
  let failed: Error | null = null;
  let fail: (error: Error) => void = () => {};
  const toAll = (message: ThreadMessage): void => {
    for (let thread = 0; thread < (team?.count ?? 0); thread++) team?.post(thread, message);
  };
  team?.onFailure((error) => {
    failed = error;
    fail(error);
  });
  toAll({ kind: 'memory', memory: memory.memory });
  /** Tells the other threads, as many as there is work for. */
  const share = (
    { kind, module }: CompiledFunction,
    tasks: TaskList,
    scratch: number,
    scratchBytes: number,
  ): void => {
    const helpers = Math.min(team?.count ?? 0, tasks.count - 1);
    if (helpers > 0 && !known.has(kind)) {
      toAll({ kind: 'function', name: kind, module });
      known.add(kind);
    }
    openTasks(tasks, memory.buffer);
    for (let thread = 0; thread < helpers; thread++) {
      const own = scratch + (thread + 1) * scratchBytes;
      team?.post(thread, { kind: 'tasks', name: kind, tasks, scratch: own });
    }
  };
  const othersDone = async (tasks: TaskList): Promise<void> => {
    team?.keepAlive(true);
    try {
      await Promise.race([allDone(tasks, memory.buffer), new Promise((_, reject) => (fail = reject))]);
    } finally {
      team?.keepAlive(false);
    }
  };
  return {
    threads: 1 + (team?.count ?? 0),
    async run(compiled, tasks, scratch, scratchBytes) {
      assert(!busy, 'a kernel answers one request after another: they share its memory');
      if (failed !== null) throw failed;
      busy = true;
      try {
        share(compiled, tasks, scratch, scratchBytes);
        runTasks(compiled.call, tasks, scratch, memory.buffer);
        if (!areDone(tasks, memory.buffer)) await othersDone(tasks);
      } finally {
        busy = false;
      }
    },
    async close() {
      await team?.close();
    },
  };
}
