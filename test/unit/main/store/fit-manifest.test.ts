import { describe, expect, it } from 'vitest';
import { type FitManifest, manifestText, parseManifest } from '../../../../main/store/fit-manifest.ts';
import { fitStatus } from '../../../../shared/fit/life.ts';
import { settingDefaults } from '../../../../shared/fit/settings.ts';

const evaluation = { epoch: 2, step: 8, seconds: 1, trainElbo: -3, validationElbo: Number.NaN };
const best = { epoch: 2, validationElbo: Number.NaN };
const manifest: FitManifest = {
  format: 'wellspring-fit/1',
  status: fitStatus.done,
  spec: {
    spec: { file: '/a/s.yaml', text: 'model: m' },
    model: { file: 'm.model', text: 'model m' },
    data: '/a',
    overrides: [{ name: 'n', value: '1' }],
    settings: settingDefaults,
    layouts: [{ plate: 'p', wells: [{ well: 'A1', device: 'd', role: 'blank' }] }],
    corrections: [{ kind: 'censor', signal: 'OD', limit: 3, plate: 'p', on: true, flag: null }],
  },
  startedFrom: { fit: '/a/first', epoch: 1 },
  model: 'm',
  objective: 'iwae',
  seed: 0,
  backend: 'wasm',
  threads: 2,
  relaxedMadd: true,
  versions: { wellspring: '0.1.0', node: '24', v8: '13' },
  data: [{ file: 'p.csv', plate: 'p', sha256: 'x' }],
  individuals: { train: ['p/A1'], validation: [], heldOut: [] },
  evaluations: [evaluation],
  best,
  last: best,
  predictions: best,
  validation: { OD: { r2: null, rmse: 1, coverage50: 0.5, coverage95: 0.9, why: 'all the same' } },
  seconds: 3,
  problems: [{ code: 'c', severity: 'warning', message: 'm', place: { file: 'f', line: 3 } }],
};

/** Read again after a change of what stands in the file. */
function changed(change: (content: Record<string, unknown>) => void): FitManifest | null {
  const content = JSON.parse(manifestText(manifest)) as Record<string, unknown>;
  change(content);
  return parseManifest(JSON.stringify(content));
}

describe('fit.json', () => {
  it('is read as it was written, what JSON cannot say included', () => {
    expect(parseManifest(manifestText(manifest))).toEqual(manifest);
    const chosen = { ...evaluation, selectionElbo: Number.NaN };
    const selecting = { fold: 2, wells: ['p/A2'] };
    const inner = { ...manifest, evaluations: [chosen], selecting };
    expect(parseManifest(manifestText(inner))).toEqual(inner);
  });

  it('of an older version means what that version meant', () => {
    const older = changed((content) => {
      for (const key of ['relaxedMadd', 'predictions', 'startedFrom', 'backend']) delete content[key];
      const order = content.spec as Record<string, unknown>;
      for (const key of ['model', 'layouts', 'corrections']) delete order[key];
    });
    const { startedFrom: _, ...rest } = manifest;
    const spec = { ...manifest.spec, model: null, layouts: [], corrections: [] };
    expect(older).toEqual({ ...rest, spec, relaxedMadd: false, backend: settingDefaults.backend });
    const stopped = changed((content) => {
      content.status = fitStatus.interrupted;
      delete content.predictions;
    });
    expect(stopped?.predictions).toBeNull();
  });

  it.each<[string, (content: Record<string, unknown>) => void]>([
    ['a status that no fit at rest has', (content) => Object.assign(content, { status: fitStatus.running })],
    ['an evaluation that is none', (content) => Object.assign(content, { evaluations: [{ epoch: '2' }] })],
    ['a score that is a word', (content) => Object.assign(content, { validation: { OD: { r2: 'good' } } })],
    [
      'a correction of no kind',
      (content) => Object.assign(content.spec as object, { corrections: [{ kind: 'polish', signal: 'OD' }] }),
    ],
    ['an order without settings', (content) => Reflect.deleteProperty(content.spec as object, 'settings')],
    ['no wells', (content) => Object.assign(content, { individuals: { train: ['p/A1'] } })],
    ['no data', (content) => Reflect.deleteProperty(content, 'data')],
  ])('with %s is none of ours', (_, change) => {
    expect(changed(change)).toBeNull();
  });
});
