// What the mock service says on each channel, typed by the list of channels, and the made-up state behind it.
import type {
  AppView,
  Channel,
  ChannelReply,
  ChannelRequest,
  ImportReport,
  LogEntry,
  ProjectView,
  Reply,
  ServiceEvent,
} from '../../shared/channels.ts';
import { isUnderWay } from '../../shared/fit/life.ts';
import { underWayWords } from '../../shared/fit/under-way.ts';
import { predictionsOf, readingsOf, SCORES } from './mock-curves.ts';
import { MockFits } from './mock-fits.ts';
import { fileOf, importedPlate, type MockProject, projectOf, SPEC_TEXT } from './mock-project.ts';
import { refusal, value } from './mock-replies.ts';
import { FOLDER, fitsOf, RECENT, SPECS, troubleWith } from './mock-scenes.ts';

export type Answers = {
  readonly [C in Channel]: (
    request: ChannelRequest<C>,
  ) => Reply<ChannelReply<C>> | Promise<Reply<ChannelReply<C>>>;
};

export interface MockState {
  readonly channels: Answers;
  /** What runs comes one evaluation further, and a waiting import through. */
  readonly tick: () => void;
  /** The process of what runs is killed. */
  readonly die: () => void;
  /** How often predictions were asked for. */
  readonly asked: () => number;
  /** Another window has changed the project, or closed it. */
  readonly replace: (project: MockProject | null) => void;
}

/** What a change of the project left behind it. */
interface Moment {
  readonly what: string;
  readonly project: MockProject;
  readonly recycled: ReadonlySet<string>;
}

/** `emit` tells every page. Everything else is in here. */
export function makeAnswers(scenario: string, emit: (event: ServiceEvent) => void): MockState {
  let project = ['start', 'first'].includes(scenario) ? null : projectOf(scenario);
  let fits = new MockFits(fitsOf(scenario), scenario === 'failing', emit);
  let recycled: ReadonlySet<string> = new Set();
  let exampleThere = scenario !== 'first';
  const past: Moment[] = [];
  const future: Moment[] = [];
  const entries: LogEntry[] = [
    { at: '2026-03-14T10:41:00Z', who: 'Ada', what: 'Import proc140916.csv, proc141021.csv', undone: false },
    { at: '2026-03-14T10:40:12Z', who: 'Ada', what: 'Make the project', undone: false },
  ];
  let release = (): void => {};
  let asked = 0;

  const none = refusal('No project is open.', 'Open one.');
  const view = (open: MockProject): ProjectView => ({
    ...open,
    fits: fits.list.filter(({ fit }) => !recycled.has(fit)),
    undo: past.at(-1)?.what ?? open.undo,
    redo: future.at(-1)?.what ?? open.redo,
  });
  const tell = (): void => emit({ kind: 'project', project: project === null ? null : view(project) });

  /** Puts the project from what it was to what it is now, for the log and undo. `undone`: what is in the bin after an undo. */
  function change(
    what: string,
    next: MockProject,
    gone: ReadonlySet<string> = recycled,
    undone: ReadonlySet<string> = recycled,
  ): Reply<ProjectView> {
    if (project === null) return none;
    past.push({ what, project, recycled: undone });
    future.length = 0;
    [project, recycled] = [next, gone];
    entries.unshift({ at: '2026-03-14T12:30:00Z', who: 'Ada', what, undone: false });
    tell();
    return value(view(next));
  }

  /** A fit was made: undone, it is in the bin. */
  function made(what: string, fit: string): void {
    if (project !== null) change(what, project, recycled, new Set([...recycled, fit]));
  }

  function move(from: Moment[], to: Moment[]): Reply<ProjectView> {
    const last = from.at(-1);
    if (last === undefined || project === null)
      return refusal('There is nothing to undo.', 'Change something first.');
    const taken = fits.underWay.find(({ fit }) => last.recycled.has(fit));
    if (taken !== undefined)
      return refusal(
        `This would take away ${taken.fit}, which is under way.`,
        `Stop ${taken.fit} first: undo does not end work.`,
      );
    from.pop();
    to.push({ what: last.what, project, recycled });
    [project, recycled] = [last.project, last.recycled];
    const at = entries.findIndex((one) => one.what === last.what);
    if (entries[at] !== undefined) entries[at] = { ...entries[at], undone: from === past };
    tell();
    return value(view(project));
  }

  /** What stands against leaving the project; null: it was left. */
  function leave(stopFits: boolean): Reply<never> | null {
    const words = underWayWords(fits.underWay);
    if (words !== null && !stopFits)
      return refusal(words.what, words.becomes, { code: 'project.fitsUnderWay' });
    fits.leave();
    return null;
  }

  function begin(next: MockProject, stopFits: boolean, began = 'empty'): Reply<ProjectView> {
    const against = leave(stopFits);
    if (against !== null) return against;
    project = next;
    fits = new MockFits(fitsOf(began), false, emit);
    recycled = new Set();
    return value(view(next));
  }

  function importOne(name: string, bytes: Uint8Array): ImportReport['refused'][number] | null {
    const said =
      bytes.length === 0
        ? refusal(`${name} is empty.`, 'Export the plate again.')
        : bytes[0] === 0x89
          ? refusal(
              `${name} is a PNG picture, not a table of readings.`,
              'Export the readings as CSV or XLSX.',
            )
          : null;
    return said?.kind === 'problems' ? { file: name, problems: said.problems } : null;
  }

  const channels: Answers = {
    'app.state': () =>
      value<AppView>({
        ...{ version: '0.1.0', host: 'web', home: FOLDER, exampleThere },
        recent: scenario === 'first' ? [] : RECENT,
        project: project === null ? null : view(project),
        formats: [{ id: 'wide', title: 'table of Time and wells' }],
      }),
    'project.create': ({ title, path, stopFits = false }) =>
      path?.startsWith('/nowhere')
        ? refusal(`The folder of ${path} is not there.`, 'Choose a folder that is there.')
        : begin({ ...projectOf('empty'), title, path: path ?? `${FOLDER}/${title}.wellspring` }, stopFits),
    'project.open': ({ path, stopFits = false }) =>
      troubleWith(path) ?? begin({ ...projectOf('receiver'), path }, stopFits, 'receiver'),
    'project.openExample': ({ fresh = false, stopFits = false }) => {
      const title = fresh && exampleThere ? 'Double receiver 2' : 'Double receiver';
      exampleThere = true;
      const path = `${FOLDER}/${title}.wellspring`;
      return begin({ ...projectOf('receiver'), title, path }, stopFits, 'example');
    },
    'project.close': ({ stopFits = false }) => {
      const against = leave(stopFits);
      if (against !== null) return against;
      project = null;
      return value({});
    },
    'project.rename': ({ title }) =>
      project === null ? none : change(`Rename to “${title}”`, { ...project, title }),
    'project.backup': ({ path }) => value({ path }),
    'project.undo': () => move(past, future),
    'project.redo': () => move(future, past),
    'project.log': () => value({ entries, earlier: 0 }),
    'files.import': async ({ files }) => {
      if (project === null) return none;
      const [first, second] = files;
      emit({ kind: 'import', file: first?.name ?? '', done: 0, total: files.length });
      if (scenario === 'empty' && files.length > 2) {
        emit({ kind: 'import', file: second?.name ?? '', done: 1, total: files.length });
        await new Promise<void>((resolve) => {
          release = resolve;
        });
      }
      const refused = files.flatMap(({ name, bytes }) => importOne(name, bytes) ?? []);
      const kept = files.map((one) => one.name).filter((name) => !refused.some((one) => one.file === name));
      const plates = kept.map(importedPlate);
      if (plates.length > 0)
        change(`Import ${kept.join(', ')}`, {
          ...project,
          plates: [...project.plates, ...plates],
          files: [...project.files, ...plates.map((plate) => fileOf(plate))],
        });
      return value({ project: view(project), kept, refused });
    },
    'files.answer': ({ file, answers }) =>
      project === null
        ? none
        : change(`Read ${file} again`, {
            ...project,
            files: project.files.map((one) =>
              one.file === file ? { ...one, questions: answers, problems: [] } : one,
            ),
          }),
    'files.remove': ({ files }) =>
      project === null
        ? none
        : change(`Remove ${files.join(', ')}`, {
            ...project,
            files: project.files.filter((one) => !files.includes(one.file)),
            plates: project.plates.filter((one) => !files.includes(one.file)),
          }),
    'plate.readings': ({ plate }) => (project === null ? none : value(readingsOf(project, plate))),
    'spec.list': () => value({ specs: SPECS }),
    'spec.choose': (request) => {
      if (project === null) return none;
      const against = request.kind === 'text' ? againstSpec(request) : null;
      if (against !== null) return against;
      const { model, devices } = projectOf('receiver');
      const spec =
        request.kind === 'text'
          ? { name: request.name, text: request.text, model: request.model ?? null }
          : { name: `${request.id}.yaml`, text: SPEC_TEXT, model: null };
      return change(`Choose ${spec.name}`, { ...project, spec, model, devices });
    },
    'fit.start': (request) => {
      if (project === null) return none;
      if (request.seed === 13) return refusal('The seed 13 brings bad luck.', 'Choose another seed.');
      const where = { place: { where: '--folds' }, code: 'split.folds' };
      if (request.folds > 190)
        return refusal('200 folds are more than the 190 wells', 'Give 2 to 190.', where);
      const fit = fits.start(request);
      made(`Start ${fit}`, fit);
      return value({ fit });
    },
    'fit.stop': (request) => fits.stop(request),
    'fit.resume': (request) => fits.resume(request),
    'fit.continue': (request) => {
      const reply = fits.continue(request);
      if (reply.kind === 'value') made(`Continue ${request.fit} as ${reply.value.fit}`, reply.value.fit);
      return reply;
    },
    'fit.predict': (request) => fits.predict(request),
    'fit.remove': ({ fit }) => {
      const found = fits.find(fit);
      if (project === null || found === null) return none;
      return isUnderWay(found.status)
        ? refusal(`${fit} is under way.`, 'Stop it first.')
        : change(`Remove ${fit}`, project, new Set([...recycled, fit]));
    },
    'fit.show': ({ fit }) => {
      asked += 1;
      if (scenario === 'unreadable')
        return refusal('predictions.csv of fit-1 ends in line 4071.', 'Fit again.');
      const found = fits.find(fit);
      if (project === null || found === null || found.predictions === null)
        return refusal(`There are no predictions of “${fit}”.`, 'Choose a fit that has some.');
      const { epoch, final } = found.predictions;
      return value({ fit: found, epoch, final, scores: SCORES, predictions: predictionsOf(project) });
    },
  };

  return {
    channels,
    tick: () => {
      release();
      fits.tick();
    },
    die: () => fits.die(),
    asked: () => asked,
    replace: (other) => {
      project = other;
    },
  };
}

/** A spec that names a device NOPE, or a model file that is not with it. */
function againstSpec({
  name,
  text,
  model,
}: Extract<ChannelRequest<'spec.choose'>, { kind: 'text' }>): Reply<never> | null {
  if (text.includes('NOPE'))
    return refusal(
      'The device "NOPE" is in none of the files.',
      'Write one of: Pcat_Y81C76, R33S32_Y81C76.',
      {
        place: { file: name, line: 5, column: 13 },
        excerpt: '  devices: [NOPE]\n             ^',
      },
    );
  if (model?.text.includes('rat'))
    return refusal('The name `rat` is not defined.', 'Write one of: rate.', {
      place: { file: model.name, line: 2, column: 8 },
    });
  return text.includes('.model') && model === null
    ? refusal(
        'The spec names a model file whose text is not with the spec.',
        'Give it together with the spec.',
      )
    : null;
}
