import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { givenProject, parseFitName } from '../../../../main/cli/fit-name.ts';
import { temporaryFolder } from '../../../helpers/project-file.ts';

let home: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  home = temporaryFolder();
});
afterEach(() => home.remove());

test('a project may be named without its extension, where no folder has the name', () => {
  const path = join(home.folder, 'screen');
  expect(parseFitName(path)).toEqual({ kind: 'folder', path });
  writeFileSync(`${path}.wellspring`, '');
  const project = { kind: 'project', path: `${path}.wellspring` };
  expect(parseFitName(path)).toEqual({ ...project, fit: null });
  expect(parseFitName(`${path}#fit-2`)).toEqual({ ...project, fit: 'fit-2' });
  expect(parseFitName(`${path}.wellspring#fit-2`)).toEqual({ ...project, fit: 'fit-2' });
  mkdirSync(path);
  expect(parseFitName(path)).toEqual({ kind: 'folder', path });
});

test('what is there under the whole name is meant: names may hold #', () => {
  const path = join(home.folder, 'h#1');
  const project = { kind: 'project', path: `${path}.wellspring` };
  // As it would be named if it were there.
  expect(parseFitName(`${path}.wellspring`)).toEqual({ ...project, fit: null });
  expect(parseFitName(`${path}.wellspring#fit-2`)).toEqual({ ...project, fit: 'fit-2' });
  writeFileSync(`${path}.wellspring`, '');
  expect(parseFitName(`${path}.wellspring`)).toEqual({ ...project, fit: null });
  expect(parseFitName(path)).toEqual({ ...project, fit: null });
  expect(parseFitName(`${path}#fit-2`)).toEqual({ ...project, fit: 'fit-2' });
  // It wins over a part of it that is there too.
  writeFileSync(join(home.folder, 'h.wellspring'), '');
  expect(parseFitName(path)).toEqual({ ...project, fit: null });
  expect(parseFitName(join(home.folder, 'h#2'))).toMatchObject({ kind: 'project', fit: '2' });
});

test('a folder is a folder, whatever its name ends in', () => {
  const path = join(home.folder, 'old.wellspring');
  mkdirSync(path);
  expect(parseFitName(path)).toEqual({ kind: 'folder', path });
});

test.each(['/', './', '.', '..', 'a/', 'a/.', 'a/.wellspring'])('%s names no project', (text) => {
  expect(givenProject(text)).toMatchObject({ ok: false, problems: [{ code: 'project.name' }] });
});
