// What the mock service says on each channel, and the made-up state behind it.
import {
  evaluationAt,
  fileOf,
  importedPlate,
  predictionsOf,
  projectOf,
  readingsOf,
  SCORES,
  SPEC_TEXT,
} from './mock-project.mjs';

const value = (it) => ({ kind: 'value', value: it });
const problem = (message, remedy, more = {}) => ({
  kind: 'problems',
  problems: [{ code: 'mock', severity: 'error', message, remedy, ...more }],
});

const FOLDER = '/projects/lab/Wellspring';
const RECENT = [
  { path: `${FOLDER}/Receiver devices.wellspring`, title: 'Receiver devices', missing: false },
  { path: '/media/usb/Screen March.wellspring', title: 'Screen, March', missing: true },
  {
    path: '/srv/shared/lab/synthetic-biology/2026/plate reader/Screen of dual receivers, March, second repeat after the incubator was mended.wellspring',
    title: 'Screen of dual receivers, March, second repeat after the incubator was mended',
    missing: false,
  },
  { path: `${FOLDER}/damaged.wellspring`, title: 'Autofluorescence', missing: false },
  { path: `${FOLDER}/newer.wellspring`, title: 'Promoter library', missing: false },
  { path: `${FOLDER}/in-use.wellspring`, title: 'Dose response, Ada’s bench', missing: false },
].map((one) => ({ ...one, openedAt: '2026-03-12T09:30:00.000Z' }));

/** By the last word of the path. Sentences as the store says them. */
const TROUBLES = [
  [
    /damaged/,
    'Autofluorescence is damaged: page 412 of its file cannot be read.',
    'Its file was left as it is. Open the newest backup copy, or restore the file from your own backups.',
  ],
  [
    /newer/,
    'Promoter library was made by Wellspring 0.9.0, which is newer than this one (0.1.0).',
    'Install Wellspring 0.9.0 or later; nothing was written to the file.',
  ],
  [
    /in-use/,
    'Dose response is open in another Wellspring: Ada on bench-3, since 09:12 today.',
    'Close it there first, or look at a copy.',
  ],
];

const SPECS = [
  {
    id: 'receiver',
    title: 'Double receiver, four devices',
    model: 'dr_constant',
    description: 'Two signals act on two receivers; RFP measures the cell, YFP and CFP the responses.',
    missing: [],
  },
  {
    id: 'dr_constant_icml',
    title: 'Double receiver, as published',
    model: 'dr_constant',
    description: 'The settings of the 2019 paper, six devices.',
    missing: [
      'The device R33S34_Y81C76 is in none of the files.',
      'The device RS100S34_Y81C76 is in none of the files.',
    ],
  },
  {
    id: 'auto_constant',
    title: 'Autofluorescence',
    model: 'auto_constant',
    description: 'Growth and background light of cells without a reporter.',
    missing: ['The device EC10G is in none of the files.'],
  },
];

/** `emit` tells every page. Everything else is in here: channels, and `tick`, which moves the running fit on. */
export function makeAnswers(scenario, emit) {
  const none = ['start', 'first'].includes(scenario);
  let project = none ? null : projectOf(scenario);
  let fits =
    ['empty', 'fresh', 'nospec'].includes(scenario) || none ? [] : [finished('fit-1', project.defaults)];
  if (scenario === 'queue') fits = queueOf(fits[0]);
  const past = [];
  const future = [];
  const entries = [
    { at: '2026-03-14T10:41:00Z', who: 'Ada', what: 'Import proc140916.csv, proc141021.csv', undone: false },
    { at: '2026-03-14T10:40:12Z', who: 'Ada', what: 'Make the project', undone: false },
  ];
  let release = () => {};
  let asked = 0;
  const view = () => ({
    ...project,
    fits,
    undo: past.at(-1)?.what ?? project.undo,
    redo: future.at(-1)?.what ?? project.redo,
  });
  const tell = () => emit({ kind: 'project', project: project === null ? null : view() });

  function change(what, next, nextFits = fits) {
    past.push({ what, project, fits });
    future.length = 0;
    [project, fits] = [next, nextFits];
    entries.unshift({ at: '2026-03-14T12:30:00Z', who: 'Ada', what, undone: false });
    tell();
    return value(view());
  }

  function step(from, to) {
    const last = from.pop();
    if (last === undefined) return problem('There is nothing to undo.', 'Change something first.');
    to.push({ what: last.what, project, fits });
    [project, fits] = [last.project, last.fits];
    const entry = entries.find((one) => one.what === last.what);
    if (entry !== undefined) entry.undone = from === past;
    tell();
    return value(view());
  }

  function put(fit) {
    fits = fits.some((old) => old.fit === fit.fit)
      ? fits.map((old) => (old.fit === fit.fit ? fit : old))
      : [...fits, fit];
    emit({ kind: 'fit', fit });
  }

  function begin(next) {
    project = next;
    fits = [];
    return value(view());
  }

  function importOne({ name, bytes }) {
    if (bytes.length === 0)
      return { file: name, problems: problem(`${name} is empty.`, 'Export the plate again.').problems };
    if (bytes[0] === 0x89) {
      const said = `${name} is a PNG picture, not a table of readings.`;
      return { file: name, problems: problem(said, 'Export the readings as CSV or XLSX.').problems };
    }
    const plate = importedPlate(name);
    project = {
      ...project,
      plates: [...project.plates, plate],
      files: [...project.files, fileOf(plate)],
    };
    return null;
  }

  const channels = {
    'app.state': () =>
      value({
        version: '0.1.0',
        host: 'web',
        home: FOLDER,
        recent: scenario === 'first' ? [] : RECENT,
        project: project === null ? null : view(),
      }),
    'project.create': ({ title, path }) =>
      path?.startsWith('/nowhere')
        ? problem(`The folder of ${path} is not there.`, 'Choose a folder that is there.')
        : begin({ ...projectOf('empty'), title, path: path ?? `${FOLDER}/${title}.wellspring` }),
    'project.open': ({ path }) => {
      const trouble = TROUBLES.find(([word]) => word.test(path));
      if (trouble !== undefined) return problem(trouble[1], trouble[2], { place: { file: path } });
      if (!path.endsWith('.wellspring'))
        return problem(`There is no file ${path}.`, 'Check the path, or choose a project from the list.');
      return begin({ ...projectOf('receiver'), path });
    },
    'project.openExample': () => begin(projectOf('receiver')),
    'project.close': () => {
      project = null;
      return value({});
    },
    'project.rename': ({ title }) => change(`Rename to “${title}”`, { ...project, title }),
    'project.undo': () => step(past, future),
    'project.redo': () => step(future, past),
    'project.log': () => value({ entries }),
    'files.import': async ({ files }) => {
      const before = project;
      emit({ kind: 'import', file: files[0].name, done: 0, total: files.length });
      if (scenario === 'empty' && files.length > 2) {
        emit({ kind: 'import', file: files[1].name, done: 1, total: files.length });
        await new Promise((resolve) => (release = resolve));
      }
      const refused = files.map(importOne).filter((one) => one !== null);
      const kept = files.map((one) => one.name).filter((name) => !refused.some((one) => one.file === name));
      if (kept.length > 0) {
        const next = project;
        project = before;
        change(`Import ${kept.join(', ')}`, next);
      }
      return value({ project: view(), kept, refused });
    },
    'files.remove': ({ files }) =>
      change(`Remove ${files.join(', ')}`, {
        ...project,
        files: project.files.filter((one) => !files.includes(one.file)),
        plates: project.plates.filter((one) => !files.includes(one.file)),
      }),
    'plate.readings': ({ plate }) => value(readingsOf(project, plate)),
    'spec.list': () => value({ specs: SPECS }),
    'spec.choose': (request) => {
      if (request.kind === 'text' && request.text.includes('NOPE'))
        return problem(
          'The device "NOPE" is in none of the files.',
          'Write one of: Pcat_Y81C76, R33S32_Y81C76.',
          {
            place: { file: request.name, line: 5, column: 13 },
            excerpt: '  devices: [NOPE]\n             ^',
          },
        );
      const full = projectOf('receiver');
      const spec =
        request.kind === 'text'
          ? { name: request.name, text: request.text, model: request.model }
          : { name: `${request.id}.yaml`, text: SPEC_TEXT, model: null };
      return change(`Choose ${spec.name}`, { ...project, spec, model: full.model, devices: full.devices });
    },
    'fit.start': (request) => {
      if (request.seed === 13) return problem('The seed 13 brings bad luck.', 'Choose another seed.');
      const fit = `fit-${fits.length + 1}`;
      const waits = fits.some((one) => one.status === 'running');
      put(begun(finished(fit, request), waits ? 'queued' : 'running'));
      return value({ fit });
    },
    'fit.stop': ({ fit }) => {
      const found = fits.find((one) => one.fit === fit);
      if (found === undefined) return problem(`There is no fit "${fit}".`, 'Choose one from the list.');
      put({ ...found, status: 'interrupted', secondsLeft: null, stepsPerSecond: null });
      return value({});
    },
    'fit.resume': ({ fit, epochs }) => {
      const found = fits.find((one) => one.fit === fit);
      put({ ...found, status: 'running', activity: 'training', epochs: epochs ?? found.epochs });
      return value({});
    },
    'fit.remove': ({ fit }) =>
      change(
        `Remove ${fit}`,
        project,
        fits.filter((one) => one.fit !== fit),
      ),
    'fit.show': ({ fit }) => {
      asked += 1;
      if (scenario === 'unreadable')
        return problem('predictions.csv of fit-1 ends in line 4071.', 'Fit again.');
      const found = fits.find((one) => one.fit === fit);
      if (found === undefined) return problem(`There is no fit "${fit}".`, 'Choose one from the list.');
      return value({ fit: found, scores: SCORES, predictions: predictionsOf(project) });
    },
  };

  /** The running fit one evaluation further, so that nothing waits for time. */
  function tick() {
    release();
    const fit = fits.find((one) => one.status === 'running');
    if (fit === undefined) return;
    const epoch = Math.min(fit.epochs, fit.epoch + fit.request.evaluateEvery);
    if (scenario === 'failing' && epoch > fit.epochs / 3) return put(failed(fit));
    const evaluation = evaluationAt(epoch);
    emit({ kind: 'evaluation', fit: fit.fit, evaluation });
    const evaluations = [...fit.evaluations, evaluation];
    const best = evaluations.reduce((a, b) => (b.validationElbo > a.validationElbo ? b : a));
    const done = epoch >= fit.epochs;
    put({
      ...fit,
      epoch,
      evaluations,
      status: done ? 'done' : 'running',
      stepsPerSecond: done ? null : 22.4,
      secondsLeft: done ? null : (fit.epochs - epoch) * 0.31,
      bestEpoch: best.epoch,
      bestValidationElbo: best.validationElbo,
    });
  }

  return { channels, tick, asked: () => asked };
}

function finished(fit, request) {
  const evaluations = [];
  for (let epoch = request.evaluateEvery; epoch <= request.epochs; epoch += request.evaluateEvery)
    evaluations.push(evaluationAt(epoch));
  const best = evaluations.reduce((a, b) => (b.validationElbo > a.validationElbo ? b : a), evaluations[0]);
  return {
    fit,
    status: 'done',
    request,
    epoch: request.epochs,
    epochs: request.epochs,
    stepsPerSecond: null,
    secondsLeft: null,
    activity: '',
    backend: 'javascript',
    threads: 1,
    evaluations,
    bestEpoch: best.epoch,
    bestValidationElbo: best.validationElbo,
    problems: [],
  };
}

function begun(fit, status) {
  return {
    ...fit,
    status,
    epoch: 0,
    activity: 'training',
    evaluations: [],
    bestEpoch: null,
    bestValidationElbo: null,
  };
}

function failed(fit) {
  return {
    ...fit,
    status: 'failed',
    secondsLeft: null,
    problems: [
      {
        code: 'fit.notFinite',
        severity: 'error',
        message:
          'In epoch 41 every draw of well proc140916/B7 failed: its growth rate went to 1.8e+38 per hour.',
        remedy: 'Narrow the prior of r in receiver.yaml, or exclude the well, and start again.',
        place: { file: 'receiver.yaml', line: 41, column: 5 },
      },
    ],
  };
}

/** One of every status. */
function queueOf(done) {
  const half = {
    ...done,
    epoch: 40,
    evaluations: done.evaluations.slice(0, 4),
    bestEpoch: 40,
    bestValidationElbo: 612.3,
  };
  const died = {
    code: 'fit.jobDied',
    severity: 'warning',
    message: 'The process that fitted died after epoch 40.',
    remedy: 'Resume it: at most one checkpoint is lost.',
  };
  return [
    done,
    { ...half, fit: 'fit-2', status: 'interrupted', problems: [died] },
    failed({ ...half, fit: 'fit-3' }),
    { ...half, fit: 'fit-4', status: 'running', activity: 'training', stepsPerSecond: 22.4, secondsLeft: 74 },
    begun({ ...done, fit: 'fit-5' }, 'queued'),
    begun({ ...done, fit: 'fit-6' }, 'queued'),
  ];
}
