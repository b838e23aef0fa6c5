import type { Problem } from '../../shared/base/problem.ts';
import type { SourceFile } from '../../shared/experiment/name-runs.ts';
import { applyLayout, type PlateLayout, plateLayouts } from '../../shared/plate/layout/apply-layout.ts';
import type { Layout } from '../../shared/plate/layout/layout.ts';
import { plateNames } from '../../shared/plate/plate-names.ts';

/** Plate files whose wells say what layouts say of them. `files`: by name; readings are the same objects. */
export function laidOutFiles(
  files: ReadonlyMap<string, SourceFile>,
  layouts: readonly Layout[],
): { readonly files: ReadonlyMap<string, SourceFile>; readonly problems: readonly Problem[] } {
  if (layouts.length === 0) return { files, problems: [] };
  const plates = [...files].flatMap(([file, { plateFile }]) => {
    const names = plateNames(file, plateFile.runs);
    return plateFile.runs.map((run, index) => ({ plate: names[index] ?? run.plate, wells: run.wells }));
  });
  const { laid, problems } = plateLayouts(plates, layouts, null);
  const laidOut = [...files].map(([file, source]) => [file, laidOutFile(file, source, laid)] as const);
  return { files: new Map(laidOut), problems };
}

/** The same for one file whose plates' layouts are known. */
export function laidOutFile(file: string, source: SourceFile, laid: readonly PlateLayout[]): SourceFile {
  const { runs } = source.plateFile;
  const names = plateNames(file, runs);
  const own = names.map((name) => laid.find(({ plate }) => plate === name)?.layout);
  if (own.every((layout) => layout === undefined)) return source;
  const laidOut = runs.map((run, index) => {
    const layout = own[index];
    return layout === undefined ? run : applyLayout(run, layout);
  });
  return { ...source, plateFile: { ...source.plateFile, runs: laidOut } };
}
