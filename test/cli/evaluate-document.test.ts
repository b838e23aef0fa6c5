import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { trajectoryStatus } from '../../shared/compute/kernel.ts';
import { methods } from '../../shared/compute/methods/index.ts';
import { run } from './command-line.ts';

const path = fileURLToPath(new URL('../../resources/docs/evaluate.md', import.meta.url));
const page = readFileSync(path, 'utf8');
const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

/** The first fenced text of a language. */
function fenced(language: string): string {
  const found = new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(page)?.[1];
  if (found === undefined) throw new Error(`evaluate.md has no ${language}`);
  return found;
}

test('the document and the README state the command that goes with it', () => {
  const command = 'evaluate growth.model --input in.json';
  expect(page).toContain(`    wellspring ${command}\n`);
  expect(readme).toContain(`-- ${command}\n`);
});

test('the example in the document runs, and what comes out is what it lists', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'wellspring-evaluate-'));
  writeFileSync(join(folder, 'growth.model'), fenced('model'));
  writeFileSync(join(folder, 'in.json'), fenced('json'));
  const { code, stdout, stderr } = await run(folder, 'evaluate', 'growth.model', '--input', 'in.json');
  rmSync(folder, { recursive: true });
  expect([code, stderr]).toEqual([0, '']);
  const output = JSON.parse(stdout) as { draws: readonly Record<string, unknown>[] };
  expect(output.draws.map(({ status }) => status)).toEqual(['ok', 'ok']);
  for (const key of Object.keys(output.draws[0] ?? {})) expect(page).toContain(`\`${key}\``);
  expect(Object.keys(output.draws[0]?.gradient ?? {}).sort()).toEqual(['K', 'prec_OD', 'r']);
});

test('it names every method and every status', () => {
  for (const { id } of methods) expect(page).toContain(`\`${id}\``);
  for (const status of trajectoryStatus) expect(page).toContain(`\`${status}\``);
});
