import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { forkJobs } from '../../../../main/jobs/fork-job.ts';
import type { FitTask, JobEvent } from '../../../../main/jobs/messages.ts';
import { Supervisor } from '../../../../main/jobs/supervisor.ts';
import { settingDefaults } from '../../../../shared/fit/settings.ts';

const script = fileURLToPath(new URL('./fixtures/fake-job.mjs', import.meta.url));
const open: Supervisor[] = [];

afterEach(() => {
  for (const supervisor of open.splice(0)) supervisor.close();
});

function supervise(): Supervisor {
  const supervisor = new Supervisor(forkJobs(script));
  open.push(supervisor);
  return supervisor;
}

function task(behaviour: string, text = ''): FitTask {
  const settings = { ...settingDefaults, epochs: 1, draws: 1, evaluationDraws: 1, evaluateEvery: 1 };
  const order = {
    spec: { file: behaviour, text },
    model: null,
    data: '',
    overrides: [],
    layouts: [],
    corrections: [],
    settings,
  };
  return {
    kind: 'fit',
    order,
    models: '',
    files: null,
    checkpoint: null,
    checkpointEvery_s: 20,
    background: false,
  };
}

/** Everything a job says, up to its end. */
async function events(supervisor: Supervisor, behaviour: string, text = ''): Promise<JobEvent[]> {
  const heard: JobEvent[] = [];
  await supervisor.start(task(behaviour, text), (event) => heard.push(event)).ended;
  return heard;
}

describe('supervisor', () => {
  test('passes messages on and ends with the job’s last word', async () => {
    const heard = await events(supervise(), 'answers', 'hello');
    expect(heard.map((event) => event.kind)).toEqual(['progress', 'problems']);
    expect(heard[1]).toMatchObject({ problems: [{ message: 'hello' }] });
  });

  test('says how a job died', async () => {
    expect(await events(supervise(), 'dies')).toEqual([{ kind: 'died', code: null, signal: 'SIGKILL' }]);
    expect(await events(supervise(), 'exits')).toEqual([{ kind: 'died', code: 7, signal: null }]);
  });

  test('hears of the death of a job that was killed in the middle of a message', async () => {
    const heard = await events(supervise(), 'dies in a message');
    expect(heard.map(({ kind }) => kind)).toEqual(['prepared', 'died']);
  });

  test('says why the system started no process', async () => {
    const { execPath } = process;
    process.execPath = `${script}.is-not-there`;
    try {
      const [event, ...more] = await events(supervise(), 'answers');
      expect(event).toEqual({ kind: 'notStarted', reason: 'there is no such file or folder' });
      expect(more).toEqual([]);
    } finally {
      process.execPath = execPath;
    }
    expect((await events(supervise(), 'answers')).map(({ kind }) => kind)).toEqual(['progress', 'problems']);
  });

  test('reports what a crashing job printed as our bug', async () => {
    const [event] = await events(supervise(), 'throws');
    expect(event).toMatchObject({ kind: 'bug', message: expect.stringContaining('a planted fault') });
  });

  test('kills a job that hangs', async () => {
    const heard: JobEvent[] = [];
    const job = supervise().start(task('hangs'), (event) => {
      heard.push(event);
      if (event.kind === 'prepared') job.kill();
    });
    await job.ended;
    expect(heard.at(-1)).toEqual({ kind: 'died', code: null, signal: 'SIGKILL' });
  });

  test('runs one job at a time, in order, after one that died too', async () => {
    const supervisor = supervise();
    const order: string[] = [];
    const jobs = ['dies', 'answers', 'exits', 'answers'].map((behaviour, index) =>
      supervisor.start(task(behaviour), (event) => order.push(`${index} ${event.kind}`)),
    );
    expect(jobs.map((job) => job.pid() !== null)).toEqual([true, false, false, false]);
    await Promise.all(jobs.map((job) => job.ended));
    expect(order).toEqual(['0 died', '1 progress', '1 problems', '2 died', '3 progress', '3 problems']);
  });

  test('drops a waiting job without starting it', async () => {
    const supervisor = supervise();
    const first = supervisor.start(task('answers'), () => {});
    const heard: JobEvent[] = [];
    const second = supervisor.start(task('hangs'), (event) => heard.push(event));
    second.stop();
    await Promise.all([first.ended, second.ended]);
    expect(heard).toEqual([{ kind: 'stopped' }]);
  });

  test('a stopped job answers and ends', async () => {
    const heard: JobEvent[] = [];
    const job = supervise().start(task('works'), (event) => {
      heard.push(event);
      if (event.kind === 'checkpoint') job.stop();
    });
    await job.ended;
    expect(heard.map((event) => event.kind)).toEqual(['prepared', 'checkpoint', 'stopped']);
  });

  test('carries large arrays and NaN', async () => {
    const heard: unknown[] = [];
    await supervise().start(task('large'), (event) => heard.push(event)).ended;
    const [first] = heard as [{ bytes: Float64Array }];
    expect(first.bytes.length).toBe(2_000_000);
    expect(first.bytes[1_999_999]).toBeNaN();
  });
});
