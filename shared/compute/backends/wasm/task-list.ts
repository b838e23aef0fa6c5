import { copyRows, type RowCopies } from './row-copies.ts';

/**
 * Calls of one emitted function, divided among threads: a table of arguments in shared memory from which each thread takes
 * the next line until none is left. Who takes which changes no number: a call writes to places of its own.
 *
 * Two numbers control it: `next`, the round's number in its upper bits and the next task in its lower ones, and `done`, how
 * many tasks are finished. A thread that wakes when its round is over finds another round's number and takes nothing, so
 * nobody has to wait for a thread that the system did not let run.
 */
export interface TaskList {
  /** Byte address of Int32 [task, argument]. */
  readonly table: number;
  readonly count: number;
  readonly width: number;
  /** Byte address of `next` and `done`, Int32. */
  readonly control: number;
  /** 0 .. 2047, another one than that of the list before. */
  readonly round: number;
}

export type KernelFunction = (...args: readonly number[]) => void;

const countBits = 20;
const countMask = (1 << countBits) - 1;
/** Most tasks of a list, and most rounds before numbers repeat. */
export const mostTasks = countMask;
export const rounds = 2048;

/** Before any thread is told of the list. */
export function openTasks({ control, round }: TaskList, buffer: ArrayBufferLike): void {
  const numbers = new Int32Array(buffer);
  Atomics.store(numbers, control / 4 + 1, 0);
  Atomics.store(numbers, control / 4, round << countBits);
}

/**
 * Takes tasks until there are none, with their rows copied before and after where there are `copies`; the second argument
 * of each call is the thread's own scratch.
 */
export function runTasks(
  call: KernelFunction,
  { table, count, width, control, round }: TaskList,
  copies: RowCopies | null,
  scratch: number,
  buffer: ArrayBufferLike,
): void {
  const numbers = new Int32Array(buffer);
  const memory = new Float64Array(buffer);
  const next = control / 4;
  const args = new Array<number>(width).fill(0);
  for (;;) {
    const seen = Atomics.load(numbers, next);
    const task = seen & countMask;
    if (seen >>> countBits !== round || task >= count) return;
    if (Atomics.compareExchange(numbers, next, seen, seen + 1) !== seen) continue;
    const from = table / 4 + task * width;
    for (let index = 0; index < width; index++) args[index] = numbers[from + index];
    args[1] = scratch;
    if (copies !== null) copyRows(copies, task, 'in', memory);
    call(...args);
    if (copies !== null) copyRows(copies, task, 'out', memory);
    Atomics.add(numbers, next + 1, 1);
    Atomics.notify(numbers, next + 1);
  }
}

/** A few thousand looks: threads end their last tasks at about the same time. */
const looks = 20_000;

/** Whether all tasks are finished now, or within about a tenth of a millisecond. */
export function areDone({ control, count }: TaskList, buffer: ArrayBufferLike): boolean {
  const numbers = new Int32Array(buffer);
  for (let look = 0; look < looks; look++) if (Atomics.load(numbers, control / 4 + 1) === count) return true;
  return false;
}

/** Waits for other threads' last tasks without blocking this one, so that it hears of a thread that dies. */
export async function allDone({ control, count }: TaskList, buffer: ArrayBufferLike): Promise<void> {
  const numbers = new Int32Array(buffer);
  const at = control / 4 + 1;
  for (let done = Atomics.load(numbers, at); done < count; done = Atomics.load(numbers, at)) {
    const wait = Atomics.waitAsync(numbers, at, done);
    if (wait.async) await wait.value;
  }
}
