import { EventEmitter } from 'node:events';
import { describe, expect, test, vi } from 'vitest';
import { ipc } from '../../../../../main/hosts/electron/messages.ts';
import { ServiceHost } from '../../../../../main/hosts/electron/service-host.ts';
import { watchFits } from '../../../../../main/hosts/running-fits.ts';
import type { ServiceEvent } from '../../../../../shared/channels.ts';
import type { FitStatus } from '../../../../../shared/fit/life.ts';
import { fakeChannel } from './fakes.ts';

class FakeProcess extends EventEmitter {
  readonly posted: { readonly message: unknown; readonly ports: number }[] = [];
  readonly script: string;
  readonly pid = undefined;
  readonly stderr = new EventEmitter();
  readonly kill = vi.fn(() => true);

  constructor(script: string) {
    super();
    this.script = script;
  }

  postMessage(message: unknown, ports: readonly unknown[] = []): void {
    this.posted.push({ message, ports: ports.length });
  }
}

function host(now?: () => number) {
  const processes: FakeProcess[] = [];
  const told = { onFits: vi.fn(), onRestart: vi.fn(), onFailed: vi.fn(), onGone: vi.fn() };
  const electron = {
    utilityProcess: {
      fork: (script: string) => {
        const process = new FakeProcess(script);
        processes.push(process);
        return process;
      },
    },
    MessageChannelMain: class {
      readonly port1: unknown;
      readonly port2: unknown;
      constructor() {
        [this.port1, this.port2] = fakeChannel();
      }
    },
  };
  const service = new ServiceHost({
    electron: electron as never,
    scripts: { service: 'service.js', job: 'job.js' },
    ...told,
    ...(now === undefined ? {} : { now }),
  });
  const last = (): FakeProcess => {
    const process = processes.at(-1);
    if (process === undefined) throw new Error('no process was started');
    return process;
  };
  return { service, processes, last, ...told };
}

describe('the host of the service', () => {
  test('gives a page and the service the two ends of a channel', () => {
    const { service, last } = host();
    const page = { postMessage: vi.fn() };
    service.connect(page);
    expect(last().script).toBe('service.js');
    expect(last().posted).toEqual([{ message: { kind: 'page' }, ports: 1 }]);
    expect(page.postMessage).toHaveBeenCalledExactlyOnceWith(ipc.port, null, [expect.anything()]);
  });

  test('starts the service again when it dies, and says so', () => {
    const { processes, last, onRestart } = host();
    last().emit('message', { kind: 'ready' });
    last().emit('exit', 9);
    expect(processes).toHaveLength(2);
    expect(onRestart).toHaveBeenCalledOnce();
  });

  test('gives a service up that dies at every start, until a page asks', () => {
    const { service, processes, last, onGone } = host();
    for (let i = 0; i < 3; i++) last().emit('exit', 1);
    expect(processes).toHaveLength(3);
    expect(onGone).toHaveBeenCalledOnce();
    service.connect({ postMessage: vi.fn() });
    expect(processes).toHaveLength(4);
  });

  test('gives a service up that is ready each time and dies all the same', () => {
    const { processes, last, onGone, onRestart } = host(() => 0);
    while (processes.length < 50 && onGone.mock.calls.length === 0) {
      last().emit('message', { kind: 'ready' });
      last().emit('exit', 134);
    }
    expect(processes).toHaveLength(3);
    expect(onRestart).toHaveBeenCalledTimes(2);
    expect(onGone.mock.calls).toEqual([['The service ended 3 times within 5 minutes, last with code 134.']]);
  });

  test('does not give a service up that dies now and then', () => {
    let minutes = 0;
    const { processes, last, onGone } = host(() => minutes * 60_000);
    for (; minutes < 30; minutes += 3) last().emit('exit', 1);
    expect(processes).toHaveLength(11);
    expect(onGone).not.toHaveBeenCalled();
  });

  test('says why there can be no service', () => {
    const { last, onFailed } = host();
    const problem = { code: 'a.b', severity: 'error', message: 'It is broken.', remedy: 'Mend it.' };
    last().emit('message', { kind: 'failed', problems: [problem] });
    expect(onFailed).toHaveBeenCalledExactlyOnceWith(['It is broken. Mend it.']);
  });

  test('forks jobs at the service’s request and tells how they end', () => {
    const { processes, last } = host();
    const service = last();
    service.emit('message', { kind: 'startJob', job: 4 });
    const job = last();
    expect(job.script).toBe('job.js');
    expect(job.posted).toEqual([{ message: { kind: 'port' }, ports: 1 }]);
    job.stderr.emit('data', Buffer.from(' out of memory\n'));
    job.emit('exit', 134);
    expect(service.posted).toEqual([
      { message: { kind: 'job', job: 4 }, ports: 1 },
      {
        message: { kind: 'jobExit', job: 4, exit: { code: 134, signal: null, errors: 'out of memory' } },
        ports: 0,
      },
    ]);
    expect(processes).toHaveLength(2);
  });

  test('tells a job that never began as not started', () => {
    const { last } = host();
    const service = last();
    service.emit('message', { kind: 'startJob', job: 2 });
    last().emit('exit', 1002);
    expect(service.posted.at(-1)?.message).toEqual({
      kind: 'jobExit',
      job: 2,
      exit: { code: null, signal: null, errors: '', notStarted: 'it ended with code 1002 before it began' },
    });
    service.emit('message', { kind: 'startJob', job: 3 });
    last().emit('spawn');
    last().emit('exit', 7);
    expect(service.posted.at(-1)?.message).toMatchObject({ exit: { code: 7, signal: null } });
  });

  test('tells a job that was killed as killed', () => {
    const { last } = host();
    const service = last();
    service.emit('message', { kind: 'startJob', job: 1 });
    service.emit('message', { kind: 'killJob', job: 1 });
    expect(last().kill).toHaveBeenCalledOnce();
    last().emit('exit', 15);
    expect(service.posted.at(-1)?.message).toEqual({
      kind: 'jobExit',
      job: 1,
      exit: { code: null, signal: 'SIGKILL', errors: '' },
    });
  });

  test('ends the jobs of a service that died: nobody hears them', () => {
    const { processes, last } = host();
    const service = last();
    service.emit('message', { kind: 'startJob', job: 1 });
    service.emit('exit', 9);
    expect(processes[1]?.kill).toHaveBeenCalledOnce();
  });

  test('knows which fits run, and that none does when the service is gone', () => {
    const { service, last, onFits } = host();
    const running = [{ fit: 'fit-2', status: 'running', activity: 'training', epoch: 3, epochs: 9 }];
    last().emit('message', { kind: 'fits', running });
    expect(service.running).toEqual(running);
    last().emit('exit', 9);
    expect(service.running).toEqual([]);
    expect(onFits.mock.calls).toEqual([[running], [[]]]);
  });

  test('closes once, in order, and starts nothing afterwards', async () => {
    const { service, processes, last } = host();
    const closing = service.close();
    expect(service.close()).toBe(closing);
    expect(last().posted).toEqual([{ message: { kind: 'close' }, ports: 0 }]);
    last().emit('exit', 0);
    await closing;
    service.connect({ postMessage: vi.fn() });
    expect(processes).toHaveLength(1);
  });
});

describe('fits that run', () => {
  const changes = (name: string, status: FitStatus, epoch = 0): ServiceEvent =>
    ({ kind: 'fit', fit: { fit: name, status, epoch } }) as unknown as ServiceEvent;
  const names = (changed: ReturnType<typeof vi.fn>): string[][] =>
    changed.mock.calls.map(([running]) => running.map(({ fit }: { fit: string }) => fit));
  const project = (...fits: readonly (readonly [string, FitStatus])[]): ServiceEvent =>
    ({
      kind: 'project',
      project: { fits: fits.map(([name, status]) => ({ fit: name, status })) },
    }) as unknown as ServiceEvent;

  test('are told at each change of them, and only then', () => {
    const changed = vi.fn();
    const fits = watchFits(changed);
    fits.hear(project(['fit-1', 'done'], ['fit-2', 'interrupted']));
    fits.hear(changes('fit-3', 'queued'));
    fits.hear(changes('fit-3', 'running'));
    fits.hear({ kind: 'import', file: 'a', done: 1, total: 1 });
    fits.hear(changes('fit-4', 'queued'));
    fits.hear(changes('fit-3', 'stopping'));
    fits.hear(changes('fit-3', 'interrupted'));
    fits.hear({ kind: 'project', project: null });
    expect(names(changed)).toEqual([
      ['fit-3'],
      ['fit-3'],
      ['fit-3', 'fit-4'],
      ['fit-3', 'fit-4'],
      ['fit-4'],
      [],
    ]);
  });

  test('are told with the epoch they have come to, not with each part of one', () => {
    const changed = vi.fn();
    const fits = watchFits(changed);
    for (const epoch of [0.2, 0.9, 1, 1.4]) fits.hear(changes('fit-1', 'running', epoch));
    expect(changed.mock.calls.map(([[fit]]) => fit.epoch)).toEqual([0, 1]);
  });

  test.each<[FitStatus, boolean]>([
    ['queued', true],
    ['running', true],
    ['stopping', true],
    ['done', false],
    ['interrupted', false],
    ['failed', false],
  ])('with the status %s count: %s', (status, counts) => {
    const changed = vi.fn();
    watchFits(changed).hear(project(['fit-1', status]));
    expect(names(changed)).toEqual(counts ? [['fit-1']] : []);
  });
});
