import { assert } from '../../../base/assert.ts';
import type { ThreadHost, ThreadTeam } from '../../threads.ts';
import type { CompiledFunction, FunctionKind } from './kernel-functions.ts';
import type { KernelMemory } from './kernel-memory.ts';
import { areShared, copyRows, type RowArray, type RowCopies } from './row-copies.ts';
import { allDone, areDone, openTasks, runTasks, type TaskList } from './task-list.ts';

/** To a thread, in order: once the memory, once each function, then lists of tasks. */
export type ThreadMessage =
  | { readonly kind: 'memory'; readonly memory: WebAssembly.Memory }
  | { readonly kind: 'function'; readonly name: FunctionKind; readonly module: WebAssembly.Module }
  | {
      readonly kind: 'tasks';
      readonly name: FunctionKind;
      readonly tasks: TaskList;
      readonly copies: RowCopies | null;
      readonly scratch: number;
    };

export interface ScratchRegion {
  readonly address: number;
  /** A thread. */
  readonly bytes: number;
}

/** The threads of a kernel, the calling one among them. */
export interface KernelTeam {
  readonly threads: number;
  /**
   * Runs all tasks, rows copied; each thread has `bytes` of its own from `scratch.address` on. Rejects when a thread dies.
   */
  run(compiled: CompiledFunction, tasks: TaskList, copies: RowCopies, scratch: ScratchRegion): Promise<void>;
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
  /** Tells the other threads, `helpers` of them. */
  const share = (
    { kind, module }: CompiledFunction,
    tasks: TaskList,
    copies: RowCopies | null,
    scratch: ScratchRegion,
    helpers: number,
  ): void => {
    if (helpers > 0 && !known.has(kind)) {
      toAll({ kind: 'function', name: kind, module });
      known.add(kind);
    }
    for (let thread = 0; thread < helpers; thread++) {
      const own = scratch.address + (thread + 1) * scratch.bytes;
      team?.post(thread, { kind: 'tasks', name: kind, tasks, copies, scratch: own });
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
    async run(compiled, tasks, copies, scratch) {
      assert(!busy, 'a kernel answers one request after another: they share its memory');
      if (failed !== null) throw failed;
      busy = true;
      try {
        const { buffer } = memory;
        const helpers = Math.min(team?.count ?? 0, tasks.count - 1);
        // what other threads cannot reach is copied here, all of it before and after
        const divided = helpers === 0 || areShared(copies);
        const copyAll = (way: RowArray['way']): void => {
          const numbers = new Float64Array(buffer);
          for (let task = 0; task < tasks.count; task++) copyRows(copies, task, way, numbers);
        };
        if (!divided) copyAll('in');
        openTasks(tasks, buffer);
        share(compiled, tasks, divided ? copies : null, scratch, helpers);
        runTasks(compiled.call, tasks, divided ? copies : null, scratch.address, buffer);
        if (!areDone(tasks, buffer)) await othersDone(tasks);
        if (!divided) copyAll('out');
      } finally {
        busy = false;
      }
    },
    async close() {
      await team?.close();
    },
  };
}
