import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const shared = fileURLToPath(new URL('../../shared/', import.meta.url));

/** Rooms that read what instruments wrote, and the specs that name it. */
const rooms = ['plate', 'experiment'];
/** A layout is a text of its owner's own, who may write into it whatever is so. */
const ownTexts = /^plate\/(?:layout\/|treatment-text\.ts)/;

/**
 * Ways out that nobody has: raw data are never edited, neither by the program nor on its advice. What a file does not say is
 * answered by an option, a mapping or a layout; what is damaged is copied or exported anew.
 */
const forbidden: readonly RegExp[] = [
  /\b(?:correct|edit|change|repair|fix) (?:the|this|that|your|its) (?:file|cell|line|row|number|reading|table|export|data)\b/i,
  /\b(?:empty|clear|fill) (?:the|this|that) (?:cell|line|row)\b/i,
  /\b(?:remove|delete|take out) (?:the|this|that|one of the) [^.]*\b(?:line|lines|row|rows|cell|cells|quote|column|columns)\b/i,
  /\b(?:divide|multiply) the\b/i,
  /\bkeep one of the\b/i,
  /\b(?:write|put) [^.]*\b(?:in|into|under) the (?:file|header|table)\b/i,
  /\bwrite (?:numbers|the time|the dose)\b/i,
  /\bsave the table\b/i,
  /\bclose the quote\b/i,
];

function sources(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => `${entry.parentPath}/${entry.name}`);
}

/** Texts of a source in quotes, with what stands in their templates. */
function texts(source: string): readonly string[] {
  const code = source.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  return [...code.matchAll(/'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g)].map(([text]) => text);
}

test.each(rooms)('no message of shared/%s asks for what its reader cannot do', (room) => {
  const read = sources(`${shared}${room}`).filter((file) => !ownTexts.test(file.slice(shared.length)));
  const found = read.flatMap((file) =>
    texts(readFileSync(file, 'utf8')).flatMap((text) =>
      forbidden.some((words) => words.test(text)) ? [`${file.slice(shared.length)}: ${text}`] : [],
    ),
  );
  expect(found).toEqual([]);
});

test('the words are found where they stand', () => {
  const bad = [
    'Look at the well; empty the cell in the file if it was misread.',
    'Correct the file.',
    'Divide the times by 60 if the file gives minutes.',
    'Correct Well Row and Well Col, or remove the line.',
    'Write numbers with a decimal point.',
  ];
  expect(bad.filter((text) => !forbidden.some((words) => words.test(text)))).toEqual([]);
});
