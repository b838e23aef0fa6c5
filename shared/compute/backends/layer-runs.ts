/** Neighbouring inputs of a layer that a part of it takes: loops go over each run. */
export interface InputRun {
  /** Its first one among the layer's inputs, and among those that are taken. */
  readonly first: number;
  readonly place: number;
  readonly length: number;
}

/** @param inputs indices, ascending. */
export function runsOf(inputs: readonly number[]): readonly InputRun[] {
  const runs: { first: number; place: number; length: number }[] = [];
  inputs.forEach((input, place) => {
    const last = runs.at(-1);
    if (last !== undefined && last.first + last.length === input) last.length += 1;
    else runs.push({ first: input, place, length: 1 });
  });
  return runs;
}
