import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { loadFit } from '../../../../main/jobs/load-fit.ts';
import { findProgramFolders } from '../../../../main/store/resources.ts';
import { formatProblem } from '../../../../shared/base/problem.ts';
import type { SourceFile } from '../../../../shared/experiment/name-runs.ts';
import { settingDefaults } from '../../../../shared/fit/settings.ts';
import type { FitPlan } from '../../../../shared/inference/plan/fit-plan.ts';
import type { Layout } from '../../../../shared/plate/layout/layout.ts';
import { readPlateFile } from '../../../../shared/plate/read-plate-file.ts';
import { type NewPlates, newWells } from '../../../../shared/prediction/new-wells/new-plates.ts';

const examples = fileURLToPath(new URL('../../../../resources/examples/', import.meta.url));
const { models } = findProgramFolders();

async function planFrom(
  folder: string,
  spec: string,
  preprocessing: 'reference' | 'wells',
  layouts: readonly Layout[] = [],
): Promise<FitPlan> {
  const loaded = await loadFit(
    {
      spec: { file: spec, text: readFileSync(`${examples}${folder}/${spec}`, 'utf8') },
      ...{ model: null, data: `${examples}${folder}`, overrides: [], layouts, corrections: [] },
      settings: { ...settingDefaults, preprocessing },
    },
    models,
  );
  if (!loaded.ok) throw new Error(loaded.problems.map(formatProblem).join('\n'));
  return loaded.value.plan;
}

/** A file of the examples under another name, its readings times `factor`. */
async function renamed(path: string, name: string, factor = 1): Promise<ReadonlyMap<string, SourceFile>> {
  const read = await readPlateFile({ file: `${name}.csv`, bytes: readFileSync(`${examples}${path}`) });
  if (!read.ok) throw new Error(read.problems.map(formatProblem).join('\n'));
  const runs = read.value.runs.map((run) => ({
    ...run,
    signals: run.signals.map((signal) => ({
      ...signal,
      values: signal.values.map((value) => value * factor),
    })),
  }));
  return new Map([[`${name}.csv`, { plateFile: { ...read.value, runs }, sha256: `sha of ${name}` }]]);
}

function found(plan: FitPlan, plates: Partial<NewPlates>, own: readonly Layout[] = []) {
  const made = newWells(plan, own, { files: new Map(), layouts: [], corrections: null, ...plates });
  if (!made.ok) throw new Error(made.problems.map(formatProblem).join('\n'));
  return { ...made.value, problems: made.problems };
}

function refused(plan: FitPlan, plates: Partial<NewPlates>): string {
  const made = newWells(plan, [], { files: new Map(), layouts: [], corrections: null, ...plates });
  expect(made.ok).toBe(false);
  expect(made.problems.every(({ remedy }) => remedy !== undefined)).toBe(true);
  return made.problems.map(formatProblem).join('\n');
}

const oneSpec = ['vi-hds', 'dr_constant_one.yaml'] as const;
const onePlate = 'vi-hds/proc141006.csv';

describe.each(['reference', 'wells'] as const)('under %s preprocessing', (preprocessing) => {
  test('a plate of the fit under another name gives the fit’s own wells, to the bit', async () => {
    const plan = await planFrom(...oneSpec, preprocessing);
    const { wells, experiment } = found(plan, { files: await renamed(onePlate, 'again') });
    expect(experiment.devices.slice(0, 1)).toEqual(plan.experiment.devices);
    const own = wells.filter(({ device }) => device === 0);
    expect(own).toHaveLength(plan.experiment.individuals.length);
    for (const [n, well] of own.entries()) {
      const fitted = plan.experiment.individuals[n];
      expect(well).toEqual({ ...fitted, id: `again/${well.well}`, plate: 'again' });
    }
  });

  test('readings of another height are divided by the fit’s scales: nothing is estimated from them', async () => {
    const plan = await planFrom(...oneSpec, preprocessing);
    const { wells } = found(plan, { files: await renamed(onePlate, 'twice', 2) });
    const [fitted] = plan.experiment.individuals;
    const twice = wells.find(({ device }) => device === 0);
    for (const at of [0, 5, 40, 90])
      expect(twice?.observations[at]).toBeCloseTo(2 * (fitted?.observations[at] ?? Number.NaN), 5);
  });

  test('files and plates of the fit, and files without times of the fit, are refused with a way out', async () => {
    const plan = await planFrom(...oneSpec, preprocessing);
    const files = await renamed(onePlate, 'proc141006');
    expect(refused(plan, { files })).toContain('the fit has a plate “proc141006” too');
    const [source] = plan.experiment.sources;
    const same = new Map([...files].map(([, file]) => ['b.csv', { ...file, sha256: source?.sha256 ?? '' }]));
    expect(refused(plan, { files: same })).toContain('one of the fit’s');
  });
});

test('under reference preprocessing a plate that was read for a shorter time is refused, with what takes it', async () => {
  const plan = await planFrom(...oneSpec, 'reference');
  const files = await renamed(onePlate, 'short');
  const short = new Map(
    [...files].map(([name, source]) => {
      const runs = source.plateFile.runs.map((run) => ({
        ...run,
        signals: run.signals.map((signal) => ({
          ...signal,
          time_s: signal.time_s?.map((t) => t / 3) ?? null,
        })),
      }));
      return [name, { ...source, plateFile: { ...source.plateFile, runs } }];
    }),
  );
  expect(refused(plan, { files: short })).toContain('--preprocessing wells');
});

describe('units, signals and treatments', () => {
  test('a signal in another unit, and one that is not there, are refused', async () => {
    const plan = await planFrom(...oneSpec, 'wells');
    const files = await renamed(onePlate, 'new');
    const change = (unit: string | null, keep: (signal: string) => boolean) =>
      new Map(
        [...files].map(([name, source]) => {
          const runs = source.plateFile.runs.map((run) => ({
            ...run,
            signals: run.signals
              .filter(({ signal }) => keep(signal))
              .map((signal) => (signal.signal === 'EYFP' ? { ...signal, unit } : signal)),
          }));
          return [name, { ...source, plateFile: { ...source.plateFile, runs } }];
        }),
      );
    const stated = { ...plan, experiment: { ...plan.experiment, signalUnits: [null, null, 'RFU', null] } };
    expect(refused(stated, { files: change('MEFL', () => true) })).toContain(
      'EYFP is in MEFL here, and in RFU in the fit',
    );
    expect(found(stated, { files: change('RFU', () => true) }).wells.length).toBeGreaterThan(0);
    expect(refused(plan, { files: change(null, (signal) => signal !== 'EYFP') })).toContain(
      'no signal “EYFP”',
    );
  });

  test('doses are told in the fit’s unit, or refused', async () => {
    const plan = await planFrom(...oneSpec, 'wells');
    const files = await renamed(onePlate, 'new');
    const layout = (unit: string): readonly Layout[] => [
      {
        plate: null,
        wells: [
          { well: 'A1', device: 'Pcat_Y81C76', treatments: [{ name: 'C6', value: 2, unit, time_s: 0 }] },
        ],
      },
    ];
    const { wells } = found(plan, { files, layouts: layout('uM') });
    const first = wells.find(({ well }) => well === 'A1');
    expect(Array.from(first?.statedDoses ?? [])).toEqual([2000, 0]);
    expect(first?.logTreatments[0]).toBeCloseTo(Math.log1p(2000 / (plan.experiment.doseUnits[0] ?? 0)), 12);
    // alone among its wells it has the fit's unit still
    const [source] = files.values();
    const others = (source?.plateFile.runs[0]?.wells ?? []).flatMap(({ well }) =>
      well === 'A1' ? [] : [{ well, excluded: 'not asked for' }],
    );
    const alone = layout('nM').map((one) => ({ ...one, wells: [...one.wells, ...others] }));
    const [only, ...none] = found(plan, { files, layouts: alone }).wells;
    expect(none).toEqual([]);
    expect(only?.logTreatments[0]).toBeCloseTo(Math.log1p(2 / (plan.experiment.doseUnits[0] ?? 0)), 12);
    expect(refused(plan, { files, layouts: layout('mg/mL') })).toContain('C6 is stated in mg/mL here');
  });
});

describe('devices', () => {
  const layout = (
    ...devices: readonly (readonly [well: string, device: string, aR: string, aS: string])[]
  ): Layout => ({
    plate: null,
    wells: devices.map(([well, device]) => ({ well, device })),
    parts: Object.fromEntries(devices.map(([, device, aR, aS]) => [device, { aR, aS }])),
  });
  const receiver = ['receiver', 'receiver.yaml'] as const;

  test('a new one has the parts that its layout names: known ones by their names, unknown ones as parts more', async () => {
    const plan = await planFrom(...receiver, 'reference');
    const files = await renamed('receiver/proc140916.csv', 'new');
    const { wells, experiment, problems } = found(plan, {
      files,
      layouts: [
        layout(['A1', 'mixed', 'R100', 'S32'], ['A2', 'newer', 'R33', 'S200'], ['A3', 'same', 'R33', 'S200']),
      ],
    });
    const partsOf = (well: string): readonly (number | null | undefined)[] => {
      const device = wells.find((one) => one.well === well)?.device ?? -1;
      return experiment.parts.map(({ partOfDevice }) => partOfDevice[device]);
    };
    expect(partsOf('A1')).toEqual([1, 1]);
    // aS has the parts 0 to 2
    expect(partsOf('A2')).toEqual([2, 3]);
    expect(partsOf('A3')).toEqual([2, 3]);
    expect(experiment.parts.map(({ count }) => count)).toEqual([3, 3]);
    const hot = (well: string) => Array.from(wells.find((one) => one.well === well)?.partsHot ?? []);
    expect(hot('A1')).toEqual([0, 1, 0, 0, 1, 0]);
    // what the fit's networks have no place for is 0
    expect(hot('A2')).toEqual([0, 0, 1, 0, 0, 0]);
    // wells of the file that the layout does not speak of are the fit's
    expect(wells.filter(({ device }) => device < 5).length).toBeGreaterThan(50);
    expect(problems.map(({ code }) => code)).not.toContain('predict.newDevice');
  });

  test('a part is also known by the name that the fit’s layouts have for it', async () => {
    const plan = await planFrom(...receiver, 'reference');
    const own = [layout(['A1', 'RS100S32_Y81C76', 'strong', 'weak'])];
    const files = await renamed('receiver/proc140916.csv', 'new');
    const layouts = [layout(['A1', 'mixed', 'strong', 'weak'])];
    const { experiment } = found(plan, { files, layouts }, own);
    expect(experiment.parts.map(({ partOfDevice }) => partOfDevice.at(-1))).toEqual([1, 1]);
  });

  test('one whose parts nobody states is left out with a warning; where there is no other, it is an error', async () => {
    const plan = await planFrom(...receiver, 'reference');
    const files = await renamed('receiver/proc140916.csv', 'new');
    const bare: Layout = { plate: null, wells: [{ well: 'A1', device: 'mystery' }] };
    const { wells, problems } = found(plan, { files, layouts: [bare] });
    expect(wells.map(({ well }) => well)).not.toContain('A1');
    expect(problems.map(formatProblem).join()).toContain('part:aR, part:aS');
    const all: Layout = {
      plate: null,
      wells: [...files.values()].flatMap(({ plateFile }) =>
        plateFile.runs.flatMap((run) => run.wells.map(({ well }) => ({ well, device: 'mystery' }))),
      ),
    };
    expect(refused(plan, { files, layouts: [all] })).toContain('no device “mystery”');
    const nobody = { ...all, wells: all.wells.map((well) => ({ ...well, device: '' })) };
    expect(refused(plan, { files, layouts: [nobody] })).toContain('--layout');
  });

  test('one of the fit with another part than it has there is refused', async () => {
    const plan = await planFrom(...receiver, 'reference');
    const files = await renamed('receiver/proc140916.csv', 'new');
    const layouts = [layout(['A1', 'RS100S32_Y81C76', 'R33', 'S32'])];
    expect(refused(plan, { files, layouts })).toContain(
      'the part “R33” of aR in the layout, and part 1 in the fit',
    );
  });
});

describe('corrections', () => {
  const censor = { kind: 'censor', signal: 'OD', limit: 0.5, on: true, flag: null } as const;

  test('of every plate are done to new ones, those of one plate are told of, and given ones win', async () => {
    const whole = await planFrom(...oneSpec, 'wells');
    const files = await renamed(onePlate, 'new');
    const withSteps = (plate: string | null): FitPlan => ({
      ...whole,
      experiment: { ...whole.experiment, corrections: [{ ...censor, plate }] },
    });
    const censored = (wells: ReturnType<typeof found>['wells']): boolean =>
      wells.some(({ mask }) => mask.includes(2));
    expect(censored(found(withSteps(null), { files }).wells)).toBe(true);
    const other = found(withSteps('proc141006'), { files });
    expect(censored(other.wells)).toBe(false);
    expect(other.problems.map(formatProblem).join()).toContain('--corrections');
    expect(censored(found(withSteps(null), { files, corrections: [] }).wells)).toBe(false);
  });
});
