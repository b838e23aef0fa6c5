import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../shared/base/problem.ts';
import type { Experiment } from '../../../shared/experiment/experiment.ts';
import { nearestTimes } from '../../../shared/experiment/nearest-times.ts';
import { referenceExperiment } from '../../../shared/experiment/reference.ts';
import { parseFitSpec } from '../../../shared/inference/spec/parse-fit-spec.ts';
import { readPlateText } from '../../../shared/plate/read-plate-file.ts';
import { parseTreatment } from '../../../shared/plate/treatment.ts';

const plate = (rows: readonly string[], header = 'OD,OD,OD,OD700,YFP,YFP,YFP', times = '0,1,2,0,0,1,2') =>
  [`Content,Colony,Well Col,Well Row,Content,${header}`, `,,,,,${times}`, ...rows, ''].join('\n');

const p1 = plate([
  'dev,,1,A,C6=9,2,3,4,77,10,20,40',
  ' dev,,2,A,C6=9,9,9,9,77,9,9,9',
  'dev,,3,A, C6=9,9,9,9,77,9,9,9',
  'other,,4,A,,1,1,8,77,30,30,30',
]);
const p2 = plate(['dev,,1,A,C12=3;C6=0,1,2,3,4,5,6'], 'OD,OD,YFP,YFP,YFP,YFP', '0.1,1.6,0,1,2,3').replace(
  'OD,OD,YFP,YFP,YFP,YFP',
  'OD,OD,YFP,YFP,x,x',
);

function run(data: string, files: Readonly<Record<string, string>> = { 'p1.csv': p1 }): Outcome<Experiment> {
  const text = `data:\n${data}\nmodel: m\nparams: {}\n`;
  const parsed = parseFitSpec(text, 'spec.yaml');
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join('\n'));
  const read = Object.entries(files).map(([file, content]) => {
    const outcome = readPlateText({ file, bytes: Buffer.from(content) });
    if (!outcome.ok) throw new Error(outcome.problems.map(({ message }) => message).join('\n'));
    return [file, { plateFile: outcome.value, sha256: `sha of ${file}` }] as const;
  });
  return referenceExperiment(parsed.value.data, new Map(read));
}
function must(outcome: Outcome<Experiment>): Experiment {
  if (!outcome.ok) throw new Error(outcome.problems.map(({ message }) => message).join('\n'));
  return outcome.value;
}
const base = '  devices: [dev, other]\n  files: [p1.csv]\n  signals: [YFP, OD]\n  conditions: [C6, C12]';

describe('referenceExperiment', () => {
  it('matches device texts exactly, drops wells with other treatments, says so', () => {
    const experiment = must(run(base));
    expect(experiment.individuals.map(({ id, device }) => [id, device])).toEqual([
      ['p1/A1', 0],
      ['p1/A4', 1],
    ]);
    expect(experiment.problems.map(({ code }) => code)).toEqual(['experiment.droppedWells']);
    expect(experiment.problems[0]?.message).toContain('1 wells got “ C6”');
    expect(experiment.sources).toEqual([{ file: 'p1.csv', plate: 'p1', sha256: 'sha of p1.csv' }]);
  });

  it('scales by the maximum over kept wells, then subtracts each minimum; signals in spec order', () => {
    const experiment = must(run(base));
    expect(Array.from(experiment.scales)).toEqual([40, 8]);
    expect(Array.from(experiment.individuals[0]?.observations ?? [])).toEqual([
      0, 0.25, 0.75, 0, 0.125, 0.25,
    ]);
    expect(Array.from(experiment.individuals[0]?.backgrounds ?? [])).toEqual([0.25, 0.25]);
  });

  it('divides by normalize where given, keeps the background where asked', () => {
    const experiment = must(run(`${base}\n  normalize: [10, 2]\n  subtract_background: false`));
    expect(Array.from(experiment.individuals[0]?.observations ?? [])).toEqual([1, 2, 4, 1, 1.5, 2]);
    expect(Array.from(experiment.individuals[0]?.backgrounds ?? [])).toEqual([0, 0]);
  });

  it('law: (observation + background) * scale is the reading', () => {
    const [well] = must(run(base)).individuals;
    const raw = Array.from(well?.observations ?? [], (value, at) => {
      const s = at < 3 ? 0 : 1;
      return (value + (well?.backgrounds[s] ?? 0)) * ([40, 8][s] ?? 0);
    });
    expect(raw).toEqual([10, 20, 40, 2, 3, 4]);
  });

  it('takes the shortest grid and from other files the nearest reading', () => {
    const data = base.replace('[p1.csv]', '[p1.csv, p2.csv]').replace('[dev, other]', '[dev]');
    const experiment = must(run(data, { 'p1.csv': p1, 'p2.csv': p2 }));
    const [first, second] = experiment.individuals;
    expect(Array.from(first?.times_h ?? [])).toEqual([Math.fround(0.1), Math.fround(1.6)]);
    expect(first?.times_h).toBe(second?.times_h);
    // p1 is read at its 0 h and 2 h.
    expect(Array.from(first?.mask ?? [])).toEqual([1, 1, 1, 1]);
    expect(Array.from(first?.observations ?? [])).toEqual([0, 0.75, 0, 0.5]);
    expect(second?.logTreatments[1]).toBe(Math.fround(Math.log(4)));
    expect(experiment.problems.map(({ code }) => code)).toContain('experiment.timesDiffer');
  });

  it('keeps both readings of a repeated time, of one file and of two', () => {
    const twice = plate(['dev,,1,A,C6=9,2,3,4,77,10,20,40'], undefined, '0,1,1,0,0,1,1');
    const one = base.replace('[dev, other]', '[dev]');
    for (const [data, files] of [
      [one, { 'p1.csv': twice }],
      [one.replace('[p1.csv]', '[p1.csv, p2.csv]'), { 'p1.csv': twice, 'p2.csv': twice }],
    ] as const) {
      const experiment = must(run(data, files));
      for (const { times_h, observations } of experiment.individuals) {
        expect(Array.from(times_h)).toEqual([0, 1, 1]);
        expect(Array.from(observations)).toEqual([0, 0.25, 0.75, 0, 0.25, 0.5]);
      }
    }
  });

  it('masks what is no number and leaves it out of maximum and minimum', () => {
    const experiment = must(run(base, { 'p1.csv': p1.replace('10,20,40', 'x,20,OVRFLW') }));
    const [well] = experiment.individuals;
    expect(experiment.scales[0]).toBe(30);
    expect(Array.from(well?.mask ?? [])).toEqual([0, 1, 0, 1, 1, 1]);
    expect(Array.from(well?.observations.slice(0, 3) ?? [])).toEqual([0, 0, 0]);
  });

  it('makes one multi-hot vector of all groups, zeros for no part, one entry without groups', () => {
    const groups = '\n  groups: {aR: [0, 1], aS: [null, 0]}\n  default_devices: {aR: 1}';
    const experiment = must(run(base + groups));
    expect(experiment.individuals.map(({ partsHot }) => Array.from(partsHot))).toEqual([
      [1, 0, 0],
      [0, 1, 1],
    ]);
    expect(experiment.parts.map(({ name, count, baseline }) => [name, count, baseline])).toEqual([
      ['aR', 2, 1],
      ['aS', 1, null],
    ]);
    expect(must(run(base)).individuals.map(({ partsHot }) => Array.from(partsHot))).toEqual([[1], [1]]);
  });

  it('keeps molar doses apart and says so, and leaves other treatments on the published way', () => {
    const molar = plate(
      ['C6=0;C12=9', 'C6=1e-10;C12=9', 'C6=1e-9', 'C6=1e-8'].map(
        (text, n) => `dev,,${n + 1},A,${text},2,3,4,7,1,2,4`,
      ),
    );
    const experiment = must(run(base.replace('[dev, other]', '[dev]'), { 'p1.csv': molar }));
    const column = (of: 'doses' | 'statedDoses' | 'logTreatments', c: number) =>
      experiment.individuals.map((individual) => individual[of][c]);
    expect(column('doses', 0)).toEqual([0, 1e-10, 1e-9, 1e-8]);
    expect(column('statedDoses', 0)).toEqual([0, 1e-10, 1e-9, 1e-8]);
    expect(column('logTreatments', 0)).toEqual(
      [0, 1, 10, 100].map((ratio) => expect.closeTo(Math.log1p(ratio), 12)),
    );
    expect(column('doses', 1)).toEqual(
      [9, 9, 0, 0].map((dose) => Math.exp(Math.fround(Math.log(1 + dose))) - 1),
    );
    expect(column('statedDoses', 1)).toEqual([9, 9, 0, 0]);
    expect(Array.from(experiment.doseUnits)).toEqual([1e-10, 1]);
    expect(experiment.problems.map(({ code, place }) => [code, place?.where])).toEqual([
      ['experiment.doseLost', 'data.conditions[0]'],
    ]);
  });

  it('says which treatment texts look like doses and are none', () => {
    const experiment = must(run(base, { 'p1.csv': p1.replace('A,,1', 'A,C6 25000,1') }));
    expect(experiment.problems.map(({ code }) => code)).toContain('experiment.undosed');
    const remark = must(run(base, { 'p1.csv': p1.replace('A,,1', 'A,water,1') }));
    expect(remark.problems.map(({ code }) => code)).not.toContain('experiment.undosed');
  });

  describe('says what is odd about the readings it uses', () => {
    const hours = Array.from({ length: 12 }, (_, n) => n / 2);
    const level = hours.map((hour, n) => 1 + hour / 10 + (n % 2) / 100);
    const experimentOf = (
      gfp: readonly (readonly number[])[],
      { times = hours, data = '', devices = ['dev', 'dev', 'dev'] } = {},
    ): Experiment => {
      const rows = gfp.map((own, n) => `${devices[n]},,${n + 1},A,C6=0,${[...level, ...own].join(',')}`);
      const titles = [...hours.map(() => 'OD'), ...hours.map(() => 'GFP')].join(',');
      const text = plate(rows, titles, [...times, ...times].join(','));
      const spec = '  devices: [dev]\n  files: [p1.csv]\n  signals: [OD, GFP]\n  conditions: [C6]';
      return must(run(`${spec}${data}`, { 'p1.csv': text }));
    };
    const flat = (value: number) => hours.map(() => value);
    const told = ({ problems }: Experiment) => problems.map(({ code, place }) => [code, place?.where]);

    it('nothing where there is nothing', () => {
      expect(told(experimentOf([level, level, level]))).toEqual([]);
    });

    it('a reading far from its neighbours, and that it sets the scale', () => {
      const spiked = experimentOf([level, level.with(7, 260000), level.with(3, 1000)]);
      expect(told(spiked)).toEqual([
        ['plate.outlier', 'well A2, signal GFP, 3.5 h'],
        ['plate.outlier', 'well A3, signal GFP, 1.5 h'],
      ]);
      expect(spiked.problems[0]?.message).toContain('as the largest it is what all of GFP is divided by');
      expect(spiked.problems[1]?.message).not.toContain('divided');
      expect(spiked.scales[1]).toBe(260000);
      const normalised = experimentOf([level, level.with(7, 260000), level], {
        data: '\n  normalize: [1, 1]',
      });
      expect(normalised.problems[0]?.message).not.toContain('divided');
    });

    it('not of wells that it does not use', () => {
      const devices = ['dev', 'other', 'dev'];
      expect(told(experimentOf([level, level.with(7, 260000), level], { devices }))).toEqual([]);
    });

    it('times that look like minutes', () => {
      const times = hours.map((hour) => hour * 60);
      expect(told(experimentOf([level, level, level], { times }))).toEqual([['plate.timeUnit', 'signal OD']]);
    });

    it('a constant signal, at its line of the spec, with or without background', () => {
      for (const data of ['', '\n  subtract_background: false']) {
        const { problems } = experimentOf([flat(7), flat(7), flat(7)], { data });
        expect(problems.map(({ code, place }) => [code, place?.line])).toEqual([
          ['experiment.constantSignal', 4],
        ]);
        expect(problems[0]?.message).toContain('GFP is constant, 7 in every well at every time');
      }
    });

    it('a signal that is constant within each well only where its differences are subtracted', () => {
      const wells = [flat(7), flat(8), flat(9)];
      const [problem] = experimentOf(wells).problems;
      expect(problem?.message).toContain('is constant in time in every well');
      expect(problem?.remedy).toContain('subtract_background');
      expect(told(experimentOf(wells, { data: '\n  subtract_background: false' }))).toEqual([]);
    });
  });

  it('keeps float64 where the spec asks for it', () => {
    const file = { 'p1.csv': p1.replace('10,20,40', '10.1,20,40') };
    const [single, double] = ['float32', 'float64'].map(
      (dtype) =>
        must(run(`${base}\n  dtype: ${dtype}\n  subtract_background: false\n  normalize: [1, 1]`, file))
          .individuals[0],
    );
    expect(single?.observations[0]).toBe(Math.fround(10.1));
    expect(double?.observations[0]).toBe(10.1);
    expect(double?.logTreatments[0]).toBe(Math.log(10));
  });

  it.each([
    ['an unknown device', base.replace('other]', 'oter]'), 'spec.unknownDevice', 2],
    ['a missing file', base.replace('p1.csv', 'p9.csv'), 'spec.missingFile', 3],
    ['an unknown signal', base.replace('YFP', 'GFP'), 'spec.unknownSignal', 4],
    ['a device whose wells are all dropped', base.replace('[C6, C12]', '[C12]'), 'experiment.noWells', 2],
    ['a signal with other cycles', base.replace('YFP', 'OD700'), 'experiment.cycles', undefined],
  ])('refuses %s', (_, data, code, line) => {
    const outcome = run(data);
    expect(outcome.ok).toBe(false);
    const problem = outcome.problems.find(({ severity }) => severity === 'error');
    expect([problem?.code, problem?.place?.line]).toEqual([code, line]);
    expect(problem?.remedy).toBeDefined();
    if (line !== undefined) expect(problem?.excerpt).toContain('^');
  });

  it('names the devices that the files hold', () => {
    const outcome = run(base.replace('other]', 'oter]'));
    expect(outcome.problems.find(({ code }) => code === 'spec.unknownDevice')?.remedy).toBe(
      'Did you mean “other”? They hold: “dev”, “ dev”, “other”.',
    );
  });

  it.each([
    ['a treatment without number', p1.replace('C6=9', 'C6=high'), 'experiment.treatment'],
    ['a negative dose', p1.replace('C6=9', 'C6=-2'), 'experiment.treatment'],
    ['a signal of zeros', p1.replace('10,20,40', '0,0,0').replace('30,30,30', '0,0,0'), 'experiment.scale'],
    ['no OD', p1.replaceAll('OD,', 'AU,'), 'experiment.noTimes'],
  ])('refuses %s', (_, file, code) => {
    const outcome = run(code === 'experiment.noTimes' ? base.replace(', OD]', ']') : base, {
      'p1.csv': file,
    });
    expect(outcome.ok).toBe(false);
    expect(outcome.problems.map((problem) => problem.code)).toContain(code);
  });

  it('refuses several plates unmerged', () => {
    const data = `${base.replace('[p1.csv]', '[p1.csv, p2.csv]')}\n  merge: false`;
    expect(run(data, { 'p1.csv': p1, 'p2.csv': p2 }).problems.map(({ code }) => code)).toContain(
      'experiment.unmerged',
    );
  });
});

describe('parseTreatment', () => {
  it.each([
    ['', []],
    ['water', []],
    ['C6=25000', [['C6', 25000]]],
    [
      'C6=25000.000000;Ara=0.5',
      [
        ['C6', 25000],
        ['Ara', 0.5],
      ],
    ],
    [
      'Ara=25; C6=1e3',
      [
        ['Ara', 25],
        [' C6', 1000],
      ],
    ],
    ['C6=5;', [['C6', 5]]],
  ])('“%s”', (text, doses) => {
    expect(parseTreatment(text)).toEqual({ doses: new Map(doses as [string, number][]), wrong: null });
  });
  it.each([
    ['C6=', 'C6='],
    ['=5', '=5'],
    ['C6=5;water', 'water'],
    ['C6=x', 'C6=x'],
    ['C6=-1', 'C6=-1'],
    ['C6=Infinity', 'C6=Infinity'],
  ])('cannot read “%s”', (text, wrong) => expect(parseTreatment(text).wrong).toBe(wrong));
});

describe('nearestTimes', () => {
  it('takes the first on a tie and repeats', () => {
    const grid = Float64Array.of(0, 0.5, 1, 1.1, 9);
    expect(Array.from(nearestTimes(grid, Float64Array.of(0, 1, 2, 2)))).toEqual([0, 0, 1, 1, 2]);
  });

  it('takes each reading of a repeated time, as often as there are some', () => {
    const grid = Float64Array.of(0, 1, 1, 1, 2);
    expect(Array.from(nearestTimes(grid, grid))).toEqual([0, 1, 2, 3, 4]);
    expect(Array.from(nearestTimes(grid, Float64Array.of(0, 1, 1, 2)))).toEqual([0, 1, 2, 1, 3]);
    expect(Array.from(nearestTimes(grid, Float64Array.of(0, 1.1, 1.1, 2)))).toEqual([0, 1, 1, 1, 3]);
  });
});
