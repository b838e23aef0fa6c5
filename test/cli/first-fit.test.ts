import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { formatProblem } from '../../shared/base/problem.ts';
import { parseFitSpec } from '../../shared/inference/spec/parse-fit-spec.ts';
import { parseCsv } from '../helpers/parse-csv.ts';
import { temporaryFolder } from '../helpers/project-file.ts';
import { run } from './command-line.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const page = readFileSync(join(root, 'resources/docs/first-fit.md'), 'utf8');
const exportFolders = ['test/exports', 'resources/examples/vi-hds'];

/** A section of the page: the texts that its reader saves under their names, and the commands. */
interface Section {
  readonly title: string;
  readonly files: ReadonlyMap<string, string>;
  readonly commands: readonly string[];
}

function sectionOf(text: string): Section {
  const [title = ''] = text.split('\n');
  const blocks = [...text.matchAll(/^```(\w+) ?(\S*)\n([\s\S]*?)^```$/gm)];
  const files = new Map(
    blocks.filter(([, , name]) => name !== '').map(([, , name = '', body = '']) => [name, body]),
  );
  const commands = blocks.flatMap(([, kind, , body = '']) => (kind === 'sh' ? body.trim().split('\n') : []));
  return { title, files, commands };
}

const sections = page.split(/^## /m).slice(1).map(sectionOf);
const whole = sections.filter(({ commands }) => commands.length > 0);

test('the page has an export of each of five makers and every model for what people measure', () => {
  const titles = whole.map(({ title }) => title).join('\n');
  for (const maker of ['BMG', 'Agilent', 'BioLector', 'Tecan', 'BioTek', 'PerkinElmer'])
    expect(titles).toContain(maker);
  for (const model of [
    'growth_logistic',
    'growth_gompertz',
    'growth_baranyi',
    'reporter_constitutive',
    'reporter_induced',
    'reporter_repressed',
  ])
    expect(page).toContain(model);
});

describe.each(whole)('$title', ({ files, commands }) => {
  test('its commands do what they say', async () => {
    const { folder, remove } = temporaryFolder();
    onTestFinished(remove);
    for (const [name, body] of files) writeFileSync(join(folder, name), body);
    const [specFile = '', specText = ''] = [...files].find(([name]) => name.endsWith('.yaml')) ?? [];
    const spec = parseFitSpec(specText, specFile);
    if (!spec.ok) throw new Error(spec.problems.map(formatProblem).join('\n'));
    for (const file of spec.value.data.files) {
      const from = exportFolders.map((each) => join(root, each, file)).find((path) => existsSync(path));
      copyFileSync(from ?? '', join(folder, file));
    }
    for (const command of commands) {
      const [program, ...words] = command.split(' ');
      expect(program).toBe('wellspring');
      const { code, stderr } = await run(folder, ...words);
      expect(code, `${command}\n${stderr}`).toBe(0);
    }
    const fit = JSON.parse(readFileSync(join(folder, 'first/fit.json'), 'utf8'));
    expect(fit.status).toBe('done');
    const { signals, devices } = spec.value.data;
    const [od = ''] = signals;
    // as the file calls them
    expect(Object.keys(fit.validation).sort()).toEqual([...signals].sort());
    expect(fit.validation[od].r2).toBeGreaterThan(0.5);
    const [header = [], ...rows] = parseCsv(readFileSync(join(folder, 'first/predictions.csv'), 'utf8'));
    const column = (name: string) => [...new Set(rows.map((row) => row[header.indexOf(name)]))].sort();
    expect(column('signal')).toEqual([...signals].sort());
    expect(column('device')).toEqual([...devices].sort());
  });
});
