import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run } from '../cli/command-line.ts';

const main = join(import.meta.dirname, '../../main');

/** Where text for people is made visible before it is written, or is our own alone. */
const doors = [
  'cli/output.ts',
  'cli/run.ts',
  'cli/standard-output.ts',
  'cli/progress-bar.ts',
  'cli/fit.ts',
  'hosts/web/serve-page.ts',
];

test('text reaches a terminal through few doors', () => {
  const writers = readdirSync(main, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.ts'))
    .filter((file) => /process\.(stdout|stderr)\b|\bconsole\./.test(readFileSync(join(main, file), 'utf8')));
  expect(writers.filter((file) => !doors.includes(file))).toEqual([]);
});

const evil = '\u001b]52;c;cHduZWQ=\u0007\u009b2J\u202e';
const obeyed = /[\p{Cc}\p{Bidi_Control}]/u;

test('what files say does not reach it as it is', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'wellspring-terminal-'));
  const header = (signal: string, time: string) =>
    `Content,Colony,Well Col,Well Row,Content,${signal},${signal}\n,,,,,0,${time}\n${evil},,1,A,C6=1,0.1,0.2\n`;
  writeFileSync(join(folder, 'a.csv'), header(`${evil}OD`, '0.2'));
  writeFileSync(join(folder, 'b.csv'), header('OD', evil));
  // A pipe may end at a terminal; the order of reading is text, which CSV keeps.
  const told = evil.replace('\u202e', '');
  writeFileSync(join(folder, 'c.csv'), header('OD', '0.2').replace(',0.1,', `,${told},`));
  writeFileSync(join(folder, 's.yaml'), `data:\n  devices: [${evil}]\nmodel: ${evil}\n`);
  writeFileSync(join(folder, 'm.model'), `model m "${evil}"\nstates\n  ${evil} starts at 0\n`);
  writeFileSync(join(folder, 'i.json'), `{"individuals": [], "draws": [], "method": "x\\u001b[2J"}`);
  const commands = [
    ['read', 'a.csv'],
    ['read', 'a.csv', '--json'],
    ['read', 'c.csv', '--csv'],
    ['read', 'b.csv'],
    ['read', `${evil}.csv`],
    ['import', 'a.csv', 'b.csv', '--project', 'P'],
    ['fit', 's.yaml'],
    ['evaluate', 'm.model', '--input', 'i.json'],
    ['evaluate', 'dr_constant', '--input', 'i.json'],
    [evil],
    ['fit', `--${evil}`],
  ];
  for (const command of commands) {
    const { stdout, stderr } = await run(folder, ...command);
    expect(obeyed.exec((stdout + stderr).replace(/[\n\t]/g, '')), command.join(' ')).toBe(null);
    expect(stdout + stderr, command.join(' ')).not.toBe('');
  }
  rmSync(folder, { recursive: true });
});
