import { baseName } from './containers/text.ts';
import type { PlateOutline, PlateRun } from './plate-run.ts';

/** What people said that a plate is called, as its file was read; null: nobody did. It is a name of it beside that of its file. */
export function calledName({ plate, stated }: Pick<PlateRun, 'plate' | 'stated'>): string | null {
  return stated === true ? plate : null;
}

/** The same of an outline. */
export function calledOutline({ own, stated }: Pick<PlateOutline, 'own' | 'stated'>): string | null {
  return stated === true ? (own ?? null) : null;
}

/** Of the parts of one plate: what all of them are called. */
export function calledAlike(names: readonly (string | null)[]): string | null {
  const [first = null] = names;
  return names.every((name) => name === first) ? first : null;
}

/** Plates of a file as experiments name them: by the file, and by their own name too where it holds several. */
export function plateNames(file: string, runs: readonly Pick<PlateRun, 'plate'>[]): readonly string[] {
  return runs.map((run) => (runs.length > 1 ? `${baseName(file)}:${run.plate}` : baseName(file)));
}
