import type { PlateRun, PlateWell } from '../plate/plate-run.ts';
import type { Doses, Treatment } from '../plate/treatment.ts';

/** A run that the spec names, with the name of its file in the spec. */
export interface NamedRun {
  readonly file: string;
  readonly plate: string;
  readonly run: PlateRun;
}

/** The unit that the first run states of each of these signals, [signal]; null: none does. */
export function statedUnits(
  signals: readonly string[],
  runs: readonly NamedRun[],
): readonly (string | null)[] {
  return signals.map((name) => {
    const same = runs.flatMap(({ run }) => run.signals.filter(({ signal }) => signal === name));
    return same.find(({ unit }) => unit !== null)?.unit ?? null;
  });
}

export interface SelectedWell {
  readonly source: NamedRun;
  readonly well: PlateWell;
  /** Index into `run.wells`. */
  readonly index: number;
  readonly device: number;
  /** At the start; keys as the rule has names. */
  readonly doses: Doses;
  /** What was added later. */
  readonly additions: readonly Treatment[];
}
