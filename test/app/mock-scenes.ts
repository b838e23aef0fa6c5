// What the mock service begins with: recent projects, specs to choose, and the fits of each scenario.
import type { AppView, FitSummary, Reply, SpecChoice } from '../../shared/channels.ts';
import { doneFit, failedFit, fitAt, summaryOf, withPredictions } from './mock-fits.ts';
import { DEFAULTS } from './mock-project.ts';
import { refusal } from './mock-replies.ts';

export const FOLDER = '/projects/lab/Wellspring';
export const RECENT: AppView['recent'] = [
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
const TROUBLES: readonly (readonly [RegExp, string, string])[] = [
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

export const SPECS: readonly SpecChoice[] = [
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

/** Why a recent project cannot be opened, as the store says it; null: it can. */
export function troubleWith(path: string): Reply<never> | null {
  const trouble = TROUBLES.find(([word]) => word.test(path));
  if (trouble !== undefined) return refusal(trouble[1], trouble[2], { place: { file: path } });
  return path.endsWith('.wellspring')
    ? null
    : refusal(`There is no file ${path}.`, 'Check the path, or choose a project from the list.');
}

/**
 * `queue`: one of every status; `chains`: one that draws by chains; `stopped`: one stopped after epoch 40, without predictions, beside a finished one; `example`: as
 * the example comes, its fit without a checkpoint; none in what has nothing to fit yet.
 */
export function fitsOf(scenario: string): readonly FitSummary[] {
  if (['empty', 'fresh', 'nospec', 'failing', 'start', 'first'].includes(scenario)) return [];
  if (scenario === 'queue') return queue();
  if (scenario === 'chains') return [doneFit('fit-1', DEFAULTS), chains()];
  const done = doneFit('fit-1', DEFAULTS, scenario !== 'example');
  return scenario === 'stopped' ? [done, fitAt('fit-2', DEFAULTS, 40)] : [done];
}

/** Warmed up, and drawing. */
function chains(): FitSummary {
  const request = { ...DEFAULTS, posterior: 'nuts', epochs: 1000, evaluateEvery: 20 } as const;
  const mixing = { bulkEss: 154, tailEss: 171, rHat: 1.0134 };
  return fitAt('fit-2', request, 620, {
    ...{ status: 'running', evaluations: [], hasCheckpoint: true, stepsPerSecond: 9.1, secondsLeft: 42 },
    activity: 'sampling: R-hat 1.013 (dR), 154 effective draws (KR6), 0 diverged',
    sampling: {
      ...{ stage: 'sampling', transitions: 620, epochs: 1000, seconds: 68, divergent: 0 },
      worstRHat: { ...mixing, name: 'dR' },
      fewestEss: { ...mixing, name: 'KR6' },
    },
  });
}

function queue(): readonly FitSummary[] {
  const at = (fit: string, more: Partial<FitSummary> = {}): FitSummary => fitAt(fit, DEFAULTS, 40, more);
  const waiting = (fit: string): FitSummary =>
    summaryOf({ ...fitAt(fit, DEFAULTS, 0), status: 'queued', activity: 'waiting' });
  return [
    doneFit('fit-1', DEFAULTS),
    withPredictions(
      at('fit-2', {
        problems: [
          {
            code: 'fit.died',
            severity: 'warning',
            message: 'The process that fitted died after epoch 40.',
            remedy: 'Resume it: at most one checkpoint is lost.',
          },
        ],
      }),
      'interrupted',
    ),
    failedFit(at('fit-3', { startedFrom: { fit: 'fit-1', epoch: 30 } })),
    at('fit-4', { status: 'running', activity: 'training', stepsPerSecond: 22.4, secondsLeft: 74 }),
    waiting('fit-5'),
    waiting('fit-6'),
  ];
}
