import { expect, it } from 'vitest';
import { Projects } from '../../../../renderer/state/projects.svelte.ts';
import { Service } from '../../../../renderer/state/service.svelte.ts';
import { present } from '../../../../shared/base/assert.ts';
import type { ProjectView } from '../../../../shared/channels.ts';
import { projectOf } from '../../../app/mock-project.ts';
import { type DirectMock, directMock } from '../../../app/mock-transport.ts';

interface Desk {
  readonly projects: Projects;
  readonly mock: DirectMock;
  readonly taken: (ProjectView | null)[];
}

function deskOn(scenario: string): Desk {
  const mock = directMock(scenario);
  const taken: (ProjectView | null)[] = [];
  return {
    mock,
    taken,
    projects: new Projects(new Service(mock.transport), (project) => taken.push(project)),
  };
}

/** Settles what has been asked up to the question to the user. */
async function questionOf({ projects }: Desk): Promise<NonNullable<Projects['question']>> {
  for (let turn = 0; turn < 50 && projects.question === null; turn++) await Promise.resolve();
  return present(projects.question, 'the page asks');
}

it('leaves a project at once where nothing is under way', async () => {
  const desk = deskOn('receiver');
  expect(await desk.projects.close()).toMatchObject({ ok: true, value: true });
  expect(desk.taken).toEqual([null]);
  expect(desk.projects.question).toBeNull();
});

it.each([
  ['closing', 'close', (projects: Projects) => projects.close()],
  ['opening another', 'open the other project', (projects: Projects) => projects.open('/lab/b.wellspring')],
  ['making a new one', 'make the new project', (projects: Projects) => projects.create('New', null)],
  ['the example', 'open the example', (projects: Projects) => projects.openExample(false)],
] as const)(
  '%s asks first while fits are under way, and does nothing when told to keep',
  async (_, verb, act) => {
    const desk = deskOn('queue');
    const acted = act(desk.projects);
    const question = await questionOf(desk);
    expect(question.verb).toBe(verb);
    question.answer('keep');
    await acted;
    expect(desk.taken).toEqual([]);
    expect(desk.projects.question).toBeNull();
    expect(desk.projects.trouble).toBeNull();
    const again = act(desk.projects);
    (await questionOf(desk)).answer('stop');
    await again;
    expect(desk.taken).toHaveLength(1);
  },
);

it('asks the service once more where the fits have ended while the question stood', async () => {
  const desk = deskOn('queue');
  const closing = desk.projects.close();
  const question = await questionOf(desk);
  question.answer('again');
  for (let turn = 0; turn < 50 && desk.projects.question === question; turn++) await Promise.resolve();
  const second = await questionOf(desk);
  second.answer('keep');
  expect(await closing).toMatchObject({ ok: true, value: false });
});

it('a newer wish takes the place of the question before it', async () => {
  const desk = deskOn('queue');
  const closing = desk.projects.close();
  const first = await questionOf(desk);
  const opening = desk.projects.openExample(true);
  expect(await closing).toMatchObject({ ok: true, value: false });
  expect(desk.projects.question).not.toBe(first);
  (await questionOf(desk)).answer('stop');
  expect(await opening).toBe(true);
  expect(desk.taken.map((project) => project?.title)).toEqual(['Double receiver 2']);
});

it('does not take an answer that news overtook on its way', async () => {
  const desk = deskOn('receiver');
  const release = desk.mock.holdBack('app.state');
  const connected = desk.projects.connect(null);
  await Promise.resolve();
  desk.mock.replace({ ...projectOf('receiver'), title: 'Renamed elsewhere' });
  desk.projects.heard();
  release();
  await connected;
  expect(desk.taken.map((project) => project?.title)).toEqual(['Renamed elsewhere']);
});
