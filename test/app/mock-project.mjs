// Synthetic projects in the shapes of shared/channels.ts: sizes, names and values as real ones have, all numbers made up.

const SIGNALS = [
  { name: 'OD', unit: '', top: 3.2, lag: 6.5, rise: 1.1, floor: 0.1 },
  { name: 'mRFP1', unit: 'a.u.', top: 4200, lag: 8.5, rise: 1.4, floor: 240 },
  { name: 'EYFP', unit: 'a.u.', top: 16000, lag: 9, rise: 1.5, floor: 310 },
  { name: 'ECFP', unit: 'a.u.', top: 9000, lag: 9.5, rise: 1.5, floor: 420 },
];

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

/** A repeatable stream of numbers in [0, 1). */
export function stream(seed) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

export function rowName(row) {
  return row < 26 ? String.fromCharCode(65 + row) : rowName(Math.floor(row / 26) - 1) + rowName(row % 26);
}

/** Two inducers, seven or so levels each in a dilution series of 3, the last one 0. */
function treatmentOf(column, columns) {
  const half = columns / 2;
  const level = column % half;
  const dose = level === half - 1 ? 0 : 25000 / 3 ** (level * (6 / half));
  return `${column < half ? 'C6' : 'C12'}=${dose}`;
}

function plateOf(name, rows, columns, devices, unusedRow) {
  const wells = [];
  for (let row = 0; row < rows; row++) {
    const unused = row === unusedRow;
    const device = unused ? null : Math.floor((row / rows) * devices.length);
    for (let column = 0; column < columns; column++) {
      // A corner is missing in the file, as happens.
      if (row === rows - 1 && column === columns - 1) continue;
      const well = `${rowName(row)}${column + 1}`;
      const deviceName = device === null ? 'StdStdStd' : devices[device].name;
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

export const DEFAULTS = {
  epochs: 120,
  draws: 100,
  evaluationDraws: 200,
  evaluateEvery: 10,
  folds: 4,
  fold: 1,
  seed: 0,
};

/** One FileView for a plate. */
export function fileOf(plate, problems = []) {
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
    sparkline: TIMES.map((t) => curve(SIGNALS[0], plate.wells[0], t)),
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

const CELL_PROBLEM = {
  code: 'plate.emptyCell',
  severity: 'warning',
  message: '3 wells have no EYFP reading at 7.97 h.',
  remedy: 'They are left out at this time; check the plate if you did not expect it.',
  place: { file: 'proc140916.csv', where: 'wells B7, B8, C7' },
};
const RECOVERED = {
  code: 'project.recovered',
  severity: 'warning',
  message: 'the project was not closed in order last time; its last changes were recovered.',
  remedy: 'Nothing is to be done.',
};
const SPEC_PROBLEM = {
  code: 'spec.missingFile',
  severity: 'error',
  message: 'The file "proc141028.csv" is not in this project.',
  remedy: 'Import it, or take it out of `files` in the spec.',
  place: { file: 'receiver.yaml', line: 9, column: 12 },
};

/**
 * `receiver`: two 96-well plates; `dense`: 384 wells, nine devices with long names, and more files; `empty`: nothing;
 * `nospec`: files without a spec; `problems`: with notes; `readonly`.
 */
export function projectOf(scenario) {
  const dense = scenario === 'dense';
  const base = {
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
  return {
    ...base,
    ...(scenario === 'nospec' ? { spec: null, model: null } : {}),
    problems: some ? [SPEC_PROBLEM, RECOVERED] : [],
    devices,
    plates:
      scenario === 'nospec'
        ? plates.map((one) => ({ ...one, wells: one.wells.map((well) => ({ ...well, device: null })) }))
        : plates,
    files: plates.map((plate, i) => fileOf(plate, some && i === 0 ? [CELL_PROBLEM] : [])),
  };
}

/** A plate as an import brings it. */
export function importedPlate(file) {
  return { ...plateOf(file.replace(/\.[^.]+$/, ''), 8, 12, RECEIVERS, 5), file };
}

const TIMES = Float64Array.from({ length: 72 }, (_, i) => i * 0.1945);

function curve(signal, well, t) {
  const dose = Number(well.treatment.split('=')[1]);
  const response = signal.name === 'OD' ? 1 : 0.12 + 0.88 * (dose / (dose + 400 * (1 + (well.device ?? 3))));
  const top = signal.top * response * (1 - 0.06 * (well.device ?? 4));
  return signal.floor + top / (1 + Math.exp(-(t - signal.lag) / signal.rise));
}

/** PlateReadings, raw. */
export function readingsOf(project, plateName) {
  const plate = project.plates.find((one) => one.plate === plateName);
  const random = stream(7);
  return {
    plate: plateName,
    signals: SIGNALS.map((signal) => {
      const values = new Float64Array(plate.wells.length * TIMES.length);
      plate.wells.forEach((well, w) => {
        TIMES.forEach((t, i) => {
          values[w * TIMES.length + i] = curve(signal, well, t) + (random() - 0.5) * signal.top * 0.02;
        });
      });
      // Two readings that the instrument could not take.
      values[5] = Number.NaN;
      values[6] = Number.NaN;
      return { name: signal.name, times_h: TIMES, values };
    }),
  };
}

/** WellPrediction of every used well; each fourth one validates. */
export function predictionsOf(project) {
  const random = stream(11);
  const used = project.plates.flatMap((plate) =>
    plate.wells.filter((well) => well.device !== null).map((well) => ({ plate, well })),
  );
  return used.map(({ plate, well }, i) => {
    const n = TIMES.length;
    const make = () => new Float64Array(SIGNALS.length * n);
    const [observed, mean, sd] = [make(), make(), make()];
    const quantiles = { q025: make(), q25: make(), q50: make(), q75: make(), q975: make() };
    SIGNALS.forEach((signal, s) => {
      const wrong = 1 + (random() - 0.5) * 0.12;
      TIMES.forEach((t, k) => {
        const at = s * n + k;
        const truth = curve(signal, well, t) - signal.floor;
        const spread = 0.04 * signal.top + 0.05 * truth;
        observed[at] = truth + (random() - 0.5) * spread * 1.2;
        mean[at] = truth * wrong;
        sd[at] = spread;
        quantiles.q50[at] = mean[at];
        quantiles.q25[at] = mean[at] - 0.674 * spread;
        quantiles.q75[at] = mean[at] + 0.674 * spread;
        quantiles.q025[at] = mean[at] - 1.96 * spread;
        quantiles.q975[at] = mean[at] + 1.96 * spread;
      });
    });
    return {
      individual: well.id,
      plate: plate.plate,
      well: well.well,
      device: project.devices[well.device].title,
      treatments: well.treatment.startsWith('C6') ? `${well.treatment};C12=0` : `C6=0;${well.treatment}`,
      set: i % 4 === 0 ? 'validation' : 'train',
      signals: SIGNALS.map((signal) => signal.name),
      times_h: TIMES,
      observed,
      mean,
      sd,
      quantiles,
    };
  });
}

export const SCORES = [
  { signal: 'OD', r2: 0.983, rmse: 0.0312, coverage50: 0.54, coverage95: 0.962 },
  { signal: 'mRFP1', r2: 0.951, rmse: 0.0488, coverage50: 0.47, coverage95: 0.931 },
  { signal: 'EYFP', r2: 0.842, rmse: 0.0921, coverage50: 0.38, coverage95: 0.874 },
  { signal: 'ECFP', r2: 0.412, rmse: 0.171, coverage50: 0.21, coverage95: 0.601 },
];

/** The elbo of a fit that learns: far down first, then levelling. */
export function evaluationAt(epoch) {
  const train = 742 - 9200 * Math.exp(-epoch / 6) - 130 * Math.exp(-epoch / 45) + 3 * Math.sin(epoch);
  return {
    epoch,
    step: epoch * 7,
    seconds: epoch * 0.31,
    trainElbo: train,
    validationElbo: train - 14 + 4 * Math.cos(epoch * 1.3),
  };
}
