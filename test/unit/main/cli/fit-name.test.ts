import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseFitName } from '../../../../main/cli/fit-name.ts';
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
