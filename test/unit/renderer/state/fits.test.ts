import { expect, it } from 'vitest';
import { Fits } from '../../../../renderer/state/fits.svelte.ts';
import { Service } from '../../../../renderer/state/service.svelte.ts';
import { present } from '../../../../shared/base/assert.ts';
import type { FitSummary, ProjectView } from '../../../../shared/channels.ts';
import { type DirectMock, directMock } from '../../../app/mock-transport.ts';

/** The page's fits before a mock service, as after opening the project. */
async function fitsOn(
  scenario: string,
): Promise<{ fits: Fits; mock: DirectMock; list: () => Promise<readonly FitSummary[]> }> {
  const mock = directMock(scenario);
  const service = new Service(mock.transport);
  const fits = new Fits(service);
  service.connect(
    () => {},
    (event) => fits.apply(event),
  );
  const list = async (): Promise<readonly FitSummary[]> => {
    const state = await service.ask('app.state', {});
    const project: ProjectView | null = state.ok ? state.value.project : null;
    return present(project, 'the mock has a project open').fits;
  };
  fits.replace(await list());
  return { fits, mock, list };
}

/** Epoch of the predictions that the page would show. */
function epochShown(fits: Fits, fit: string): number | null {
  const view = fits.view(fit);
  return view.kind === 'ready' ? view.value.epoch : null;
}

it('predictions that were fetched are dropped when newer ones are there', async () => {
  const { fits, mock } = await fitsOn('stopped');
  await fits.predict('fit-2');
  mock.tick();
  await fits.load('fit-2');
  const early = present(epochShown(fits, 'fit-2'), 'they are here');
  await fits.resume('fit-2');
  for (let i = 0; i < 8; i++) mock.tick();
  expect(fits.find('fit-2')?.status).toBe('done');
  expect(fits.holds('fit-2')).toBe(false);
  await fits.load('fit-2');
  expect(epochShown(fits, 'fit-2')).toBeGreaterThan(early);
});

it('an answer that was on its way when newer ones came is not taken for them', async () => {
  const { fits, mock } = await fitsOn('stopped');
  await fits.predict('fit-2');
  mock.tick();
  const release = mock.holdBack('fit.show');
  const asked = fits.load('fit-2');
  await fits.resume('fit-2');
  for (let i = 0; i < 8; i++) mock.tick();
  release();
  await asked;
  expect(epochShown(fits, 'fit-2')).toBeNull();
  expect(fits.holds('fit-2')).toBe(false);
});

it('what was missed during a lost connection makes fetched ones out of date as well', async () => {
  const { fits, mock, list } = await fitsOn('stopped');
  await fits.predict('fit-2');
  mock.tick();
  await fits.load('fit-2');
  const before = await list();
  fits.replace(before);
  expect(fits.holds('fit-2')).toBe(true);
  fits.replace(
    before.map((fit) =>
      fit.predictions === null ? fit : { ...fit, predictions: { ...fit.predictions, epoch: 1 } },
    ),
  );
  expect(fits.holds('fit-2')).toBe(false);
});

it('another fit’s new predictions do not take the place of those being read', async () => {
  const { fits, mock } = await fitsOn('stopped');
  expect(fits.shown).toBe('fit-1');
  fits.reading = true;
  await fits.predict('fit-2');
  mock.tick();
  expect([fits.shown, fits.arrived]).toEqual(['fit-1', 'fit-2']);
  fits.show('fit-2');
  expect([fits.shown, fits.arrived]).toEqual(['fit-2', null]);
});

it('while nobody reads, the newest predictions are those that Compare will show', async () => {
  const { fits, mock } = await fitsOn('stopped');
  await fits.predict('fit-2');
  mock.tick();
  expect([fits.shown, fits.arrived]).toEqual(['fit-2', null]);
});

it('continuing makes another fit and leaves the finished one and its predictions alone', async () => {
  const { fits, mock } = await fitsOn('receiver');
  const before = fits.find('fit-1');
  const made = await fits.continue('fit-1', 180);
  for (let i = 0; i < 6; i++) mock.tick();
  expect(made).toBe('fit-2');
  expect(fits.watched).toBe('fit-2');
  expect(fits.find('fit-1')).toEqual(before);
  expect(fits.find('fit-2')).toMatchObject({
    status: 'done',
    startedFrom: { fit: 'fit-1', epoch: 120 },
    epochs: 180,
  });
});

it('what is refused is told with the fit it was about', async () => {
  const { fits } = await fitsOn('example');
  expect(await fits.continue('fit-1', 500)).toBeNull();
  expect(fits.against('fit-1')).toHaveLength(1);
  expect(fits.against(null)).toEqual([]);
});

it('what a new list says again of a fit is not drawn again', async () => {
  const { fits } = await fitsOn('stopped');
  const before = fits.list;
  const [first] = before;
  fits.replace(structuredClone(before).map((fit, index) => (index === 0 ? { ...fit, epoch: 7 } : fit)));
  expect(fits.list[0]).toMatchObject({ fit: first?.fit, epoch: 7 });
  expect(fits.list.length).toBeGreaterThan(1);
  expect(fits.list.slice(1).every((fit, index) => fit === before[index + 1])).toBe(true);
});
