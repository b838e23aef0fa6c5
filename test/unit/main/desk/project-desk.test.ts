import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { OpenProject } from '../../../../main/desk/open-project.ts';
import { created, opened } from '../../../helpers/project-file.ts';
import { openDesk } from '../../../helpers/service-desk.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

test('a project that cannot be left leaves the next one to whoever opens it then', async () => {
  const desk = openDesk();
  const [before, next] = ['before', 'next'].map((name) => join(desk.home, `${name}.wellspring`)) as [
    string,
    string,
  ];
  for (const path of [before, next]) created(path).close();
  await desk.ask('project.open', { path: before });
  const { close } = OpenProject.prototype;
  vi.spyOn(OpenProject.prototype, 'close').mockImplementationOnce(async function (this: OpenProject) {
    await close.call(this);
    throw new Error('its drive has gone');
  });
  expect((await desk.reply('project.open', { path: next })).kind).toBe('bug');
  opened(next).close();
  expect((await desk.ask('project.open', { path: next })).path).toBe(next);
  await desk.close();
});
