import { failure, hasError, type Outcome, type Problem, success } from '../../shared/base/problem.ts';
import type { FitRequest, PlateReadings, PlateView, ProjectView, WellView } from '../../shared/channels.ts';
import type { SourceFile } from '../../shared/experiment/reference.ts';
import type { FitSpec } from '../../shared/inference/spec/fit-spec.ts';
import { parseFitSpec } from '../../shared/inference/spec/parse-fit-spec.ts';
import { parseModel } from '../../shared/model/parse-model.ts';
import type { PlateRun } from '../../shared/plate/plate-run.ts';
import { readDataFiles } from '../jobs/load-fit.ts';
import { readModelFile } from '../jobs/model-file.ts';
import type { ProjectFolder } from '../store/project-folder.ts';
import { plateNames } from './plate-names.ts';

/** A project's spec and plates, read once. */
export interface OpenProject {
  readonly project: ProjectFolder;
  readonly spec: FitSpec;
  readonly model: { readonly id: string; readonly title: string };
  readonly plates: readonly { readonly plate: string; readonly file: string; readonly run: PlateRun }[];
  readonly problems: readonly Problem[];
}

/** So that a fit on the example ends within a minute on a small machine. */
export const defaultFit: FitRequest = {
  epochs: 100,
  draws: 100,
  evaluationDraws: 200,
  evaluateEvery: 10,
  folds: 4,
  fold: 1,
  seed: 0,
};

export function readProject(project: ProjectFolder, models: string): Outcome<OpenProject> {
  const spec = parseFitSpec(project.spec.text, project.spec.file);
  if (!spec.ok) return spec;
  const files = readDataFiles(spec.value, project.folder);
  const modelFile = readModelFile(spec.value.model, models, project.folder, spec.value.modelPlace);
  const model = modelFile.ok ? parseModel(modelFile.value.text, modelFile.value.file) : modelFile;
  const problems = [...spec.problems, ...files.problems, ...model.problems];
  if (!files.ok || !model.ok || hasError(problems)) return failure(problems);
  const sources = [...files.value];
  return success({
    project,
    spec: spec.value,
    model: { id: model.value.id, title: model.value.title },
    plates: sources.flatMap(([file, source]) => platesOf(file, source)),
    problems: [...problems, ...sources.flatMap(([, source]) => source.plateFile.problems)],
  });
}

function platesOf(file: string, { plateFile }: SourceFile): OpenProject['plates'] {
  const names = plateNames(file, plateFile.runs);
  return plateFile.runs.map((run, index) => ({ plate: names[index] ?? run.plate, file, run }));
}

/** The view without its fits, which live elsewhere. */
export function projectView({
  project,
  spec,
  model,
  plates,
  problems,
}: OpenProject): Omit<ProjectView, 'fits'> {
  const { data } = spec;
  return {
    title: project.title,
    folder: project.folder,
    model,
    signals: data.signals.map((name) => ({ name, unit: unitOf(name, plates) })),
    devices: data.devices.map((name, index) => ({ name, title: data.prettyDevices[index] ?? name })),
    plates: plates.map(({ plate, file, run }) => plateView(plate, file, run, data.devices)),
    defaults: defaultFit,
    problems,
  };
}

function unitOf(signal: string, plates: OpenProject['plates']): string {
  const found = plates.flatMap(({ run }) => run.signals).find((candidate) => candidate.signal === signal);
  return found?.unit ?? '';
}

/** Rows and columns of the plates that exist. */
const plateSizes = [
  [2, 3],
  [4, 6],
  [8, 12],
  [16, 24],
  [32, 48],
] as const;

function plateView(plate: string, file: string, run: PlateRun, devices: readonly string[]): PlateView {
  const wells = run.wells.map((well): WellView => {
    const device = devices.indexOf(well.device);
    return {
      id: `${plate}/${well.well}`,
      well: well.well,
      ...positionOf(well.well),
      device: device === -1 ? null : device,
      deviceName: well.device,
      treatment: well.treatment,
    };
  });
  // Part of a 96-well plate is still a 96-well plate: smaller ones are taken only where nothing else is known.
  const fits = (size: readonly [number, number]): boolean =>
    size[0] >= 8 && wells.every((well) => well.row < size[0] && well.column < size[1]);
  const [rows, columns] = plateSizes.find(fits) ?? [32, 48];
  return { plate, file, rows, columns, wells };
}

/** `A1` is 0, 0; `AF48` is 31, 47. */
function positionOf(well: string): { readonly row: number; readonly column: number } {
  const letters = /^[A-Z]+/.exec(well)?.[0] ?? 'A';
  let row = 0;
  for (const letter of letters) row = row * 26 + letter.charCodeAt(0) - 64;
  return { row: row - 1, column: Number(well.slice(letters.length)) - 1 };
}

export function plateReadings({ plates }: OpenProject, plate: string): Outcome<PlateReadings> {
  const found = plates.find((candidate) => candidate.plate === plate);
  if (found === undefined) {
    const message = `the project has no plate “${plate}”`;
    const remedy = `Ask for one of ${plates.map((candidate) => candidate.plate).join(', ')}.`;
    return failure([{ code: 'project.noPlate', severity: 'error', message, remedy }]);
  }
  const signals = found.run.signals.flatMap(({ signal, time_s, values }) =>
    // Without times there is no curve to draw.
    time_s === null ? [] : [{ name: signal, times_h: time_s.map((time) => time / 3600), values }],
  );
  return success({ plate, signals });
}
