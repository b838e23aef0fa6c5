// Synthetic projects in the shapes of shared/channels.ts: sizes, names and values as real ones have, all numbers made up.
import { present } from '../../shared/base/assert.ts';
import type { Problem } from '../../shared/base/problem.ts';
import type { FileView, PlateView, ProjectView, WellView } from '../../shared/channels.ts';
import { type FitRequest, formDefaults } from '../../shared/fit/request.ts';
import { curve, SIGNALS, TIMES } from './mock-curves.ts';

/** A project without its fits, which have a life of their own (mock-fits.ts). */
export type MockProject = Omit<ProjectView, 'fits'>;

type Devices = ProjectView['devices'];

const RECEIVERS = [
  { name: 'Pcat_Y81C76', title: 'Pcat-Pcat' },
  { name: 'RS100S32_Y81C76', title: 'R100-S32' },
  { name: 'R33S32_Y81C76', title: 'R33-S32' },
  { name: 'R33S175_Y81C76', title: 'R33-S175' },
];

const LONG = Array.from({ length: 9 }, (_, i) => ({
  name: `pBAD-LuxR_RBS${33 + 67 * i}-LasR_RBS${175 + 5 * i}_dualReporter_Y81C76_chromosomal_integration_v${i + 1}`,
  title: `LuxR RBS ${33 + 67 * i} · LasR RBS ${175 + 5 * i} dual reporter, chromosomal integration, version ${i + 1}`,
}));

function rowName(row: number): string {
  return row < 26 ? String.fromCharCode(65 + row) : rowName(Math.floor(row / 26) - 1) + rowName(row % 26);
}

/** Two inducers, seven or so levels each in a dilution series of 3, the last one 0. */
function treatmentOf(column: number, columns: number): string {
  const half = columns / 2;
  const level = column % half;
  const dose = level === half - 1 ? 0 : 25000 / 3 ** (level * (6 / half));
  return `${column < half ? 'C6' : 'C12'}=${dose}`;
}

function plateOf(
  name: string,
  rows: number,
  columns: number,
  devices: Devices,
  unusedRow: number,
): PlateView {
  const wells: WellView[] = [];
  for (let row = 0; row < rows; row++) {
    const unused = row === unusedRow;
    const device = unused ? null : Math.floor((row / rows) * devices.length);
    for (let column = 0; column < columns; column++) {
      // A corner is missing in the file, as happens.
      if (row === rows - 1 && column === columns - 1) continue;
      const well = `${rowName(row)}${column + 1}`;
      const deviceName = devices[device ?? -1]?.name ?? 'StdStdStd';
      wells.push({
        id: `${name}/${well}`,
        well,
        row,
        column,
        device,
        deviceName,
        treatment: treatmentOf(column, columns),
      });
    }
  }
  return { plate: name, file: `${name}.csv`, rows, columns, wells };
}

export const DEFAULTS: FitRequest = { ...formDefaults, epochs: 120 };

/** As a file with times and no unit has it. */
const NO_UNIT: Problem = {
  code: 'time.unit',
  severity: 'warning',
  message: 'the file does not say the unit of its times, which go from 0 to 1200',
  remedy: 'Say which it is: --time-unit s, min, h or d.',
  inWindow: 'Say below which it is.',
  place: { file: 'proc141021.csv' },
};

/** One FileView for a plate. */
export function fileOf(plate: PlateView, problems: readonly Problem[] = []): FileView {
  const first = [present(SIGNALS[0], 'there are signals'), present(plate.wells[0], 'and wells')] as const;
  return {
    file: plate.file,
    format: 'vi-hds processed CSV',
    confidence: plate.file.startsWith('proc') ? 1 : 0.87,
    bytes: 214_358,
    sha256: '5b'.repeat(32),
    importedAt: '2026-03-14T10:41:00.000Z',
    plates: [plate.plate],
    wells: plate.wells.length,
    cycles: TIMES.length,
    signals: SIGNALS.map((signal) => signal.name),
    sparkline: TIMES.map((t) => curve(...first, t)),
    questions: problems.includes(NO_UNIT) ? { timeUnit_s: null } : {},
    problems,
  };
}

export const SPEC_TEXT = `# Four double receivers, one plate held back
model: dr_constant
data:
  files: [proc140916.csv, proc141021.csv]
  devices: [Pcat_Y81C76, RS100S32_Y81C76, R33S32_Y81C76, R33S175_Y81C76]
  conditions: [C6, C12]
params:
  r: { prior: lognormal, mean: 1.0, sd: 0.5 }
`;

const CELL_PROBLEM: Problem = {
  code: 'plate.emptyCell',
  severity: 'warning',
  message: '3 wells have no EYFP reading at 7.97 h.',
  remedy: 'They are left out at this time; check the plate if you did not expect it.',
  place: { file: 'proc140916.csv', where: 'wells B7, B8, C7' },
};
/** Of the first files, in their order. */
const PROBLEMS_OF_FILES: readonly (readonly Problem[])[] = [[CELL_PROBLEM], [NO_UNIT]];

const RECOVERED: Problem = {
  code: 'project.recovered',
  severity: 'warning',
  message: 'the project was not closed in order last time; its last changes were recovered.',
  remedy: 'Nothing is to be done.',
};
const SPEC_PROBLEM: Problem = {
  code: 'spec.missingFile',
  severity: 'error',
  message: 'The file "proc141028.csv" is not in this project.',
  remedy: 'Import it, or take it out of `files` in the spec.',
  place: { file: 'receiver.yaml', line: 9, column: 12 },
};

/**
 * `receiver`: two 96-well plates; `dense`: 384 wells, nine devices with long names, and more files; `empty`: nothing;
 * `nospec`: files without a spec; `problems`: with notes; `readonly`; `laidout`: `receiver` with a blank, a control and an excluded well.
 */
export function projectOf(scenario: string): MockProject {
  const dense = scenario === 'dense';
  const base: MockProject = {
    title: dense
      ? 'Screen of dual receivers, March, second repeat after the incubator was mended'
      : 'Receiver devices',
    path: dense
      ? '/projects/lab/Documents/Wellspring/Screens 2026/Screen of dual receivers, March, second repeat.wellspring'
      : '/projects/lab/Wellspring/Receiver devices.wellspring',
    savedAt: '2026-03-14T12:04:00.000Z',
    readOnly:
      scenario === 'readonly'
        ? 'Its file may not be written: /projects/lab/Wellspring/Receiver devices.wellspring. Copy it to another folder to change it.'
        : null,
    undo: scenario === 'empty' ? null : 'Import proc141021.csv',
    redo: null,
    spec: { name: 'receiver.yaml', text: SPEC_TEXT, model: null },
    model: { id: 'dr_constant', title: 'Double receiver, constant precision' },
    signals: SIGNALS.map(({ name, unit }) => ({ name, unit })),
    defaults: DEFAULTS,
    devices: [],
    plates: [],
    files: [],
    problems: [],
  };
  if (scenario === 'empty')
    return {
      ...base,
      title: 'March',
      signals: [],
      spec: null,
      model: null,
      devices: [],
      plates: [],
      files: [],
    };
  if (dense) {
    const plates = [
      plateOf('screen-384-2026-03-14', 16, 24, LONG, 7),
      ...[1, 2, 3, 4, 5].map((i) =>
        plateOf(
          `2026-03-1${i} dual receivers, induction series with C6 and C12, repeat ${i}`,
          8,
          12,
          LONG,
          2,
        ),
      ),
    ];
    return { ...base, devices: LONG, plates, files: plates.map((plate) => fileOf(plate)) };
  }
  const devices = scenario === 'nospec' ? [] : RECEIVERS;
  const plates = [plateOf('proc140916', 8, 12, RECEIVERS, 5), plateOf('proc141021', 8, 12, RECEIVERS, -1)];
  const some = scenario === 'problems';
  const laid = scenario === 'laidout' ? plates.map(laidOut) : plates;
  return {
    ...base,
    ...(scenario === 'nospec' ? { spec: null, model: null } : {}),
    problems: some ? [SPEC_PROBLEM, RECOVERED] : [],
    devices,
    plates:
      scenario === 'nospec'
        ? plates.map((one) => ({ ...one, wells: one.wells.map((well) => ({ ...well, device: null })) }))
        : laid,
    files: plates.map((plate, i) => fileOf(plate, some ? (PROBLEMS_OF_FILES[i] ?? []) : [])),
  };
}

/** The last wells of the first three rows are a blank, a control and a well with a bubble. */
function laidOut(plate: PlateView): PlateView {
  const said: Readonly<Record<string, Partial<WellView>>> = {
    A12: { role: 'blank', device: null, deviceName: '', treatment: '' },
    B12: { role: 'control' },
    C12: { excluded: 'a bubble' },
  };
  const parts = Object.fromEntries(RECEIVERS.map(({ name }) => [name, { aR: 'S32', aS: '' }]));
  return { ...plate, parts, wells: plate.wells.map((well) => ({ ...well, ...said[well.well] })) };
}

/** A plate as an import brings it. */
export function importedPlate(file: string): PlateView {
  return { ...plateOf(file.replace(/\.[^.]+$/, ''), 8, 12, RECEIVERS, 5), file };
}
