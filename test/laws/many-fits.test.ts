import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openService } from '../../main/service.ts';
import type { ProjectView } from '../../shared/channels.ts';
import { created, newFit, taken, temporaryFolder } from '../helpers/project-file.ts';

const many = 400;

test('in a project of many fits a change reads what it changes, and a list nothing that was read before', async () => {
  const { folder, remove } = temporaryFolder();
  onTestFinished(remove);
  const path = join(folder, 'many.wellspring');
  const store = created(path);
  for (let i = 0; i < many; i++) {
    const { fit } = taken(store.startFit(newFit()));
    taken(store.updateFit(fit, { status: 'interrupted', epoch: i }));
  }
  store.close();
  const service = taken(openService({ host: 'web', who: 'Ada', home: folder }));
  onTestFinished(() => service.close());
  /** Stored documents that the call reads: each is a text that is parsed. */
  const readsOf = async (channel: string, request: unknown) => {
    const parse = vi.spyOn(JSON, 'parse');
    const reply = await service.call(channel, request);
    const reads = parse.mock.calls.length;
    parse.mockRestore();
    if (reply.kind !== 'value') throw new Error(JSON.stringify(reply));
    return { reads, value: reply.value };
  };
  const view = async (channel: string, request: unknown, most: number): Promise<ProjectView> => {
    const { reads, value } = await readsOf(channel, request);
    expect(reads, channel).toBeLessThanOrEqual(most);
    return value as ProjectView;
  };
  const opened = await readsOf('project.open', { path, stopFits: false });
  expect(opened.reads).toBeGreaterThan(many);
  const { project } = (await readsOf('app.state', {})).value as { project: ProjectView };
  const renamed = await view('project.rename', { title: 'B' }, 20);
  expect(renamed.fits).toHaveLength(many);
  // The same objects: nothing is made anew, or put into words that were there.
  expect(renamed.fits.every((fit, index) => fit === project.fits[index])).toBe(true);
  expect((await view('project.undo', {}, 20)).title).toBe('Receivers');
  const removed = await view('fit.remove', { fit: 'fit-7' }, 20);
  expect(removed.fits.map(({ fit }) => fit)).not.toContain('fit-7');
  const back = await view('project.undo', {}, 20);
  expect(back.fits.map(({ fit }) => fit)).toEqual(project.fits.map(({ fit }) => fit));
  expect(back.fits[6]).toMatchObject({ fit: 'fit-7', epoch: 6 });
});
