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
  return {
    threads: 1 + (team?.count ?? 0),
    async run(compiled, tasks, scratch, scratchBytes) {
      if (failed !== null) throw failed;
      const helpers = Math.min(team?.count ?? 0, tasks.count - 1);
      if (helpers > 0 && !known.has(compiled.kind)) {
        toAll({ kind: 'function', name: compiled.kind, module: compiled.module });
        known.add(compiled.kind);
      }
      openTasks(tasks, memory.buffer);
      for (let thread = 0; thread < helpers; thread++) {
        const own = scratch + (thread + 1) * scratchBytes;
        team?.post(thread, { kind: 'tasks', name: compiled.kind, tasks, scratch: own });
      }
      runTasks(compiled.call, tasks, scratch, memory.buffer);
      if (areDone(tasks, memory.buffer)) return;
      team?.keepAlive(true);
      try {
        await Promise.race([allDone(tasks, memory.buffer), new Promise((_, reject) => (fail = reject))]);
      } finally {
        team?.keepAlive(false);
      }
    },
    async close() {
      await team?.close();
    },
  };
}
