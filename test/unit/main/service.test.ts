import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openService } from '../../../main/service.ts';
import { present } from '../../../shared/base/assert.ts';
import { decode, encode } from '../../../shared/base/codec.ts';
import type {
  Channel,
  ChannelReply,
  FitRequest,
  FitSummary,
  Service,
  ServiceEvent,
} from '../../../shared/channels.ts';

let home: string;
let service: Service;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'wellspring-home-'));
  const opened = openService({ home });
  if (!opened.ok) throw new Error(JSON.stringify(opened.problems));
  service = opened.value;
});

afterEach(async () => {
  await service.close();
  rmSync(home, { recursive: true, force: true });
});

/** The value as the page gets it, through the codec. */
async function ask<C extends Channel>(channel: C, request: unknown): Promise<ChannelReply<C>> {
  const reply = await service.call(channel, decode(encode(request)));
  if (reply.kind !== 'value') throw new Error(JSON.stringify(reply));
  return decode(encode(reply.value)) as ChannelReply<C>;
}

/** The first state of the fit that satisfies the condition. */
function fitThat(fit: string, condition: (summary: FitSummary) => boolean): Promise<FitSummary> {
  return new Promise((resolve) => {
    const end = service.subscribe((event: ServiceEvent) => {
      if (event.kind !== 'fit' || event.fit.fit !== fit || !condition(event.fit)) return;
      end();
      resolve(event.fit);
    });
  });
}

const small: FitRequest = {
  epochs: 1,
  draws: 4,
  evaluationDraws: 8,
  evaluateEvery: 1,
  folds: 4,
  fold: 1,
  seed: 0,
};
const ended = ({ status }: FitSummary): boolean => ['done', 'failed', 'interrupted'].includes(status);

describe('service', () => {
  test('opens the example with its plates and its finished fit', async () => {
    const project = await ask('project.open', {});
    expect(project.title).toBe('Double receiver');
    expect(project.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(
      project.plates.map(({ plate, rows, columns, wells }) => [plate, rows, columns, wells.length]),
    ).toEqual([
      ['proc140916', 8, 12, 96],
      ['proc141006', 8, 12, 96],
    ]);
    expect(project.devices.map(({ title }) => title)).toContain('Pcat-Pcat');
    const wells = project.plates.flatMap((plate) => plate.wells);
    expect(wells.filter((well) => well.device !== null)).toHaveLength(144);
    expect(new Set(wells.map((well) => `${well.id.split('/')[0]} ${well.row} ${well.column}`)).size).toBe(
      192,
    );
    expect(project.fits).toMatchObject([{ fit: 'fit-1', status: 'done' }]);
    const { predictions, scores } = await ask('fit.show', { fit: 'fit-1' });
    expect(predictions).toHaveLength(144);
    expect(scores.map(({ signal }) => signal)).toEqual(['OD', 'mRFP1', 'EYFP', 'ECFP']);
    for (const { mean, times_h, signals, quantiles } of predictions) {
      expect(mean.length).toBe(times_h.length * signals.length);
      expect(quantiles.q50.every(Number.isFinite)).toBe(true);
    }
  });

  test('gives a plate’s readings', async () => {
    const { signals } = await ask('plate.readings', { plate: 'proc140916' });
    expect(signals.map(({ name }) => name)).toContain('OD');
    for (const { times_h, values } of signals) expect(values.length).toBe(96 * times_h.length);
  });

  test('runs a fit as a job and keeps it', async () => {
    const { fit } = await ask('fit.start', small);
    const summary = await fitThat(fit, ended);
    expect(summary).toMatchObject({ fit: 'fit-2', status: 'done', epoch: 1, problems: [] });
    expect(summary.evaluations).toHaveLength(1);
    expect((await ask('fit.show', { fit })).predictions).toHaveLength(144);
    await service.close();
    const again = openService({ home });
    const next = present(again.ok ? again.value : null, 'it opened before');
    const reply = await next.call('project.open', {});
    expect(reply).toMatchObject({ value: { fits: [{ fit: 'fit-1' }, { fit: 'fit-2', status: 'done' }] } });
    await next.close();
  });

  test('stops a fit and drops one that waits', async () => {
    const first = await ask('fit.start', { ...small, epochs: 100_000 });
    const second = await ask('fit.start', small);
    await fitThat(first.fit, ({ status, epoch }) => status === 'running' && epoch > 0);
    const [one, two] = [fitThat(first.fit, ended), fitThat(second.fit, ended)];
    await ask('fit.stop', { fit: second.fit });
    await ask('fit.stop', { fit: first.fit });
    expect((await one).status).toBe('interrupted');
    expect((await two).status).toBe('interrupted');
    expect(readdirSync(join(home, 'receiver', 'fits', first.fit))).toContain('checkpoint.bin');
  });

  test('closing stops what runs', async () => {
    const { fit } = await ask('fit.start', { ...small, epochs: 100_000 });
    await fitThat(fit, ({ status }) => status === 'running');
    const over = fitThat(fit, ended);
    await service.close();
    expect((await over).status).toBe('interrupted');
  });

  const wrong: readonly (readonly [string, unknown, string])[] = [
    ['fit.start', null, 'problems'],
    ['fit.start', { ...small, epochs: 0 }, 'problems'],
    ['fit.start', { ...small, epochs: Number.NaN }, 'problems'],
    ['fit.start', { ...small, draws: 1e9 }, 'problems'],
    ['fit.start', { ...small, fold: 5 }, 'problems'],
    ['fit.start', { ...small, seed: '1' }, 'problems'],
    ['fit.show', { fit: '../../..' }, 'problems'],
    ['fit.show', { fit: 7 }, 'problems'],
    ['fit.stop', { fit: 'fit-1' }, 'problems'],
    ['plate.readings', {}, 'problems'],
    ['plate.readings', { plate: 'x' }, 'problems'],
    ['nonsense', {}, 'bug'],
    ['constructor', {}, 'bug'],
  ];
  test.each(wrong)('%s refuses %j', async (channel, request, kind) => {
    expect((await service.call(channel, request)).kind).toBe(kind);
  });
});
