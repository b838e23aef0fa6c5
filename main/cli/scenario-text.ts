import type {
  ForecastScore,
  ResponseBands,
  ScenarioPrediction,
} from '../../shared/prediction/scenario/scenario.ts';

/** Wells that a screen shows. */
const mostShown = 40;

/** For people: what each well comes to at its last time, and how sure that is. */
export function scenarioText(wells: readonly ScenarioPrediction[]): string {
  const shown = wells.slice(0, mostShown);
  const lines = shown.flatMap(({ device, treatments, times_h, responses, forecast }) => [
    `${[device, treatments].filter((text) => text !== '').join(', ')}, at ${short(times_h.at(-1) ?? 0)} h:`,
    ...responses.map(({ signal, end }) => `  ${signal.padEnd(10)} ${bandsText(end)}`),
    ...Object.entries(forecast ?? {}).map(([signal, score]) => `  ${signal.padEnd(10)} ${scoreText(score)}`),
  ]);
  const more = wells.length > shown.length ? [`… and ${wells.length - shown.length} more`] : [];
  return `${[...lines, ...more, ...marksText(wells)].join('\n')}\n`;
}

function bandsText({ mean, quantiles, curve }: ResponseBands): string {
  if (Number.isNaN(mean)) return 'no draw has a solution';
  const range = (from: number, to: number): string => `${short(from)} to ${short(to)}`;
  return `${short(mean)}   new reading 95 %: ${range(quantiles.q025, quantiles.q975)}   mean curve 95 %: ${range(curve.q025, curve.q975)}`;
}

function scoreText({ readings, rmse, coverage50, coverage95, crps }: ForecastScore): string {
  if (rmse === null || coverage50 === null || coverage95 === null || crps === null)
    return 'no reading after the last one seen';
  const shares = `${Math.round(100 * coverage50)} % in the 50 % band, ${Math.round(100 * coverage95)} % in the 95 % band`;
  return `forecast of ${readings} readings: rmse ${short(rmse)}, crps ${short(crps)}, ${shares}`;
}

/** Each mark once, with how many wells have it where not all do. */
export function marksText(wells: readonly Pick<ScenarioPrediction, 'marks'>[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { marks } of wells) for (const mark of marks) counts.set(mark, (counts.get(mark) ?? 0) + 1);
  return [...counts].map(([mark, count]) =>
    count === wells.length ? `! ${mark}` : `! ${mark} (${count} of ${wells.length} wells)`,
  );
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
