import type { SignalScore } from '../../shared/inference/fit-result.ts';

/** Scores by signal as a table for people. */
export function scoresText(validation: Readonly<Record<string, SignalScore>>): string {
  const rows = Object.entries(validation).map(([signal, { r2, rmse, coverage50, coverage95 }]) => {
    const numbers = [r2.toFixed(3), rmse.toFixed(4), coverage50.toFixed(2), coverage95.toFixed(2)];
    return [signal.padEnd(10), ...numbers.map((text) => text.padStart(8))].join('');
  });
  const header = [
    'validation'.padEnd(10),
    ...['R2', 'rmse', 'in 50 %', 'in 95 %'].map((text) => text.padStart(8)),
  ];
  return [header.join(''), ...rows].join('\n');
}
