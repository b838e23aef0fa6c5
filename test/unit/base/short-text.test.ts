import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { freePath } from '../../../main/desk/project-path.ts';
import { suggestedFileName } from '../../../main/hosts/electron/dialogs.ts';
import { createProject } from '../../../main/store/create-project.ts';
import { longestName } from '../../../main/store/free-name.ts';
import { bytesOf, shortText, withinBytes } from '../../../shared/base/short-text.ts';

const family = '👩‍👩‍👧‍👦';
const accented = 'e\u0301';

describe('texts are cut between characters', () => {
  test.each([
    ['letters', 'abcdef', 'abc…'],
    ['emoji of several code points', family.repeat(6), `${family.repeat(3)}…`],
    ['letters with accents of their own', accented.repeat(6), `${accented.repeat(3)}…`],
    ['Chinese', '大肠杆菌荧光', '大肠杆…'],
  ])('%s', (_, text, cut) => {
    expect(shortText(text, 4)).toBe(cut);
    expect(shortText(text, 6)).toBe(text);
  });

  test('accents upon accents are no way around', () => {
    expect(shortText(`a${'\u0301'.repeat(100_000)}`, 4).length).toBeLessThan(1000);
  });
});

describe('names are cut by bytes', () => {
  test.each([family, accented, '菌', 'x', '😀'])('of %s', (character) => {
    const cut = withinBytes(character.repeat(500), 100);
    expect(Buffer.byteLength(cut)).toBe(bytesOf(cut));
    expect(cut).toBe(character.repeat(Math.floor(100 / Buffer.byteLength(character))));
  });

  test.each([family, '菌', '😀', 'é', 'x'])('a title of many %s becomes a file', (character) => {
    const home = mkdtempSync(join(tmpdir(), 'names-'));
    try {
      const options = { title: 'T', who: 'W', now: () => new Date(0) };
      for (let copy = 0; copy < 2; copy++) {
        const path = freePath(home, character.repeat(300));
        if (!path.ok) throw new Error('a name is found');
        const made = createProject(path.value, options);
        expect(made.problems).toEqual([]);
        if (made.ok) made.value.close();
        const name = basename(path.value, '.wellspring').replace(/ 2$/, '');
        expect(name.replaceAll(character, '')).toBe('');
      }
      const long = createProject(join(home, `${character.repeat(300)}.wellspring`), options);
      expect(long.problems).toMatchObject([{ code: 'project.name' }]);
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
    expect(Buffer.byteLength(suggestedFileName(character.repeat(300)))).toBeLessThanOrEqual(longestName);
  });
});
