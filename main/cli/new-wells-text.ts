import type { NewPrediction } from '../../shared/prediction/new-wells/predict-new.ts';
import { leastEffective } from '../../shared/prediction/parameter-summary.ts';
import { marksText } from './scenario-text.ts';
import { columnsText } from './text-table.ts';

/** Wells that a screen shows. */
const mostShown = 40;

/** For people: what each new well's own parameters come to, and how many draws that rests on. */
export function newWellsText(wells: readonly NewPrediction[]): string {
  const shown = wells.slice(0, mostShown);
  const blocks = shown.map(({ individual, device, treatments, ess, draws, kHat, parameters }) => {
    const what = [individual, device, treatments].filter((text) => text !== '').join(', ');
    const tail = kHat === null ? '' : `, k-hat ${kHat.toFixed(2)}`;
    const rows = parameters
      .filter(({ level }) => level !== 'population')
      .map(({ parameter, unit, mean, quantiles }) => [
        `  ${parameter}`,
        short(mean),
        ess < leastEffective ? 'no range' : `${short(quantiles.q025)} to ${short(quantiles.q975)}`,
        unit === '1' ? '' : unit,
      ]);
    const counts = `${short(ess)} of ${draws} draws count${tail}`;
    return `${what}: ${counts}\n${columnsText(['  parameter', 'mean', '95 %', ''], rows)}`;
  });
  const more = wells.length > shown.length ? [`… and ${wells.length - shown.length} more`] : [];
  return `${[...blocks, ...more, ...marksText(wells)].join('\n')}\n`;
}

function short(value: number): string {
  return Number.isNaN(value) ? '–' : String(Number(value.toPrecision(3)));
}
