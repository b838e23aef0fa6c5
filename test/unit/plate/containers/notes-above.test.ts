import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readPlateFile } from '../../../../shared/plate/read-plate-file.ts';

const wide = 'Time [s],A1,A2\n0,0.1,0.2\n60,0.12,0.22\n';
const long = `Well,Time [s],OD\n${['A1', 'A2'].flatMap((well) => [0, 60, 120].map((time) => `${well},${time},0.${time + 1}`)).join('\n')}\n`;
const own = ['vihds_proc140916.csv', 'byonoy_absorbance96_endpoint.csv'].map(
  (name) => [name, readFileSync(new URL(`../../../exports/${name}`, import.meta.url), 'utf8')] as const,
);

async function read(text: string) {
  const outcome = await readPlateFile({ file: 'p.csv', bytes: new TextEncoder().encode(text) });
  if (!outcome.ok) throw new Error(outcome.problems.map(({ message }) => message).join('\n'));
  const { format, runs } = outcome.value;
  return { format, signals: runs[0]?.signals };
}

// Excel's line; a comment; both; with the line ends of Windows.
test.each(['sep=,\n', '# read by hand\n', 'sep=,\r\n# read by hand\r\n'])(
  'what stands above a table is no part of it (%j)',
  async (note) => {
    for (const [name, text] of [['wide', wide], ['long', long], ...own] as const) {
      const [noted, plain] = [await read(note + text), await read(text)];
      expect(noted, name).toEqual(plain);
    }
  },
);

test('a note in words above a table of fixed place does not hide it', async () => {
  for (const [name, text] of [['long', long], ...own] as const)
    expect((await read(`Plate of Monday\n${text}`)).format, name).toBe((await read(text)).format);
});
