import type { Problem } from '../../base/problem.ts';
import type { Metadata } from '../metadata.ts';

/** A signal of a file, by which its gain is compared with that of others. */
export interface GainOf {
  readonly file: string;
  readonly signal: string;
  readonly metadata: Metadata;
}

/** Readings taken with other gains are on other scales: each signal of which files state several. */
export function gainProblems(signals: readonly GainOf[]): readonly Problem[] {
  const gains = new Map<string, Map<string, string>>();
  for (const { file, signal, metadata } of signals) {
    const { gain } = metadata;
    if (gain === undefined) continue;
    const files = gains.get(signal) ?? new Map<string, string>();
    if (!files.has(gain)) files.set(gain, file);
    gains.set(signal, files);
  }
  return [...gains].flatMap(([signal, files]): readonly Problem[] => {
    if (files.size < 2) return [];
    const stated = [...files].map(([gain, file]) => `${gain} in ${file}`);
    const listed = `${stated.slice(0, 4).join(', ')}${stated.length > 4 ? `, and ${stated.length - 4} more` : ''}`;
    const message = `${signal} was read with different gains, ${listed}: its values are on different scales`;
    const remedy = 'Fit files of one gain together, or calibrate the signal for each gain.';
    const place = { file: [...files.values()].at(-1) ?? '', where: `signal ${signal}` };
    return [{ code: 'plate.gains', severity: 'warning', message, remedy, place }];
  });
}
