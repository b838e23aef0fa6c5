import { keepText } from '../../shared/base/codec.ts';
import type { Outcome, Problem } from '../../shared/base/problem.ts';
import { failure, success } from '../../shared/base/problem.ts';
import type {
  FileAnswers,
  FileQuestions,
  FileView,
  PlateReadings,
  ProjectView,
  SignalView,
} from '../../shared/channels.ts';
import { requestOfSettings } from '../../shared/fit/request.ts';
import type { ProjectFits } from '../fits/project-fits.ts';
import type { ProjectSpec } from '../fits/project-spec.ts';
import { formDefaultsOfSpec } from '../fits/spec-settings.ts';
import { projectCorrections } from '../store/corrections.ts';
import type { ProjectStore } from '../store/project-store.ts';
import type { StoredFile } from '../store/stored-file.ts';
import { excludedWells } from './excluded-wells.ts';
import type { JudgedSpec } from './judged-spec.ts';
import type { PlateShelf } from './plate-shelf.ts';
import { plateView } from './plate-view.ts';
import type { ShelvedPlate } from './shelved-plate.ts';

interface Viewed {
  readonly store: ProjectStore;
  readonly shelf: PlateShelf;
  readonly fits: ProjectFits;
  /** null: none is chosen. */
  readonly spec: Pick<JudgedSpec, 'read' | 'problems'> | null;
}

/** The project as the page first needs it. */
export function projectView({ store, shelf, fits, spec }: Viewed): ProjectView {
  const plates = shelf.plates();
  const read = spec?.read.ok ? spec.read.value : null;
  const devices = devicesOf(read, plates);
  const names = devices.map(({ name }) => name);
  const { path, readOnly } = store.info;
  const corrections = projectCorrections(store);
  const excluded = excludedWells(corrections.ok ? corrections.value.steps : []);
  return {
    title: store.title(),
    path,
    savedAt: store.savedAt(),
    readOnly,
    undo: store.undoTitle(),
    redo: store.redoTitle(),
    files: store.files().map(fileView),
    spec: store.spec(),
    model: read === null ? null : { id: read.model.id, title: read.model.title },
    signals: signalsOf(read, plates),
    devices,
    plates: plates.map((plate) => plateView(plate, names, excluded)),
    fits: fits.list(),
    defaults: defaultsOf(store, read),
    problems: problemsOf({ store, shelf, fits, spec }),
  };
}

function problemsOf({ store, shelf, spec }: Viewed): readonly Problem[] {
  const lost = shelf.lost().map(({ file }) => notParsed(file));
  return [...store.info.problems, ...lost, ...shelf.doubts(), ...(spec?.problems ?? [])];
}

/** The last fit's settings: what was right once is the best guess. Before there is one, what its spec stands for. */
function defaultsOf(store: ProjectStore, read: ProjectSpec | null): ProjectView['defaults'] {
  const last = store.listedFits().at(-1);
  if (last !== undefined) return requestOfSettings(last.order.settings);
  return formDefaultsOfSpec(read?.spec ?? { format: 'reference' });
}

/** Made once of each file: every change of a project tells all of its files. */
const fileViews = new WeakMap<StoredFile, FileView>();

function fileView(stored: StoredFile): FileView {
  const { file, bytes, sha256, importedAt } = stored;
  // Plates are told once, each with its wells.
  const { outline: _, answers = {}, ...summary } = stored.summary;
  const questions = questionsOf(summary.problems, answers);
  const view = fileViews.get(stored) ?? keepText({ file, bytes, sha256, importedAt, questions, ...summary });
  fileViews.set(stored, view);
  return view;
}

/** What asks for an answer, and what was answered and may have to be corrected. */
function questionsOf(problems: readonly Problem[], answers: FileAnswers): FileQuestions {
  const asks: Readonly<Record<keyof FileAnswers, readonly string[]>> = {
    timeUnit_s: ['time.unit', 'time.ofFormat'],
    interval_s: ['time.none'],
    format: ['plate.twoFormats'],
  };
  const open = Object.entries(asks).flatMap(([key, codes]) => {
    const answer = answers[key as keyof FileAnswers] ?? null;
    return answer !== null || problems.some(({ code }) => codes.includes(code)) ? [[key, answer]] : [];
  });
  return Object.fromEntries(open);
}

/** The spec's; without one whatever the files name. */
function devicesOf(spec: ProjectSpec | null, plates: readonly ShelvedPlate[]): ProjectView['devices'] {
  if (spec !== null) {
    const { devices, prettyDevices } = spec.spec.data;
    return devices.map((name, index) => ({ name, title: prettyDevices[index] ?? name }));
  }
  const names = new Set<string>();
  for (const { wells } of plates) for (const { device } of wells) names.add(device);
  return [...names].filter((name) => name !== '').map((name) => ({ name, title: name }));
}

function signalsOf(spec: ProjectSpec | null, plates: readonly ShelvedPlate[]): readonly SignalView[] {
  const measured = plates.flatMap(({ signals }) => signals);
  const names = spec?.spec.data.signals ?? [...new Set(measured.map(({ signal }) => signal))];
  return names.map((name) => ({
    name,
    unit: measured.find(({ signal }) => signal === name)?.unit ?? '',
  }));
}

export function plateReadings(shelf: PlateShelf, plate: string): Outcome<PlateReadings> {
  const plates = shelf.plates();
  const found = plates.find((candidate) => candidate.plate === plate);
  if (found === undefined) {
    const message = `the project has no plate “${plate}”`;
    const names = plates.map((candidate) => candidate.plate).join(', ');
    const remedy = names === '' ? 'Import a plate file first.' : `Ask for one of ${names}.`;
    return failure([{ code: 'project.noPlate', severity: 'error', message, remedy }]);
  }
  const run = shelf.readings(found);
  if (run === null) return failure([notParsed(found.file)]);
  const signals = run.signals.flatMap(({ signal, time_s, values }) =>
    // Without times there is no curve to draw.
    time_s === null ? [] : [{ name: signal, times_h: time_s.map((time) => time / 3600), values }],
  );
  return success({ plate, signals });
}

function notParsed(file: string): Problem {
  const message =
    'the readings of the file cannot be shown: their unpacked form is damaged or of another version';
  const remedy = 'Remove the file and import it again; its original is in the project unharmed.';
  return { code: 'file.notParsed', severity: 'error', message, remedy, place: { file } };
}
