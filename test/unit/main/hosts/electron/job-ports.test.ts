import { describe, expect, test, vi } from 'vitest';
import { utilityJobChannel } from '../../../../../main/hosts/electron/job-channel.ts';
import { JobStarter } from '../../../../../main/hosts/electron/job-starter.ts';
import type { FromService, HostedJobExit } from '../../../../../main/hosts/electron/messages.ts';
import { FakeParentPort, fakeChannel } from './fakes.ts';

const exit: HostedJobExit = { code: 0, signal: null, errors: '' };

/** Both ends of a job, and what a host would do between them. */
function job() {
  const asked: FromService[] = [];
  const starter = new JobStarter((message) => asked.push(message));
  const started = starter.start();
  const heard: unknown[] = [];
  const exited = vi.fn();
  started.onMessage((message) => heard.push(message));
  started.onExit(exited);
  const parent = new FakeParentPort();
  const leave = vi.fn();
  const channel = utilityJobChannel(parent, leave);
  if (channel === null) throw new Error('there is a parent port');
  const [jobEnd, serviceEnd] = fakeChannel();
  const connect = (): void => {
    parent.give({ kind: 'port' }, [jobEnd]);
    starter.connected(1, serviceEnd);
  };
  return { starter, started, asked, heard, exited, channel, connect, jobEnd, leave };
}

/** Lets what is settled but not yet told be told. */
const told = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('a job of the desktop host', () => {
  test('is asked of the host, and its messages go both ways in order', async () => {
    const { started, asked, heard, channel, connect } = job();
    expect(asked).toEqual([{ kind: 'startJob', job: 1 }]);
    const atJob: unknown[] = [];
    started.post({ kind: 'start', task: new Float64Array([1, Number.NaN]) });
    connect();
    started.post({ kind: 'stop' });
    channel.onMessage((message) => atJob.push(message));
    await told();
    expect(atJob).toEqual([{ kind: 'start', task: new Float64Array([1, Number.NaN]) }, { kind: 'stop' }]);
    for (const value of [1, 2, 3]) await channel.send({ value });
    expect(heard).toEqual([{ value: 1 }, { value: 2 }, { value: 3 }]);
  });

  test('keeps what it sends before its port is there', async () => {
    const { heard, channel, connect, jobEnd } = job();
    await channel.send('early');
    connect();
    await told();
    expect(heard).toEqual(['early']);
    expect(jobEnd.open).toBe(true);
  });

  test('leaves only after the service has heard its last message', async () => {
    const { heard, channel, connect, leave, starter, exited } = job();
    connect();
    channel.onMessage(() => {});
    await channel.send('last');
    expect(leave).not.toHaveBeenCalled();
    channel.close();
    expect(heard).toEqual(['last']);
    expect(leave).toHaveBeenCalledOnce();
    expect(exited).not.toHaveBeenCalled();
    starter.exited(1, exit);
    expect(exited).toHaveBeenCalledExactlyOnceWith(exit);
  });

  test('leaves when the service is gone', () => {
    const { connect, leave, starter } = job();
    const [jobEnd, serviceEnd] = fakeChannel();
    const parent = new FakeParentPort();
    utilityJobChannel(parent, leave)?.onMessage(() => {});
    parent.give({ kind: 'port' }, [jobEnd]);
    serviceEnd.close();
    expect(leave).toHaveBeenCalledOnce();
    connect();
    starter.exited(1, exit);
  });

  test('has ended when both its port and its process have, whichever is first', () => {
    const dead: HostedJobExit = { code: null, signal: 'SIGKILL', errors: '' };
    const first = job();
    first.connect();
    first.jobEnd.close();
    expect(first.exited).not.toHaveBeenCalled();
    first.starter.exited(1, dead);
    expect(first.exited).toHaveBeenCalledExactlyOnceWith(dead);
    const second = job();
    second.connect();
    second.starter.exited(1, dead);
    expect(second.exited).not.toHaveBeenCalled();
    second.jobEnd.close();
    expect(second.exited).toHaveBeenCalledExactlyOnceWith(dead);
  });

  test('that never started has ended at once', () => {
    const { starter, exited } = job();
    starter.exited(1, { code: 1, signal: null, errors: 'no such program' });
    expect(exited).toHaveBeenCalledOnce();
  });

  test('a port that never closes does not keep the end back', () => {
    vi.useFakeTimers();
    try {
      const { starter, exited, connect } = job();
      connect();
      starter.exited(1, exit);
      vi.runAllTimers();
      expect(exited).toHaveBeenCalledOnce();
    } finally {
      vi.useRealTimers();
    }
  });

  test('is killed by the host, and not after its end', () => {
    const { started, starter, asked } = job();
    started.kill();
    starter.exited(1, exit);
    started.kill();
    started.post('nobody hears this');
    expect(asked).toEqual([
      { kind: 'startJob', job: 1 },
      { kind: 'killJob', job: 1 },
    ]);
  });

  test('tells its process id when the host knows it', () => {
    const { started, starter } = job();
    expect(started.pid()).toBeNull();
    starter.spawned(1, 4711);
    expect(started.pid()).toBe(4711);
  });

  test('has no such channel in another process', () => {
    expect(utilityJobChannel(null)).toBeNull();
  });
});
