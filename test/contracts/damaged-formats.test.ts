import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readPlateFile } from '../../shared/plate/read-plate-file.ts';
import { lostReadings, unmarkedReadings } from '../helpers/unmarked-readings.ts';

/** Every export, damaged as copies, editors and spreadsheets do: a reading, or a problem; never a wrong number unmarked. */
const folder = new URL('../exports/', import.meta.url);
const texts = ['', 'cases/'].flatMap((part) =>
  readdirSync(new URL(part, folder))
    .filter((name) => /\.(?:txt|csv|xml)$/i.test(name) || /^asm_.*\.json$/.test(name))
    .map((name) => ({ name, bytes: readFileSync(new URL(`${part}${name}`, folder)) })),
);
const workbooks = ['', 'cases/'].flatMap((part) =>
  readdirSync(new URL(part, folder))
    .filter((name) => name.endsWith('.xlsx'))
    .map((name) => ({ name, bytes: readFileSync(new URL(`${part}${name}`, folder)) })),
);
/** Text as it is written, whatever its bytes. */
function decoded(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  return new TextDecoder('utf-8').decode(bytes);
}

async function read(name: string, bytes: Uint8Array) {
  return readPlateFile({ file: name, bytes: new Uint8Array(bytes) });
}

test.each(texts)('$name cut at 50 places', async ({ name, bytes }) => {
  const whole = await read(name, bytes);
  const wrong: string[] = [];
  for (let n = 1; n <= 50; n++) {
    const at = Math.floor((bytes.length * n) / 51);
    const cut = await read(name, bytes.subarray(0, at));
    wrong.push(...unmarkedReadings(`cut at ${at} of ${bytes.length}`, whole, cut));
  }
  expect(wrong).toEqual([]);
});

test.each(workbooks)('$name cut is refused', async ({ name, bytes }) => {
  for (const share of [0.1, 0.5, 0.9, 0.999]) {
    const cut = await read(name, bytes.subarray(0, Math.floor(bytes.length * share)));
    expect(cut.ok).toBe(false);
    expect(cut.problems.every(({ remedy }) => remedy !== undefined)).toBe(true);
  }
});

test.each(texts)('$name with a line doubled', async ({ name, bytes }) => {
  const whole = await read(name, bytes);
  const lines = decoded(bytes).split('\n');
  const wrong: string[] = [];
  const step = Math.max(1, Math.floor(lines.length / 60));
  for (let at = 0; at < lines.length; at += step) {
    const doubled = Buffer.from(lines.toSpliced(at, 0, lines[at] ?? '').join('\n'));
    wrong.push(...unmarkedReadings(`line ${at + 1} doubled`, whole, await read(name, doubled)));
  }
  expect(wrong).toEqual([]);
});

test.each(texts)('$name in other encodings', async ({ name, bytes }) => {
  const whole = await read(name, bytes);
  const text = decoded(bytes);
  const wrong: string[] = [];
  const encodings: readonly (readonly [string, Buffer])[] = [
    ['UTF-16 with mark', Buffer.from(`\uFEFF${text}`, 'utf16le')],
    ['UTF-16 without mark', Buffer.from(text, 'utf16le')],
    ['UTF-8 with mark', Buffer.from(`\uFEFF${text}`)],
    ['latin-1', Buffer.from(text, 'latin1')],
  ];
  for (const [encoding, encoded] of encodings)
    wrong.push(...unmarkedReadings(encoding, whole, await read(name, encoded)));
  expect(wrong).toEqual([]);
});

/** Times, wells and letters of rows: what a row of readings begins with. */
const beginning = /^([\s,;"]*)(\d{1,4}:\d{2}(?::\d{2})?(?:\.\d+)?|[A-P]\d{0,2})(?=[",;\t])/;

test.each(texts.filter(({ name }) => /\.(?:txt|csv)$/i.test(name)))(
  '$name with a row that begins with something else: no reading goes without a word',
  async ({ name, bytes }) => {
    const whole = await read(name, bytes);
    const lines = decoded(bytes).split('\n');
    const rows = lines.flatMap((line, at) => (beginning.test(line) ? [at] : []));
    const step = Math.max(1, Math.floor(rows.length / 30));
    const wrong: string[] = [];
    for (const at of rows.filter((_, n) => n % step === 0)) {
      for (const word of ['?', '1.347222']) {
        const line = (lines[at] ?? '').replace(beginning, (_, marks: string) => marks + word);
        const damaged = await read(name, Buffer.from(lines.with(at, line).join('\n')));
        wrong.push(...lostReadings(`line ${at + 1} begins with ${word}`, whole, damaged));
      }
    }
    expect(wrong).toEqual([]);
  },
);

/** Commas part cells no longer, but decimals: as a spreadsheet of another country saves the same table. */
test.each(texts.filter(({ name }) => /\.(?:txt|csv)$/i.test(name)))(
  '$name in another locale',
  async ({ name, bytes }) => {
    const whole = await read(name, bytes);
    const text = decoded(bytes);
    const swapped = /^[^\t]*;/.test(text.split('\n')[0] ?? '')
      ? text.replaceAll(',', '.').replaceAll(';', ',')
      : text.replaceAll(',', ';').replaceAll(/(\d)\.(\d)/g, '$1,$2');
    const other = await read(name, Buffer.from(swapped));
    expect(unmarkedReadings('in another locale', whole, other)).toEqual([]);
  },
);
