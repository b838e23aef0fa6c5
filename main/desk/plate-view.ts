import { keepText } from '../../shared/base/codec.ts';
import type { PlateView, WellView } from '../../shared/channels.ts';
import type { ShelvedPlate } from './shelved-plate.ts';

/** Rows and columns of the plates that exist. */
const plateSizes = [
  [2, 3],
  [4, 6],
  [8, 12],
  [16, 24],
  [32, 48],
] as const;

/** Made once of each plate, as long as the devices are the same: every change of a project tells all of its plates. */
const made = new WeakMap<ShelvedPlate, { readonly devices: string; readonly view: PlateView }>();

/** `devices`: names, in the project's order. */
export function plateView(plate: ShelvedPlate, devices: readonly string[]): PlateView {
  const known = made.get(plate);
  const key = devices.join('\n');
  if (known?.devices === key) return known.view;
  const view = keepText(makeView(plate, devices));
  made.set(plate, { devices: key, view });
  return view;
}

function makeView(shelved: ShelvedPlate, devices: readonly string[]): PlateView {
  const { plate, file } = shelved;
  const wells = shelved.wells.map((well): WellView => {
    const device = devices.indexOf(well.device);
    return {
      id: `${plate}/${well.well}`,
      well: well.well,
      ...positionOf(well.well),
      device: device === -1 ? null : device,
      deviceName: well.device,
      treatment: well.treatment,
    };
  });
  // Part of a 96-well plate is still a 96-well plate: smaller ones are taken only where nothing else is known.
  const fits = (size: readonly [number, number]): boolean =>
    size[0] >= 8 && wells.every((well) => well.row < size[0] && well.column < size[1]);
  const [rows, columns] = plateSizes.find(fits) ?? [32, 48];
  return { plate, file, rows, columns, wells };
}

/** `A1` is 0, 0; `AF48` is 31, 47. */
function positionOf(well: string): { readonly row: number; readonly column: number } {
  const letters = /^[A-Z]+/.exec(well)?.[0] ?? 'A';
  let row = 0;
  for (const letter of letters) row = row * 26 + letter.charCodeAt(0) - 64;
  return { row: row - 1, column: Number(well.slice(letters.length)) - 1 };
}
