/**
 * Arrays of a request, [series, draw, column], and their padded copies in the kernel's memory. Copying takes as long as a
 * tenth of the work where one thread does it for all, out of memory that is not at hand; so each thread copies the rows of
 * its own tasks, where the arrays lie in shared memory.
 */
export interface RowCopies {
  readonly draws: number;
  /** Rows a series, padding included, and rows and tasks that they are divided into. */
  readonly rows: number;
  readonly rowsEach: number;
  readonly tasksEach: number;
  readonly arrays: readonly RowArray[];
}

export interface RowArray {
  readonly array: Float64Array;
  readonly columns: number;
  /** Byte address of the copy, [series, row, column]. */
  readonly address: number;
  readonly way: 'in' | 'out';
  /** What rows hold that are no draw: the series' first draw, so that they stay harmless, or 0. */
  readonly padding: 'first' | 'nothing';
}

/** Whether any thread can read and write the arrays. */
export function areShared({ arrays }: RowCopies): boolean {
  return arrays.every(({ array }) => array.buffer instanceof SharedArrayBuffer);
}

/** Copies the rows of one task, one way. */
export function copyRows(copies: RowCopies, task: number, way: RowArray['way'], memory: Float64Array): void {
  const { draws, rows, rowsEach, tasksEach, arrays } = copies;
  const series = Math.floor(task / tasksEach);
  const first = (task % tasksEach) * rowsEach;
  const end = Math.min(first + rowsEach, rows);
  const drawn = Math.min(end, draws);
  for (const one of arrays) {
    if (one.way !== way) continue;
    const { array, columns, padding } = one;
    const base = one.address / 8 + series * rows * columns;
    const from = series * draws * columns;
    if (way === 'out') {
      array.set(memory.subarray(base + first * columns, base + drawn * columns), from + first * columns);
      continue;
    }
    memory.set(array.subarray(from + first * columns, from + drawn * columns), base + first * columns);
    for (let row = drawn; row < end; row++) {
      for (let column = 0; column < columns; column++) {
        memory[base + row * columns + column] = padding === 'first' ? array[from + column] : 0;
      }
    }
  }
}
