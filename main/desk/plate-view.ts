import { keepText } from '../../shared/base/codec.ts';
import type { PlateView, WellView } from '../../shared/channels.ts';
import { wellRole } from '../../shared/experiment/plate-series.ts';
import { type ExcludedWells, exclusionOf } from './excluded-wells.ts';
import type { ShelvedPlate } from './shelved-plate.ts';

/** Rows and columns of the plates that exist. */
const plateSizes = [
  [2, 3],
  [4, 6],
  [8, 12],
  [16, 24],
  [32, 48],
] as const;

interface MadeView {
  readonly devices: string;
  readonly excluded: ExcludedWells;
  readonly view: PlateView;
}

/** Made once of each plate, as long as devices and exclusions are the same: every change of a project tells all of its plates. */
const made = new WeakMap<ShelvedPlate, MadeView>();

/** `devices`: names, in the project's order. `excluded`: by the project's corrections. */
export function plateView(
  plate: ShelvedPlate,
  devices: readonly string[],
  excluded: ExcludedWells = new Map(),
): PlateView {
  const known = made.get(plate);
  const key = devices.join('\n');
  if (known?.devices === key && sameFor(plate, known.excluded, excluded)) return known.view;
  const view = keepText(makeView(plate, devices, excluded));
  made.set(plate, { devices: key, excluded, view });
  return view;
}

function sameFor({ plate }: ShelvedPlate, one: ExcludedWells, other: ExcludedWells): boolean {
  return (
    one === other || [plate, ''].every((key) => one.get(key) === undefined && other.get(key) === undefined)
  );
}

function makeView(shelved: ShelvedPlate, devices: readonly string[], excluded: ExcludedWells): PlateView {
  const { plate, file, parts } = shelved;
  const wells = shelved.wells.map((well): WellView => {
    const device = devices.indexOf(well.device);
    const role = wellRole(well);
    const reason = exclusionOf(shelved, well, excluded);
    return {
      id: `${plate}/${well.well}`,
      well: well.well,
      ...positionOf(well.well),
      device: device === -1 ? null : device,
      deviceName: well.device,
      treatment: well.treatment,
      ...(role !== 'sample' && { role }),
      ...(reason !== null && { excluded: reason }),
    };
  });
  // Part of a 96-well plate is still a 96-well plate: smaller ones are taken only where nothing else is known.
  const fits = (size: readonly [number, number]): boolean =>
    size[0] >= 8 && wells.every((well) => well.row < size[0] && well.column < size[1]);
  const [rows, columns] = plateSizes.find(fits) ?? [32, 48];
  return { plate, file, rows, columns, wells, ...(parts !== undefined && { parts }) };
}

const [letterA, letterZ] = [65, 90];

/** `A1` is 0, 0; `AF48` is 31, 47. */
function positionOf(well: string): { readonly row: number; readonly column: number } {
  let row = 0;
  let at = 0;
  // Of 80,000 wells of a large project: no pattern is matched.
  for (let code = well.charCodeAt(0); code >= letterA && code <= letterZ; code = well.charCodeAt(at)) {
    row = row * 26 + code - letterA + 1;
    at += 1;
  }
  return { row: row - 1, column: Number(well.slice(at)) - 1 };
}
