import type { SignalScore } from '../../shared/fit/fit-result.ts';

/** Scores by signal as a table for people. */
export function scoresText(validation: Readonly<Record<string, SignalScore>>): string {
  const fixed = (value: number | null, decimals: number): string => value?.toFixed(decimals) ?? '–';
  const rows = Object.entries(validation).map(([signal, { r2, rmse, coverage50, coverage95 }]) => {
    const numbers = [fixed(r2, 3), fixed(rmse, 4), fixed(coverage50, 2), fixed(coverage95, 2)];
    return [signal.padEnd(10), ...numbers.map((text) => text.padStart(8))].join('');
  });
  const reasons = Object.entries(validation).flatMap(([signal, { why }]) =>
    why === undefined ? [] : [`– ${signal}: ${why}.`],
  );
  const header = [
    'validation'.padEnd(10),
    ...['R2', 'rmse', 'in 50 %', 'in 95 %'].map((text) => text.padStart(8)),
  ];
  return [header.join(''), ...rows, ...reasons].join('\n');
}
