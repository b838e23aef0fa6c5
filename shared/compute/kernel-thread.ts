import { wasmThread } from './backends/wasm/wasm-thread.ts';
import type { ThreadBody } from './threads.ts';

/** What a thread that helps a kernel does. One body serves one thread for all its life. */
export function makeKernelThread(): ThreadBody {
  return wasmThread();
}
