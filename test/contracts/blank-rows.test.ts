import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  isWorkbook,
  openText,
  openWorkbook,
  type PlateContainer,
} from '../../shared/plate/containers/container.ts';
import { plateFormats } from '../../shared/plate/formats/index.ts';
import { readPlateFile } from '../../shared/plate/read-plate-file.ts';
import { lostReadings, unmarkedReadings } from '../helpers/unmarked-readings.ts';

/** Every export with a blank row where none was, and with the line ends that Python’s csv writes on Windows. */
const folder = new URL('../exports/', import.meta.url);
const files = ['', 'cases/'].flatMap((part) =>
  readdirSync(new URL(part, folder))
    .filter((name) => /\.(?:txt|csv|xml|xlsx)$/i.test(name))
    .map((name) => ({ name, bytes: new Uint8Array(readFileSync(new URL(`${part}${name}`, folder))) })),
);
const places = 5;

test.each(files)('$name with a blank row: all is read, or something is said', async ({ name, bytes }) => {
  const container = await opened(name, bytes);
  const format = plateFormats.find((one) => one.detect(container).confidence >= 0.5);
  if (format === undefined) return;
  const whole = format.read(container, {});
  const wrong: string[] = [];
  for (const [s, sheet] of container.sheets.entries()) {
    const step = Math.max(1, Math.floor(sheet.rows.length / places));
    for (let at = 1 + (s % step); at < sheet.rows.length; at += step) {
      const rows = sheet.rows.map((row, n) => (n < at ? row : { ...row, line: row.line + 1 }));
      const read = format.read({ ...container, sheets: container.sheets.with(s, { ...sheet, rows }) }, {});
      const damage = `blank row before line ${sheet.rows[at]?.line}`;
      wrong.push(...lostReadings(damage, whole, read), ...unmarkedReadings(damage, whole, read));
    }
  }
  expect(wrong).toEqual([]);
});

test.each(files.filter(({ name, bytes }) => /\.(?:txt|csv)$/i.test(name) && bytes[0] !== 0xff))(
  '$name with CR CR LF at the end of each line is the same',
  async ({ name, bytes }) => {
    const text = Buffer.from(bytes).toString('latin1');
    const ended = Buffer.from(text.replaceAll(/\r?\n/g, '\r\r\n'), 'latin1');
    expect(await readPlateFile({ file: name, bytes: new Uint8Array(ended) })).toEqual(
      await readPlateFile({ file: name, bytes }),
    );
  },
);

async function opened(file: string, bytes: Uint8Array): Promise<PlateContainer> {
  const source = { file, bytes };
  const container = isWorkbook(source) ? await openWorkbook(source) : openText(source);
  if ('code' in container) throw new Error(`${file}: ${container.message}`);
  return container;
}
