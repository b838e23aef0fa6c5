import { assert, present } from '../../base/assert.ts';

/**
 * Everything that training moves lies in one flat Float64Array, in named segments: Adam, the moving average and
 * checkpoints see numbers only, and a new kind of guide is a few more segments.
 */
export interface WeightLayout {
  readonly length: number;
  readonly segments: ReadonlyMap<string, Segment>;
}

export interface Segment {
  readonly offset: number;
  readonly length: number;
}

/** Segments in the given order, one after the other. */
export function weightLayout(lengths: readonly (readonly [name: string, length: number])[]): WeightLayout {
  const segments = new Map<string, Segment>();
  let offset = 0;
  for (const [name, length] of lengths) {
    assert(!segments.has(name), `every segment has a name of its own; ${name} came twice`);
    segments.set(name, { offset, length });
    offset += length;
  }
  return { length: offset, segments };
}

export function segment(layout: WeightLayout, name: string): Segment {
  return present(layout.segments.get(name), `the layout was made with segment ${name}`);
}
