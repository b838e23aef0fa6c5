import { describe, expect, it } from 'vitest';
import { contrast, inkOn, parseHex, visibleOn } from '../../renderer/charts/colour.ts';
import { deviceStyle } from '../../renderer/charts/device-style.ts';
import { formatBytes, formatTime } from '../../renderer/charts/format.ts';
import { scale, ticks, toPixel, toValue } from '../../renderer/charts/scale.ts';
import {
  describeTreatment,
  doseLevel,
  treatmentFill,
  treatmentScales,
} from '../../renderer/charts/treatment.ts';
import { neighbour, plateGrid, rectangle, rowName } from '../../renderer/controls/plate-grid.ts';
import { readBytes, sortFiles, titleFor, tooMany } from '../../renderer/state/dropped.ts';
import {
  parseWhole,
  readForm,
  SETTING_GROUPS,
  settingTexts,
  withAnswer,
} from '../../renderer/state/fit-settings.ts';
import { arrange } from '../../renderer/steps/compare/arrange.ts';
import { misfitOf } from '../../renderer/steps/compare/misfit.ts';
import { shortNames } from '../../renderer/steps/compare/short-names.ts';
import { elboRange } from '../../renderer/steps/fit/elbo-range.ts';
import { offsetOf } from '../../renderer/steps/fit/text-offset.ts';
import { present } from '../../shared/base/assert.ts';
import { type AnswerKind, answerKinds } from '../../shared/fit/answer.ts';
import type { WellPrediction } from '../../shared/fit/fit-result.ts';
import { formDefaults } from '../../shared/fit/request.ts';
import { settingProblems } from '../../shared/fit/setting-problems.ts';
import { projectOf } from './mock-project.ts';

/** Laws of the page's plain parts, without a browser. */
describe('colours', () => {
  it.each(['#ffffff', '#1b1f26'])(
    'a line of any device can be seen on %s, and text on its area read',
    (ground) => {
      const seen = new Set<string>();
      for (let device = 0; device < 14; device++) {
        const style = deviceStyle(device, ground, '#888888');
        expect(contrast(parseHex(style.line), parseHex(ground))).toBeGreaterThanOrEqual(3);
        expect(contrast(parseHex(inkOn(style.fill)), parseHex(style.fill))).toBeGreaterThanOrEqual(4.5);
        seen.add(`${style.fill} ${style.dash.join()} ${style.marker}`);
      }
      expect(seen.size).toBe(14);
      expect(visibleOn('#000000', '#ffffff')).toBe('#000000');
    },
  );
});

describe('axes', () => {
  it.each([
    [0, 1, 5],
    [-3.2, 4.7, 4],
    [1e-6, 3e-6, 3],
    [0, 65_000, 6],
  ])(
    'ticks of [%f, %f] lie inside, evenly, never more than one too many, and zero is 0',
    (min, max, count) => {
      const found = ticks(min, max, count);
      expect(found.length).toBeGreaterThan(0);
      expect(found.length).toBeLessThanOrEqual(count + 1);
      for (const value of found) {
        expect(value).toBeGreaterThanOrEqual(min - 1e-12);
        expect(value).toBeLessThanOrEqual(max + 1e-9 * Math.abs(max));
        expect(Object.is(value, -0)).toBe(false);
      }
    },
  );

  it('pixels and values are each other’s inverse', () => {
    const s = scale([-2, 7], 30, 410);
    for (const value of [-2, 0, 3.3, 7]) expect(toValue(s, toPixel(s, value))).toBeCloseTo(value, 12);
  });

  it('the elbo axis follows the upper half and counts what it leaves out', () => {
    const evaluation = (epoch: number, elbo: number) => ({
      epoch,
      step: epoch,
      seconds: 0,
      trainElbo: elbo,
      validationElbo: elbo,
    });
    const learning = [-9000, -400, 500, 600, 650, 690, 700, 710].map((elbo, i) => evaluation(i, elbo));
    const { range, below } = elboRange(learning);
    expect(range[0]).toBeGreaterThan(-1000);
    expect(range[1]).toBeGreaterThan(710);
    expect(below).toBe(learning.filter((one) => one.trainElbo < range[0]).length);
    expect(elboRange([]).below).toBe(0);
  });
});

describe('the plate', () => {
  const plate = present(projectOf('receiver').plates[0], 'the mock has plates');
  const grid = plateGrid(plate);

  it('arrows reach every well and stop at the edge', () => {
    expect(neighbour(grid, 'proc140916/A1', -1, 0)).toBe('proc140916/A1');
    expect(neighbour(grid, 'proc140916/A1', 0, 1)).toBe('proc140916/A2');
    expect(neighbour(grid, 'proc140916/G12', 1, 0)).toBe('proc140916/G12');
    expect(neighbour(grid, null, 0, 1)).toBe('proc140916/A1');
  });

  it('a rectangle does not depend on which corner came first', () => {
    const one = rectangle(grid, 'proc140916/B2', 'proc140916/D4');
    expect(one).toHaveLength(9);
    expect(rectangle(grid, 'proc140916/D4', 'proc140916/B2')).toEqual(one);
    expect(rectangle(grid, 'proc140916/B4', 'proc140916/D2')).toEqual(one);
    expect(rectangle(grid, 'elsewhere/B4', 'proc140916/D2')).toEqual(['proc140916/D2']);
  });

  it('rows are named as printed on plates', () => {
    expect([0, 25, 26, 31].map(rowName)).toEqual(['A', 'Z', 'AA', 'AF']);
  });
});

describe('treatments', () => {
  it('lightness is even on the log scale', () => {
    const [only] = treatmentScales(['C6=25', 'C6=0', 'C6=2500', 'C6=250;C12=0']);
    if (only === undefined) throw new Error('C6 has doses');
    expect([25, 250, 2500].map((dose) => doseLevel(only, dose))).toEqual([0, expect.closeTo(0.5, 12), 1]);
  });

  it('shows molar doses apart, in words and in shades', () => {
    const texts = ['C=1e-10', 'C=1e-9', 'C=1.234e-8', 'C=0.0000001'];
    expect(texts.map(describeTreatment)).toEqual(['C 1e-10', 'C 1e-9', 'C 1.23e-8', 'C 1e-7']);
    const [scale] = treatmentScales(['C=0', ...texts]);
    if (scale === undefined) throw new Error('C has doses');
    expect([0, 1e-10, 1e-7].map((dose) => doseLevel(scale, dose))).toEqual([0, 0, 1]);
    expect(doseLevel(scale, 1e-9)).toBeCloseTo(1 / 3, 12);
    expect(new Set(texts.map((text) => treatmentFill([scale], text))).size).toBe(4);
  });

  it('says what was added, and keeps what it cannot read', () => {
    expect(describeTreatment('C6=25;C12=0')).toBe('C6 25');
    expect(describeTreatment('C6=25 nM;C12=0;Ara=5 % @ 2 h')).toBe('C6 25 · Ara 5');
    expect(describeTreatment('')).toBe('no treatment');
    expect(describeTreatment('EtOH, a drop')).toBe('EtOH, a drop');
  });
});

describe('settings', () => {
  const good = settingTexts(projectOf('receiver').defaults);

  it('reads whole numbers as people type them, and nothing else', () => {
    for (const text of ['1000', ' 1 000', '1,000', '1.000', "1'000", '1\u202f000'])
      expect(parseWhole(text)).toBe(1000);
    for (const text of ['', 'ten', '1.5', '12,5', '1e3', '1,00', '1,000.000'])
      expect(parseWhole(text)).toBe(null);
  });

  it('accepts the defaults, and refuses what does not agree', () => {
    expect(readForm(good)).toEqual({ ok: true, request: projectOf('receiver').defaults });
    const bad = readForm({ ...good, fold: '5', evaluateEvery: '1000', draws: '-1' });
    expect(bad.ok).toBe(false);
    if (!bad.ok) expect(Object.keys(bad.messages).sort()).toEqual(['draws', 'evaluateEvery', 'fold']);
  });

  it('has for each answer what applies to it, and asks for nothing that another would refuse', () => {
    const begun = settingTexts(formDefaults);
    const keys = (answer: AnswerKind) =>
      SETTING_GROUPS[answer].flatMap(({ settings, choices }) =>
        [...settings, ...choices].map(({ key }) => key),
      );
    expect(keys('trained')).toContain('estimator');
    for (const answer of ['hierarchical', 'chains'] as const)
      for (const key of ['estimator', 'selection'] as const) expect(keys(answer)).not.toContain(key);
    expect(answerKinds.filter((answer) => keys(answer).includes('warmup'))).toEqual(['chains']);
    const typed = { ...begun, selection: 'inner', estimator: 'dreg', draws: 'many', warmup: 'long' };
    expect(readForm(withAnswer({ ...typed, draws: '7' }, 'trained', null))).toMatchObject({
      request: { selection: 'inner', estimator: 'dreg', draws: 7, warmup: 400, objective: 'iwae' },
    });
    expect(readForm(withAnswer({ ...typed, warmup: '30' }, 'chains', null))).toMatchObject({
      request: { selection: 'reported', estimator: 'plain', posterior: 'nuts', warmup: 30, epochs: 1000 },
    });
    const joint = readForm(withAnswer({ ...typed, draws: '40' }, 'hierarchical', null));
    expect(joint).toMatchObject({
      request: { objective: 'hierarchical', posterior: 'variational', draws: 40 },
    });
    for (const answer of answerKinds) {
      const read = readForm(withAnswer(begun, answer, null));
      expect(read.ok && settingProblems(read.request)).toEqual([]);
    }
  });

  it('with another answer leaves what was typed, and what the last fit had is not typed', () => {
    const last = { ...formDefaults, epochs: 120, folds: 5 };
    const there = withAnswer({ ...settingTexts(last), evaluateEvery: '7' }, 'chains', last);
    expect(there).toMatchObject({ epochs: '1000', folds: '5', evaluateEvery: '7' });
    expect(withAnswer(there, 'trained', last)).toMatchObject({
      epochs: '120',
      folds: '5',
      evaluateEvery: '7',
    });
  });

  it('chains need transitions after they have warmed up', () => {
    const read = readForm({ ...withAnswer(good, 'chains', null), epochs: '410' });
    expect(read.ok).toBe(false);
    if (!read.ok)
      expect(read.messages).toEqual({ epochs: expect.stringContaining('420 transitions or more') });
  });
});

describe('small multiples', () => {
  it('rows keep the project’s order of devices, wells go by dose, none is lost', () => {
    const make = (device: string, treatments: string): WellPrediction =>
      ({ device, treatments }) as WellPrediction;
    const wells = [
      make('b', 'C6=9;C12=0'),
      make('a', 'C6=1;C12=0'),
      make('b', 'C6=0;C12=0'),
      make('b', 'C6=3;C12=0'),
      make('z', ''),
    ];
    const rows = arrange(wells, 'device', ['b', 'a']);
    expect(rows.map((row) => row.title)).toEqual(['b', 'a', 'z']);
    expect(rows[0]?.predictions.map((one) => one.treatments[3])).toEqual(['0', '3', '9']);
    expect(arrange(wells, 'treatment', ['b', 'a']).flatMap((row) => row.predictions)).toHaveLength(
      wells.length,
    );
  });

  it('plates are told apart by what differs, numbers and words whole', () => {
    expect([...shortNames(['proc140916', 'proc141021']).values()]).toEqual(['140916', '141021']);
    expect([...shortNames(['run A', 'run B']).values()]).toEqual(['A', 'B']);
    expect([...shortNames(['plate']).values()]).toEqual(['']);
    expect([...shortNames(['p', 'p2']).values()]).toEqual(['p', '2']);
  });
});

describe('files', () => {
  const file = (name: string, text = 'x'): File => new File([text], name);

  it('are told apart by their names, whatever their case, and none is lost', () => {
    const all = ['a.csv', 'B.WELLSPRING', 'c.Yaml', 'd.yml', 'plate', 'e.xlsx', 'x.wellspring.csv'].map(
      (name) => file(name),
    );
    const { projects, specs, plates } = sortFiles(all);
    expect(projects.map((one) => one.name)).toEqual(['B.WELLSPRING']);
    expect(specs.map((one) => one.name)).toEqual(['c.Yaml', 'd.yml']);
    expect(projects.length + specs.length + plates.length).toBe(all.length);
    expect(titleFor(all)).toBe('a');
  });

  it('too many or too big are refused before they are sent, and unreadable ones are not thrown', async () => {
    expect(tooMany(new Array(64).fill(file('a.csv')))).toBe(null);
    expect(tooMany(new Array(65).fill(file('a.csv')))?.message).toContain('65');
    const big = Object.defineProperty(file('big.csv'), 'size', { value: 200e6 + 1 });
    expect(await readBytes(big)).toMatchObject({ ok: false, problems: [{ place: { file: 'big.csv' } }] });
    const folder = Object.assign(file('folder'), { arrayBuffer: () => Promise.reject(new Error('no')) });
    expect((await readBytes(folder)).ok).toBe(false);
    const good = await readBytes(file('a.csv', 'hi'));
    expect(good.ok && [...good.value]).toEqual([104, 105]);
  });

  it('sizes and times are short', () => {
    expect([1, 999, 1000, 214_358, 3_250_000].map(formatBytes)).toEqual([
      '1 byte',
      '999 bytes',
      '1 kB',
      '210 kB',
      '3.3 MB',
    ]);
    const now = new Date(2026, 2, 14, 18, 0);
    expect(formatTime(new Date(2026, 2, 14, 9, 5).toISOString(), now)).toMatch(/9.05/);
    expect(formatTime(new Date(2025, 2, 14).toISOString(), now)).toContain('2025');
    expect(formatTime('never', now)).toBe('');
  });
});

it('a place in a text is an offset inside it', () => {
  const text = 'ab\ncde\n\nf';
  expect(text.slice(offsetOf(text, 2, 2))).toBe('de\n\nf');
  expect(offsetOf(text, 1, 99)).toBe(2);
  expect(offsetOf(text, 99, 1)).toBe(text.length);
  expect(offsetOf('', 1, 1)).toBe(0);
});

it('misfit is the root mean square over readings that are there', () => {
  const series = (observed: number[], q50: number[]) => {
    const rest = new Float64Array(observed.length);
    const own = { observed: Float64Array.from(observed), q50: Float64Array.from(q50) };
    return { times_h: rest, q025: rest, q25: rest, q75: rest, q975: rest, ...own };
  };
  expect(misfitOf(series([1, Number.NaN, 3], [4, 0, 7]))).toBeCloseTo(Math.sqrt(12.5), 12);
  expect(misfitOf(series([Number.NaN], [1]))).toBeNaN();
});
