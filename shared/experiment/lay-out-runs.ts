import type { Problem } from '../base/problem.ts';
import { applyLayout, plateLayouts } from '../plate/layout/apply-layout.ts';
import type { Layout } from '../plate/layout/layout.ts';
import { calledName } from '../plate/plate-names.ts';
import type { NamedRun } from './selected-well.ts';

/**
 * Whole plates whose wells say what layouts say of them; readings are the same objects. `partNames`: by plate, how its files'
 * own parts are called, by which a layout may mean it too.
 */
export function layOutRuns(
  runs: readonly NamedRun[],
  layouts: readonly Layout[],
  partNames: ReadonlyMap<string, readonly string[]> = new Map(),
): { readonly runs: readonly NamedRun[]; readonly problems: readonly Problem[] } {
  if (layouts.length === 0) return { runs, problems: [] };
  const plates = runs.map(({ plate, run }) => ({
    ...{ plate, wells: run.wells },
    partNames: partNames.get(plate) ?? [],
    called: calledName(run),
  }));
  const { laid, problems } = plateLayouts(plates, layouts, null);
  const byPlate = new Map(laid.map(({ plate, layout }) => [plate, layout]));
  const laidOut = runs.map((named) => {
    const layout = byPlate.get(named.plate);
    return layout === undefined ? named : { ...named, run: applyLayout(named.run, layout) };
  });
  return { runs: laidOut, problems };
}
