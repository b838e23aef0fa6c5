/** A line of generated text for each index. */
export function lines(count: number, line: (index: number) => string): string {
  return indices(count).map(line).join('\n');
}

export function indices(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}
