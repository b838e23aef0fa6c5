import type { PlateSignal } from '../plate/plate-run.ts';

/** Nanometres below which absorbance is read for what it absorbs, not for the cells that scatter. */
const shortestScattered_nm = 450;

/**
 * Whether a signal is the optical density of a culture, from which growth is read: by its title (`OD`, `OD600:600`,
 * `Absorbance 600`, a bare `600`), its unit or its mode. Absorbance at short wavelengths is none.
 */
export function isDensity(signal: Pick<PlateSignal, 'signal' | 'unit' | 'metadata'>): boolean {
  const title = signal.signal.trim();
  const { metadata = {}, unit } = signal;
  const isFluorescence = (['excitation', 'emission', 'gain'] as const).some(
    (name) => metadata[name] !== undefined,
  );
  if (
    /^(?:.*[^a-z])?(?:od|optical density|turbidity|biomass|trübung|optische dichte)(?:[^a-z]|$)/i.test(title)
  )
    return true;
  if (isFluorescence) return false;
  const isAbsorbance =
    /^abs/i.test(metadata.mode ?? '') ||
    /^(?:m?au?|m?od)$/i.test(unit ?? '') ||
    /(?:^|[^a-z])abs(?:orbance)?(?:[^a-z]|$)/i.test(title) ||
    /^(?:raw data \()?\d{3}(?:\.0)?(?: ?nm)?\)?$/i.test(title);
  const wavelength = Number(/\d{3}/.exec(`${title} ${metadata.wavelength ?? ''}`)?.[0] ?? 600);
  return isAbsorbance && wavelength >= shortestScattered_nm;
}

/** The plate's density: the title that is asked for, the one called OD, or the only one; null: not clear, or none. */
export function densityOf(
  signals: readonly PlateSignal[],
  asked: string | null,
  except?: string,
): PlateSignal | null {
  const others = signals.filter(({ signal }) => signal !== except);
  if (asked !== null) return others.find(({ signal }) => signal === asked) ?? null;
  const found = others.filter(isDensity);
  const called = found.find(({ signal }) => /^od(?:[ _-]?600)?$/i.test(signal.trim()));
  return called ?? (found.length === 1 ? (found[0] ?? null) : null);
}
