import { basename } from 'node:path';
import type { Experiment, Individual } from '../../shared/experiment/experiment.ts';
import type { WellPrediction } from '../../shared/fit/fit-result.ts';
import type { FitOrder } from '../../shared/fit/order.ts';
import type { FitPlan } from '../../shared/inference/plan/fit-plan.ts';
import type { Layout, LayoutWell } from '../../shared/plate/layout/layout.ts';
import { writeLayout } from '../../shared/plate/layout/write-layout.ts';
import type { Treatment } from '../../shared/plate/treatment.ts';
import type { JointSource } from '../../shared/prediction/simulation/joint-simulation.ts';
import type { SimulatedSet, TrueValue } from '../../shared/prediction/simulation/simulate-set.ts';
import { simulatedSpec } from './simulated-spec.ts';

/** A file that is to be written: a text, a table, or bands of wells as a fit's `predictions.csv` has them. */
export type SimulatedFile = {
  /** Below the output folder, name by name. */
  readonly path: readonly string[];
} & (
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'table'; readonly header: readonly string[]; readonly rows: readonly Cells[] }
  | { readonly kind: 'predictions'; readonly predictions: readonly WellPrediction[] }
);

/** null, undefined and NaN are empty. */
type Cells = readonly (string | number | null | undefined)[];

/**
 * A made-up data set as files that are read, laid out and fitted like any others: a tidy table for each plate in the units of the
 * original, `layout.csv`, `spec.yaml` (the order's, for these files), its own model beside it, and the truth.
 */
export function setFiles(order: FitOrder, source: JointSource, set: SimulatedSet): readonly SimulatedFile[] {
  const { plan, layout } = source;
  const { experiment } = plan;
  const names = plateNames(experiment);
  const wellsOf = (plate: string) =>
    [...layout.wells.entries()].flatMap(([w, well]) => {
      const individual = experiment.individuals[well];
      return individual?.plate === plate ? [{ w, individual }] : [];
    });
  const plates = [...names].map(([plate, name]): SimulatedFile => {
    const rows = [...readingRows(plan, set, wellsOf(plate))];
    return { path: [`${name}.csv`], kind: 'table', header: readingColumns(plan), rows };
  });
  const layouts = [...names].map(
    ([plate, name]): Layout => ({
      plate: name,
      wells: wellsOf(plate).map(({ individual }) => layoutWell(plan, individual)),
      ...partsOf(order),
    }),
  );
  const { headings, lines } = writeLayout(layouts);
  const ownModel = order.model !== null && plan.spec.model.endsWith('.model') ? order.model : null;
  const model = ownModel === null ? null : { name: basename(ownModel.file), text: ownModel.text };
  const spec = simulatedSpec(order, plan, { files: plates.map(({ path }) => path.join('/')), model });
  return [
    ...plates,
    { path: ['layout.csv'], kind: 'table', header: headings, rows: lines },
    { path: ['spec.yaml'], kind: 'text', text: spec },
    ...(model === null ? [] : [{ path: [model.name], kind: 'text', text: model.text } as const]),
    { path: ['truth.csv'], kind: 'table', header: truthColumns, rows: set.truth.map(truthCells) },
  ];
}

/** A file's name for each plate, by plate; names are as the experiment has them where a file can be called so. */
function plateNames({ individuals }: Experiment): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { plate } of individuals) {
    if (names.has(plate)) continue;
    const plain = plate.replaceAll(/[^\p{L}\p{N}._ -]+/gu, '-').replace(/^[. ]+/, '') || 'plate';
    const taken = new Set([...names.values()].map((name) => name.toLowerCase()));
    let name = plain;
    for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${plain}-${n}`;
    names.set(plate, name);
  }
  return names;
}

function readingColumns({ experiment, signals }: FitPlan): readonly string[] {
  return ['well', 'time (h)', ...signals.map((signal) => experiment.signals[signal] ?? '')];
}

function* readingRows(
  { individuals, experiment, signals }: FitPlan,
  { wells }: SimulatedSet,
  of: readonly { readonly w: number; readonly individual: Individual }[],
): Generator<Cells> {
  for (const { w, individual } of of) {
    const known = individuals[experiment.individuals.indexOf(individual)];
    const readings = wells[w]?.readings;
    if (known === undefined || readings === undefined) continue;
    const times = known.times_h.length;
    for (let t = 0; t < times; t++) {
      const values = signals.map((signal, s) => {
        const reading = readings[s * times + t] ?? Number.NaN;
        return Number.isNaN(reading) ? null : reading * (experiment.scales[signal] ?? 1);
      });
      if (values.some((value) => value !== null)) yield [individual.well, known.times_h[t], ...values];
    }
  }
}

/** What was in a well, in the units that were stated for it. */
function layoutWell({ experiment }: FitPlan, individual: Individual): LayoutWell {
  const { treatments, treatmentUnits, devices } = experiment;
  const dose = (treatment: number, value: number, time_h: number): Treatment => ({
    name: treatments[treatment] ?? '',
    value,
    unit: treatmentUnits?.[treatment] ?? null,
    time_s: time_h * 3600,
  });
  const { factors } = individual;
  return {
    well: individual.well,
    device: devices[individual.device]?.name ?? '',
    treatments: [
      ...Array.from(individual.statedDoses, (value, c) => dose(c, value, 0)),
      ...(individual.additions ?? []).map(({ treatment, value, time_h }) => dose(treatment, value, time_h)),
    ],
    ...(factors !== undefined && { factors }),
  };
}

/** Parts of devices as the order's layouts state them. */
function partsOf({ layouts }: FitOrder): Pick<Layout, 'parts'> {
  const parts = Object.assign({}, ...layouts.map((each) => each.parts ?? {}));
  return Object.keys(parts).length === 0 ? {} : { parts };
}

const truthColumns = ['level', 'parameter', 'group', 'individual', 'unit', 'value'];

function truthCells({ level, parameter, group, individual, unit, value }: TrueValue): Cells {
  return [level, parameter, group, individual, unit, value];
}
