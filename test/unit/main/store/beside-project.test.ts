import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { lstatSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { besides, strangeBeside } from '../../../../main/store/beside-project.ts';
import { kindOf } from '../../../../main/store/open-here.ts';
import { openProject } from '../../../../main/store/open-project.ts';
import { codesOf, created, options, temporaryFolder } from '../../../helpers/project-file.ts';

let folder: string;
let path: string;

beforeEach(() => {
  const made = temporaryFolder();
  onTestFinished(made.remove);
  folder = made.folder;
  path = join(folder, 'a.wellspring');
});

/** Each makes one of its kind under a name. */
const kinds: Readonly<Record<string, (name: string) => unknown>> = {
  'a pipe': (name) => execFileSync('mkfifo', [name]),
  'a socket': (name) => {
    const server = createServer().listen(name);
    onTestFinished(() => void server.close());
    return once(server, 'listening');
  },
  'a folder': (name) => mkdirSync(name),
  'a link': (name) => {
    writeFileSync(join(folder, 'elsewhere'), 'x');
    symlinkSync(join(folder, 'elsewhere'), name);
  },
};

/** In a process of its own: what waits for a pipe waits for ever. */
function inOtherProcess(work: 'create' | 'open'): string {
  const file = (name: string) => JSON.stringify(join(import.meta.dirname, '../../../..', name));
  const script = `
    import { createProject } from ${file('main/store/create-project.ts')};
    import { openProject } from ${file('main/store/open-project.ts')};
    import { options } from ${file('test/helpers/project-file.ts')};
    const [work, path] = process.argv.slice(1);
    const outcome = work === 'open' ? openProject(path, options()) : createProject(path, { title: 'A', ...options() });
    console.log(outcome.problems.map(({ code, message }) => code + ': ' + message).join());`;
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', script, work, path], {
    encoding: 'utf8',
    timeout: 60_000,
    killSignal: 'SIGKILL',
  });
  return run.stdout + run.stderr;
}

describe.skipIf(process.platform === 'win32')('what is no file is refused, and stays', () => {
  const cases = Object.values(besides).flatMap((suffix) =>
    Object.keys(kinds).map((kind) => [suffix, kind] as const),
  );

  test.each(cases)('%s: %s', async (suffix, kind) => {
    await kinds[kind]?.(path + suffix);
    expect(strangeBeside(path)?.message).toContain(kind);
    created(join(folder, 'b.wellspring')).close();
    const create = inOtherProcess('create');
    expect(create).toMatch(new RegExp(`^project.strangeBeside: .*${suffix}.*${kind}`));
    expect(lstatSync(path, { throwIfNoEntry: false })).toBeUndefined();
    execFileSync('cp', [join(folder, 'b.wellspring'), path]);
    const open = inOtherProcess('open');
    expect(open).toMatch(new RegExp(`^project.strangeBeside: .*${suffix}.*${kind}`));
    expect(kindOf(lstatSync(path + suffix))).toBe(kind);
    rmSync(path + suffix, { recursive: true });
    expect(inOtherProcess('open').trim()).toBe('');
  });

  test('whoever asks for a project that is held is answered, whatever the note has become', () => {
    const store = created(path);
    rmSync(`${path}-lock`);
    execFileSync('mkfifo', [`${path}-lock`]);
    expect(codesOf(openProject(path, options()))).toEqual(['project.inUse']);
    expect(inOtherProcess('open')).toContain('project.strangeBeside');
    rmSync(`${path}-lock`);
    writeFileSync(`${path}-lock`, 'x'.repeat(1 << 20));
    expect(inOtherProcess('open')).toContain('by another program');
    store.close();
  });
});
