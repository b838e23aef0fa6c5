import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';

const cli = join(import.meta.dirname, '../../../../main/cli');

/** What a program that holds two things prints, which then does this. */
function program(then: string): readonly string[] {
  const script = `
    import { giveBackAll, hold } from ${JSON.stringify(join(cli, 'holdings.ts'))};
    import { onInterrupt } from ${JSON.stringify(join(cli, 'interrupt.ts'))};
    const back = hold(() => console.log('first is back'));
    hold(() => console.log('second is back'));
    console.log('holds');
    ${then}`;
  return ['--input-type=module', '-e', script];
}

const both = 'holds\nsecond is back\nfirst is back\n';

test.each([
  ['ends', 'giveBackAll();', 0],
  ['gave one back before', 'giveBackAll(); back();', 0],
  ['is left without a word', '', 0],
  ['leaves by itself', 'process.exit(3);', 3],
  ['throws', "throw new Error('a planted fault');", 1],
  ['rejects', "await Promise.reject(new Error('a planted fault'));", 1],
  [
    'cannot give one back',
    "hold(() => { throw new Error('a planted fault'); }); try { giveBackAll(); } catch { process.exitCode = 4; }",
    4,
  ],
])('a command that %s gives back all that it holds, once', (_, then, code) => {
  const { stdout, status } = spawnSync(process.execPath, program(then), { encoding: 'utf8' });
  expect([stdout, status]).toEqual([both, code]);
});

test.skipIf(process.platform === 'win32').each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  'so does one that %s ends, while nobody else hears it',
  async (signal) => {
    for (const [then, code] of [
      ['setInterval(() => {}, 1000);', 130],
      ["setInterval(() => {}, 1000); onInterrupt(() => { console.log('heard'); process.exit(5); });", 5],
    ] as const) {
      const child = spawn(process.execPath, program(then), { stdio: ['ignore', 'pipe', 'inherit'] });
      const lines: string[] = [];
      const reader = createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
      await once(reader, 'line');
      await new Promise((resolve) => setTimeout(resolve, 200));
      child.kill(signal);
      const [[status]] = await Promise.all([once(child, 'exit'), once(reader, 'close')]);
      expect(status).toBe(code);
      expect(lines.filter((line) => line !== 'heard')).toEqual(both.trim().split('\n'));
    }
  },
);

test('commands open projects in one way, which holds them', () => {
  const others = readdirSync(cli).filter(
    (file) =>
      file !== 'command-project.ts' &&
      /import \{[^}]*(openProject|createProject)\b[^}]*\} from '\.\.\/store/.test(
        readFileSync(join(cli, file), 'utf8'),
      ),
  );
  expect(others).toEqual([]);
});
