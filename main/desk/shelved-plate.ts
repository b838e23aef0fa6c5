import type { Layout } from '../../shared/plate/layout/layout.ts';
import type { PlateOutline } from '../../shared/plate/plate-run.ts';

/** One plate of a project's files, without its readings. */
export interface ShelvedPlate extends PlateOutline {
  /** The first of those that it lies in. */
  readonly file: string;
  /** Of all its parts, by start. */
  readonly files: readonly string[];
  /** As its parts are called each for itself, by start. */
  readonly partNames: readonly string[];
  /** Of its devices, as its layout states them; left out: none does. */
  readonly parts?: Layout['parts'];
}
