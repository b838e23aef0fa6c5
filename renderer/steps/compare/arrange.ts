import type { WellPrediction } from '../../../shared/fit/fit-result.ts';
import { describeTreatment, parseDoses } from '../../charts/treatment.ts';

export type Rows = 'device' | 'treatment';
export type SetFilter = 'all' | 'train' | 'validation';

/** One row of the grid: what its wells have in common, and the wells in order. */
export interface RowGroup {
  readonly title: string;
  readonly predictions: readonly WellPrediction[];
}

/** Sorts by dose: name of the treatment, then from the smallest, nothing added first. */
export function compareTreatments(a: string, b: string): number {
  const [one, two] = [mainOf(a), mainOf(b)];
  if (one.name !== two.name) return one.name < two.name ? -1 : 1;
  return one.value - two.value;
}

function mainOf(text: string): { name: string; value: number } {
  const doses = parseDoses(text);
  const most = doses.reduce((best, dose) => (dose.value > best.value ? dose : best), { name: '', value: 0 });
  return most.value > 0 ? most : { name: '', value: 0 };
}

/** Wells as rows of small multiples. `devices`: titles in the project's order, which rows of devices keep. */
export function arrange(
  predictions: readonly WellPrediction[],
  rows: Rows,
  devices: readonly string[],
): RowGroup[] {
  const groups = new Map<string, WellPrediction[]>();
  for (const one of predictions) {
    const title = rows === 'device' ? one.device : describeTreatment(one.treatments);
    groups.set(title, [...(groups.get(title) ?? []), one]);
  }
  const place = (one: WellPrediction): number => {
    const at = devices.indexOf(one.device);
    return at < 0 ? devices.length : at;
  };
  const byDevice = (a: WellPrediction, b: WellPrediction): number =>
    place(a) - place(b) || (a.device < b.device ? -1 : a.device > b.device ? 1 : 0);
  const byTreatment = (a: WellPrediction, b: WellPrediction): number =>
    compareTreatments(a.treatments, b.treatments);
  const [first, second] = rows === 'device' ? [byDevice, byTreatment] : [byTreatment, byDevice];
  return [...groups]
    .map(([title, wells]) => ({ title, predictions: wells.toSorted(second) }))
    .sort((a, b) => first(a.predictions[0] as WellPrediction, b.predictions[0] as WellPrediction));
}

export function inSet(prediction: WellPrediction, filter: SetFilter): boolean {
  if (filter === 'all') return true;
  return filter === 'train' ? prediction.set === 'train' : prediction.set !== 'train';
}
