import { readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { projectKeeper } from '../../main/fits/project-keeper.ts';
import { connectReadOnly, isSqliteError } from '../../main/store/connection.ts';
import type { ProjectStore } from '../../main/store/project-store.ts';
import type { FitSummary } from '../../shared/channels.ts';
import { formDefaults } from '../../shared/fit/request.ts';
import { bytesOf, created, temporaryFolder } from '../helpers/project-file.ts';
import { type ServedProgram, serveProgram } from '../helpers/served-program.ts';

const examples = join(import.meta.dirname, '../../resources/examples/vi-hds');
const plate = {
  name: 'proc_EC10G_EtOH.csv',
  bytes: new Uint8Array(readFileSync(join(examples, 'proc_EC10G_EtOH.csv'))),
};
const spec = {
  kind: 'text',
  name: 'a.yaml',
  text: readFileSync(join(examples, 'auto_constant.yaml'), 'utf8'),
} as const;
const quick = { ...formDefaults, epochs: 100_000, draws: 3, evaluationDraws: 4, evaluateEvery: 1 };

let home: ReturnType<typeof temporaryFolder>;
let served: ServedProgram | null = null;
beforeEach(() => {
  home = temporaryFolder();
});
afterEach(async () => {
  served?.kill('SIGKILL');
  await served?.ended;
  served = null;
  home.remove();
});

/** Windows has no such limit. */
describe.skipIf(process.platform === 'win32')('a drive that takes no more', () => {
  test('stops the fit with a problem, and lets the project be closed, read and left', async () => {
    // 2 MiB a file: the project with its plate fits, the log beside it with a fit's checkpoints does not
    served = await serveProgram(home.folder, 4096);
    const { call } = served;
    const path = join(home.folder, 'F.wellspring');
    const other = join(home.folder, 'B.wellspring');
    expect((await call('project.create', { title: 'B', path: other })).kind).toBe('value');
    expect((await call('project.create', { title: 'F', path })).kind).toBe('value');
    expect((await call('files.import', { files: [plate] })).kind).toBe('value');
    expect((await call('spec.choose', spec)).kind).toBe('value');
    const end = new Promise<FitSummary>((resolve) => {
      void served?.listen((event) => {
        if (event.kind === 'fit' && event.fit.status === 'interrupted') resolve(event.fit);
      });
    });
    expect((await call('fit.start', quick)).kind).toBe('value');
    // each change is a few pages of the log
    let last = 'F';
    for (let n = 0; n < 2000; n++) {
      const renamed = await call('project.rename', { title: `acknowledged ${n} ${'x'.repeat(200)}` });
      expect(renamed.kind).not.toBe('bug');
      if (renamed.kind !== 'value') break;
      last = renamed.value.title;
    }
    const told = await end;
    expect(told.problems.map(({ code }) => code)).toContain('project.cannotWrite');
    // the next one is opened, and only that
    expect((await call('project.open', { path: other })).kind).toBe('value');
    const state = await call('app.state', {});
    expect(state.kind === 'value' && state.value.project?.title).toBe('B');
    const again = await call('project.open', { path });
    expect(again.kind === 'value' && again.value.title).toBe(last);
    expect((await call('project.close', {})).kind).toBe('value');
    served.kill('SIGINT');
    await served.ended;
    // with room again all that was acknowledged is there
    served = await serveProgram(home.folder);
    const back = await served.call('project.open', { path });
    expect(back.kind === 'value' && back.value.title).toBe(last);
  });
});

test('a file that breaks while it is open is a problem in every answer, and can be left and opened anew', async () => {
  const path = join(home.folder, 'P.wellspring');
  const store = created(path);
  const summary = {
    ...{ format: 'x', confidence: 1, plates: ['q'], wells: 0, cycles: 0, signals: [] },
    ...{ sparkline: new Float64Array(0), problems: [] },
  };
  // more than SQLite keeps in memory
  for (let n = 0; n < 4; n++) {
    store.addFiles([{ name: `f${n}.csv`, bytes: bytesOf(n, 8 << 20), summary, parsed: null }]);
  }
  store.close();
  const whole = readFileSync(path);
  served = await serveProgram(home.folder);
  const { call } = served;
  expect((await call('project.open', { path })).kind).toBe('value');
  truncateSync(path, 8192);
  for (let n = 0; n < 3; n++) {
    for (const reply of [
      await call('project.rename', { title: `t${n}` }),
      await call('project.log', {}),
      await call('project.undo', {}),
      await call('fit.start', quick),
    ]) {
      expect(reply.kind).not.toBe('bug');
    }
  }
  expect((await call('app.state', {})).kind).toBe('value');
  expect(['value', 'problems']).toContain((await call('project.close', {})).kind);
  const elsewhere = join(home.folder, 'Q.wellspring');
  expect((await call('project.create', { title: 'Q', path: elsewhere })).kind).toBe('value');
  expect(whole.length).toBeGreaterThan(32 << 20);
});

test('what keeps a fit tells a failing drive as a problem, whatever it was doing', () => {
  const path = join(home.folder, 'P.wellspring');
  created(path).close();
  truncateSync(path, 100);
  const broken = (() => {
    try {
      return connectReadOnly(path);
    } catch (error) {
      return error;
    }
  })();
  expect(isSqliteError(broken)).toBe(true);
  const fails = (): never => {
    throw broken;
  };
  const store = { fit: fails, updateFit: fails, saveCheckpoint: fails, saveResult: fails, info: { path } };
  const keeper = projectKeeper(store as unknown as ProjectStore, 'fit-1');
  const problem = keeper.unfinished({ how: 'stopped', known: null, problems: [] });
  expect(problem?.code).toBe('project.damaged');
});
