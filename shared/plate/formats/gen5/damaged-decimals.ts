import type { Problem } from '../../../base/problem.ts';
import type { PlateParts } from '../../tables/plate-builder.ts';

/**
 * A spreadsheet of a country with decimal commas takes `1.044` for one thousand and forty-four and leaves `0.156` a text: then
 * a signal has readings below 1 and above 1000, and none between. null: it does not look so.
 */
export function damagedDecimals(file: string, title: string, plate: PlateParts): Problem | null {
  const table = plate.signals.find(({ options }) => options.signal === title);
  const built = table?.build(table.wells);
  if (built === undefined || built === null || table === undefined) return null;
  const { values } = built;
  let small = 0;
  let large = -1;
  values.forEach((value, at) => {
    if (value < 1) small++;
    else if (value >= 1000 && Number.isInteger(value)) large = large === -1 ? at : large;
    else if (value >= 1 && value < 1000) small = Number.NEGATIVE_INFINITY;
  });
  if (large === -1 || !(small > 0)) return null;
  const cycles = values.length / table.wells.length;
  const well = table.wells[Math.floor(large / cycles)] ?? '';
  const value = values[large] ?? Number.NaN;
  const message = `${title}: readings are below 1 or whole numbers from 1000 on, none between (well ${well}, cycle ${(large % cycles) + 1}: ${value}): a spreadsheet with decimal commas may have read ${(value / 1000).toFixed(3)} as ${value}`;
  const remedy =
    'The numbers are kept as they stand. Export the run from Gen5 as text, which no spreadsheet changes.';
  return { code: 'plate.decimals', severity: 'warning', message, remedy, place: { file, where: title } };
}
