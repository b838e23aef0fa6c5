/** Which room may import which, and what is a family, as data. */

/** Rooms are named by the folder (or file) that makes them one; the longest match wins. */
export interface Arrows {
  /** Room -> rooms that it may import for their values. A room may always import itself. */
  readonly values: Readonly<Record<string, readonly string[]>>;
  /** Room -> further rooms of which it may import types only. */
  readonly types: Readonly<Record<string, readonly string[]>>;
  /** Folders whose folders must not import one another: interchangeable parts. */
  readonly families: readonly string[];
  /** Family -> folders in it that are no members: what members share, which may know one another and no member. */
  readonly sharedInFamily: Readonly<Record<string, readonly string[]>>;
  /** The same where each member is a file; `index.ts` lists them. */
  readonly fileFamilies: readonly string[];
  /** Top folder -> npm packages and builtins it may import; `node:*` stands for all of Node. */
  readonly packages: Readonly<Record<string, readonly string[]>>;
}

const model = ['shared/base'];
const plate = ['shared/base'];
const experiment = ['shared/plate', ...plate];
const wasm = ['shared/base'];
const compute = ['shared/wasm', 'shared/model', ...model];
const inference = ['shared/fit', 'shared/experiment', 'shared/compute', 'shared/plate', ...compute];
const prediction = ['shared/inference', ...inference];
const report = ['shared/prediction', ...prediction, 'shared/report/figure', 'shared/report/equation'];
const engine = ['shared/report', ...report];
const page = [
  'shared/channels.ts',
  'shared/fit',
  'shared/base',
  'shared/model',
  'shared/report/figure',
  'shared/report/equation',
];

export const arrows: Arrows = {
  values: {
    'shared/base': [],
    'shared/wasm': wasm,
    'shared/model': model,
    'shared/plate': plate,
    'shared/experiment': experiment,
    'shared/compute': compute,
    'shared/inference': inference,
    'shared/prediction': prediction,
    'shared/report': report,
    // Figures and typeset equations are drawn by the page, which must not draw the engine in after them.
    'shared/report/figure': ['shared/base', 'shared/model'],
    'shared/report/equation': ['shared/base', 'shared/model'],
    'shared/fit': ['shared/base'],
    'shared/channels.ts': ['shared/base', 'shared/fit'],
    // The open project of a service: its files, plates and spec, and how it is opened.
    'main/desk': [
      'main/fits',
      'main/store',
      'main/store/open-here.ts',
      'main/jobs',
      'shared/channels.ts',
      ...engine,
    ],
    // A model's values and gradients for given parameters, without a project.
    'main/evaluate': ['main/jobs', 'main/shapes', 'main/store', 'shared/channels.ts', ...engine],
    'main/handlers': [
      'main/desk',
      'main/fits',
      'main/shapes',
      'main/store',
      'main/store/open-here.ts',
      'main/jobs',
      'shared/channels.ts',
      ...engine,
    ],
    // The one owner of fits in projects and folders, for window and command line.
    'main/fits': ['main/store', 'main/jobs', 'shared/channels.ts', ...engine],
    // From what a schema found to words for people.
    'main/shapes': ['shared/base'],
    'main/store': [
      'main/store/open-here.ts',
      'main/store/packed-text.ts',
      'main/shapes',
      'shared/channels.ts',
      ...engine,
    ],
    // Which files no reader may touch.
    'main/store/open-here.ts': [],
    // Packed texts of projects, which jobs make and unpack.
    'main/store/packed-text.ts': ['shared/base'],
    // The job that looks into a project's file: before the service opens it.
    'main/jobs/prepare-job.ts': ['main/store', 'main/jobs', 'main/store/packed-text.ts', ...engine],
    // And the one that reads a copy of one, of which nobody else knows yet.
    'main/jobs/check-job.ts': ['main/store', 'main/jobs', ...engine],
    // A job sends its results; only the service touches the store of an open project.
    'main/jobs': [
      'main/store/open-here.ts',
      'main/store/packed-text.ts',
      'main/pdf',
      'shared/channels.ts',
      ...engine,
    ],
    'main/pdf': engine,
    'main/hosts': ['shared/channels.ts', 'shared/fit', 'shared/base'],
    'main/cli': [
      'main/desk',
      'main/evaluate',
      'main/fits',
      'main/store',
      'main/jobs',
      'main/pdf',
      'shared/channels.ts',
      ...engine,
    ],
    // The entries, each a table of contents.
    main: [
      'main/cli',
      'main/desk',
      'main/evaluate',
      'main/handlers',
      'main/fits',
      'main/hosts',
      'main/store',
      'main/jobs',
      'main/jobs/prepare-job.ts',
      'main/jobs/check-job.ts',
      'main/pdf',
      'shared/channels.ts',
      ...engine,
    ],
    renderer: page,
    'renderer/adapter': ['shared/channels.ts', ...inference, 'shared/inference'],
  },
  types: {
    'shared/fit': ['shared/model', 'shared/plate', 'shared/experiment'],
    'shared/channels.ts': engine,
    'main/jobs': ['main/store'],
    renderer: engine,
  },
  families: [
    'shared/plate/formats',
    'shared/compute/backends',
    'shared/inference/guide',
    'shared/inference/objective',
    'shared/inference/estimator',
    'renderer/steps',
    'main/hosts',
  ],
  sharedInFamily: { 'shared/inference/guide': ['encoder', 'network'] },
  fileFamilies: ['shared/compute/methods'],
  packages: {
    shared: ['yaml', 'hucre', 'fast-xml-parser'],
    main: ['node:*', 'yaml', 'better-sqlite3', 'zod', 'electron'],
    renderer: ['svelte'],
  },
};
