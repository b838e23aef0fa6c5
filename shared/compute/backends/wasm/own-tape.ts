import type { Trajectory } from './trajectory.ts';

/** Where a step's own numbers lie in its row: behind states and what the plan keeps. */
export function ownTapeOffsets(tapeRow: number): {
  readonly time: number;
  readonly step: number;
  readonly mask: number;
} {
  return { time: tapeRow - 48, step: tapeRow - 32, mask: tapeRow - 16 };
}

export function ownTape({ shape }: Trajectory): ReturnType<typeof ownTapeOffsets> {
  return ownTapeOffsets(shape.scratch.tapeRow);
}
