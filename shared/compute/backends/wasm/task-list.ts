/**
 * Calls of one emitted function, divided among threads: a table of arguments in shared memory from which each thread takes
 * the next line until none is left. Who takes which changes no number: a call writes to places of its own.
 */
export interface TaskList {
  /** Byte address of Int32 [task, argument]. */
  readonly table: number;
  readonly count: number;
  readonly width: number;
  /** Byte address of two Int32: next task; threads that are done. */
  readonly control: number;
}

export type KernelFunction = (...args: readonly number[]) => void;

/** Takes tasks until there are none; the second argument of each call is the thread's own scratch. */
export function runTasks(
  call: KernelFunction,
  { table, count, width, control }: TaskList,
  scratch: number,
  buffer: ArrayBufferLike,
): void {
  const numbers = new Int32Array(buffer);
  const args = new Array<number>(width).fill(0);
  for (;;) {
    const task = Atomics.add(numbers, control / 4, 1);
    if (task >= count) return;
    const from = table / 4 + task * width;
    for (let index = 0; index < width; index++) args[index] = numbers[from + index];
    args[1] = scratch;
    call(...args);
  }
}

/** Tells whoever waits that this thread is done. */
export function reportDone({ control }: TaskList, buffer: ArrayBufferLike): void {
  const numbers = new Int32Array(buffer);
  Atomics.add(numbers, control / 4 + 1, 1);
  Atomics.notify(numbers, control / 4 + 1);
}
