import { join } from 'node:path';
import type { Channel, ChannelRequest, ProjectView } from '../../../shared/channels.ts';
import { formDefaults } from '../../../shared/fit/request.ts';

/** What a request may name. */
export interface Known {
  readonly home: string;
  readonly project: ProjectView | null;
  /** Paths that are there and are no projects: a pipe, a folder, a device, a picture, a loop of links, a huge hole. */
  readonly traps: readonly string[];
  readonly plateFile: Uint8Array;
  readonly specText: string;
}

type Draw = (below: number) => number;
type Samples = { readonly [C in Channel]: (known: Known, draw: Draw) => ChannelRequest<C> };

/** A request as the page would make it, of every channel: one that is forgotten here does not compile. */
export const samples: Samples = {
  'app.state': () => ({}),
  'project.create': (known, draw) => ({
    title: oneOf(['Screen', 'Größe 数据 😀', 'a/b:c', 'CON', '.x'], draw),
    path: draw(3) === 0 ? null : madePath(known, draw),
    stopFits: draw(4) > 0,
  }),
  'project.open': (known, draw) => ({
    path: oneOf([...known.traps, madePath(known, draw), known.project?.path ?? ''], draw),
    stopFits: draw(4) > 0,
  }),
  'project.openExample': (_, draw) => ({ fresh: draw(20) === 0, stopFits: draw(4) > 0 }),
  'project.close': (_, draw) => ({ stopFits: draw(2) === 0 }),
  'project.rename': (_, draw) => ({
    title: oneOf(['A', 'Größe', '数据'.repeat(40), `T${draw(1000)}`], draw),
  }),
  'project.backup': (known, draw) => ({ path: madePath(known, draw) }),
  'project.undo': () => ({}),
  'project.redo': () => ({}),
  'project.log': () => ({}),
  'files.import': ({ plateFile }, draw) => ({
    files: Array.from({ length: 1 + draw(2) }, () => ({
      name: oneOf([`plate-${draw(6)}.csv`, '数据.csv', 'x.csv', '.', '..', 'CON'], draw),
      bytes: draw(3) === 0 ? plateFile : damaged(plateFile, draw),
    })),
  }),
  'files.answer': (known, draw) => ({
    file: fileOf(known, draw),
    answers: oneOf([{ timeUnit_s: 60 }, { interval_s: 1 + draw(900) }, { format: 'wide' }], draw),
  }),
  'files.remove': (known, draw) => ({ files: [fileOf(known, draw)] }),
  'plate.readings': ({ project }, draw) => ({
    plate: oneOf([...(project?.plates ?? []).map(({ plate }) => plate), 'x', ''], draw),
  }),
  'spec.list': () => ({}),
  'spec.choose': (known, draw) =>
    draw(3) === 0
      ? { kind: 'shipped', id: oneOf(['auto_constant', 'dr_constant', 'receiver', 'x'], draw) }
      : {
          kind: 'text',
          name: oneOf(['spec.yaml', '数据.yaml', 'x'], draw),
          text: draw(2) === 0 ? known.specText : cut(known.specText, draw),
          model: draw(3) === 0 ? { name: 'own.model', text: cut(known.specText, draw) } : null,
        },
  'fit.start': (_, draw) => ({ ...fit, epochs: 1 + draw(3), fold: 1 + draw(5), seed: draw(100) }),
  'fit.stop': (known, draw) => ({ fit: fitOf(known, draw) }),
  'fit.resume': (known, draw) => ({ fit: fitOf(known, draw) }),
  'fit.continue': (known, draw) => ({ fit: fitOf(known, draw), epochs: 1 + draw(4) }),
  'fit.predict': (known, draw) => ({ fit: fitOf(known, draw) }),
  'fit.remove': (known, draw) => ({ fit: fitOf(known, draw) }),
  'fit.show': (known, draw) => ({ fit: fitOf(known, draw) }),
};

const fit = { ...formDefaults, epochs: 1, draws: 3, evaluationDraws: 4, evaluateEvery: 1 };

function madePath({ home }: Known, draw: Draw): string {
  const name = oneOf(
    ['a', 'b.wellspring', '数据 und mehr', 'x'.repeat(300), 'no folder/a', 'C', '.wellspring'],
    draw,
  );
  return join(home, 'made', name);
}

function fileOf({ project }: Known, draw: Draw): string {
  return oneOf([...(project?.files ?? []).map(({ file }) => file), 'x.csv'], draw);
}

function fitOf({ project }: Known, draw: Draw): string {
  return oneOf([...(project?.fits ?? []).map(({ fit }) => fit), 'fit-1', 'fit-77'], draw);
}

function cut(text: string, draw: Draw): string {
  const at = draw(text.length);
  return `${text.slice(0, at)}${text.slice(at + draw(40))}`;
}

function damaged(bytes: Uint8Array, draw: Draw): Uint8Array {
  const copy = bytes.slice(0, 1 + draw(bytes.length));
  for (let i = 0; i < 4; i++) copy[draw(copy.length)] = draw(256);
  return copy;
}

function oneOf<T>(list: readonly [T, ...T[]] | readonly T[], draw: Draw): T {
  return list[draw(list.length)] as T;
}
