import { counted, fewWells } from '../../plate-series.ts';
import { readWellList } from '../read-fields.ts';
import type { ExcludeWells } from '../step.ts';
import type { StepKind } from '../step-kind.ts';

export const excludeWells: StepKind<ExcludeWells> = {
  kind: 'excludeWells',
  keys: ['wells', 'reason'],
  once: null,
  example: '{kind: excludeWells, wells: [A1, B1], reason: bubbles}',
  read: (map, reader) => {
    const wells = readWellList(map, reader);
    const reason = map.string('reason');
    return wells === undefined || reason === undefined ? undefined : { kind: 'excludeWells', wells, reason };
  },
  words: ({ wells, reason }) => `${counted(wells.length, 'well')} excluded (${reason}): ${fewWells(wells)}`,
  apply: (run, { wells, reason }) => {
    const named = new Set(wells);
    // Why a well was excluded first stays the reason.
    const changed = run.wells.map((well) =>
      named.has(well.well) && !well.excluded ? { ...well, excluded: reason } : well,
    );
    return { run: { ...run, wells: changed }, uncertainty: null, problems: [] };
  },
};
