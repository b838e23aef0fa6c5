import { present } from '../../../base/assert.ts';
import type { ThreadBody } from '../../threads.ts';
import { instantiate } from './kernel-functions.ts';
import type { ThreadMessage } from './kernel-team.ts';
import { type KernelFunction, runTasks } from './task-list.ts';

/** A thread of a kernel's team: instantiates functions on the shared memory and takes tasks. */
export function wasmThread(): ThreadBody {
  let memory: WebAssembly.Memory | null = null;
  const functions = new Map<string, KernelFunction>();
  return (received) => {
    const message = received as ThreadMessage;
    if (message.kind === 'memory') {
      memory = message.memory;
      return;
    }
    const shared = present(memory, 'the memory comes first');
    if (message.kind === 'function') {
      functions.set(message.name, instantiate(message.module, shared, message.name));
      return;
    }
    const call = present(functions.get(message.name), 'a function comes before its tasks');
    runTasks(call, message.tasks, message.copies, message.scratch, shared.buffer);
  };
}
