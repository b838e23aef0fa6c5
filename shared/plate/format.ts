import type { Outcome } from '../base/problem.ts';
import type { PlateFile } from './plate-run.ts';

/** What a reader gets: the file's name and its bytes, whole. */
export interface PlateSource {
  readonly file: string;
  readonly bytes: Uint8Array;
}

/** One instrument's (or program's) export. A new one is a folder under `formats/` and a line in `formats/index.ts`. */
export interface PlateFormat {
  /** Kebab-case, as `--format` takes it. */
  readonly id: string;
  /** For people: `vi-hds processed CSV`. */
  readonly title: string;
  /** 0 (certainly not) to 1 (certainly). Looks at the beginning only; never throws. */
  detect(source: PlateSource): number;
  /** Reads everything, or says what is wrong and where. Never throws for what the file holds. */
  read(source: PlateSource): Outcome<PlateFile>;
}
