import { readdirSync, readFileSync } from 'node:fs';
import type { PlateFile } from '../../../shared/plate/plate-run.ts';
import { readPlateFile } from '../../../shared/plate/read-plate-file.ts';
import { randomIntegers } from '../random-integers.ts';
import { corruptions } from './corruptions.ts';

const folder = new URL('../../exports/', import.meta.url);

/** Small enough that thousands of their kind are read in a minute. */
const mostBytes = 150_000;

const files = ['', 'cases/'].flatMap((part) =>
  readdirSync(new URL(part, folder), { withFileTypes: true }).flatMap((entry) => {
    if (!entry.isFile() || /^(?:SOURCES|truth|cases)\./.test(entry.name)) return [];
    const bytes = readFileSync(new URL(`${part}${entry.name}`, folder));
    return bytes.length > mostBytes ? [] : [{ name: entry.name, bytes }];
  }),
);

type Draw = (below: number) => number;

/** What editors, spreadsheets and other systems do to a text. */
const rewritings: Readonly<Record<string, (text: string, draw: Draw) => Buffer>> = {
  'a line twice': (text, draw) => lines(text, draw, (line) => [line, line]),
  'a line gone': (text, draw) => lines(text, draw, () => []),
  'lines swapped': (text, draw) => {
    const all = text.split('\n');
    const [a, b] = [draw(all.length), draw(all.length)];
    [all[a], all[b]] = [all[b] ?? '', all[a] ?? ''];
    return Buffer.from(all.join('\n'));
  },
  'in UTF-16': (text) => Buffer.from(text, 'utf16le'),
  'in latin-1': (text) => Buffer.from(text, 'latin1'),
  'decimal commas': (text) => Buffer.from(text.replaceAll(/(\d)\.(\d)/g, '$1,$2')),
  'other separators': (text, draw) =>
    Buffer.from(text.replaceAll(/[,;\t]/g, [',', ';', '\t', '|'][draw(4)] ?? ',')),
  'another word': (text, draw) => {
    const words = ['OVRFLW', '', '1e999', 'NaN', '-', '0x10', 'A99', '١٢', '<!ENTITY a "b">', '=1+1'];
    const at = draw(text.length);
    return Buffer.from(text.slice(0, at) + (words[draw(words.length)] ?? '') + text.slice(at + draw(8)));
  },
  'a megabyte of commas': (text, draw) => {
    const at = draw(text.length);
    return Buffer.from(text.slice(0, at) + ','.repeat(1 << 20) + text.slice(at));
  },
  'no line ends': (text) => Buffer.from(text.replaceAll('\n', ' ')),
};

/** How a damaged plate file was read. */
export interface ReadMutant {
  readonly what: string;
  readonly end: 'read' | 'refused';
  /** Of processor time: another program may have had the machine meanwhile. */
  readonly seconds: number;
  readonly wrong: readonly string[];
}

/** Reads `count` damaged exports: each must give readings of a sound shape, or problems with a way out; nothing is thrown. */
export async function readDamagedPlates(seed: number, count: number): Promise<readonly ReadMutant[]> {
  const draw = randomIntegers(seed);
  const ways = Object.keys(corruptions).length + Object.keys(rewritings).length;
  const mutants: ReadMutant[] = [];
  for (let n = 0; n < count; n++) {
    const file = files[draw(files.length)];
    if (file === undefined) break;
    const way = draw(ways);
    const byBytes = Object.entries(corruptions)[way];
    const byText = Object.entries(rewritings)[way - Object.keys(corruptions).length];
    const bytes =
      byBytes?.[1](file.bytes, draw) ?? byText?.[1](file.bytes.toString('utf8'), draw) ?? file.bytes;
    const what = `${file.name}, ${byBytes?.[0] ?? byText?.[0] ?? ''} (seed ${seed}, number ${n})`;
    mutants.push(await readMutant(what, file.name, new Uint8Array(bytes)));
  }
  return mutants;
}

function cpuSeconds(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}

/** Reads one, and says what no reader may do with it. */
export async function readMutant(what: string, name: string, bytes: Uint8Array): Promise<ReadMutant> {
  const start = process.cpuUsage();
  const read = await readSoundly(what, name, bytes);
  return { ...read, seconds: cpuSeconds(start) };
}

async function readSoundly(
  what: string,
  name: string,
  bytes: Uint8Array,
): Promise<Omit<ReadMutant, 'seconds'>> {
  try {
    const outcome = await readPlateFile({ file: name, bytes });
    const mute = outcome.problems.filter(({ remedy, message }) => remedy === undefined || message === '');
    const nowhere = outcome.problems.filter(
      ({ place = {} }) => (place.line ?? 1) < 1 || (place.column ?? 1) < 1,
    );
    const wrong = [
      ...mute.map(({ code }) => `${what}: ${code} has no way out`),
      ...nowhere.map(({ code }) => `${what}: ${code} is nowhere`),
    ];
    if (outcome.ok) return { what, end: 'read', wrong: [...wrong, ...unsound(what, outcome.value)] };
    const errors = outcome.problems.some(({ severity }) => severity === 'error');
    return { what, end: 'refused', wrong: errors ? wrong : [...wrong, `${what}: refused without a reason`] };
  } catch (error) {
    return { what, end: 'refused', wrong: [`${what}: ${error instanceof Error ? error.stack : error}`] };
  }
}

/** What no reader may give, whatever the file holds. */
function unsound(what: string, { runs, problems }: PlateFile): readonly string[] {
  const wrong: string[] = [];
  if (runs.length === 0) wrong.push(`${what}: no plate`);
  if (runs.some(({ signals, scans = [] }) => signals.length + scans.length === 0))
    wrong.push(`${what}: an empty plate`);
  for (const { plate, wells, signals } of runs) {
    if (new Set(wells.map(({ well }) => well)).size !== wells.length)
      wrong.push(`${what}: a well twice in ${plate}`);
    if (!wells.every(({ well }) => /^(?:[A-Z]|A[A-F])[1-9]\d?$/.test(well)))
      wrong.push(`${what}: no well of a plate`);
    for (const { signal, values, time_s, wellTimes_s, tokens } of signals) {
      const cycles = values.length / wells.length;
      const shaped = Number.isInteger(cycles) && cycles >= 1;
      if (!shaped) wrong.push(`${what}: ${signal} has ${values.length} readings of ${wells.length} wells`);
      if (time_s !== null && time_s.length !== cycles)
        wrong.push(`${what}: ${signal} has other times than cycles`);
      if (wellTimes_s !== undefined && wellTimes_s.length !== values.length)
        wrong.push(`${what}: ${signal}: well times`);
      if (values.some((value) => value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY))
        wrong.push(`${what}: ${signal} is infinite`);
      if ([...tokens.keys()].some((at) => !Number.isNaN(values[at] ?? Number.NaN)))
        wrong.push(`${what}: ${signal} has a word where it has a number`);
      const falls =
        time_s?.some((time, c) => c > 0 && time <= (time_s[c - 1] ?? Number.NEGATIVE_INFINITY)) ?? false;
      if (falls && problems.length === 0) wrong.push(`${what}: ${signal}: times fall without a word`);
    }
  }
  return wrong;
}

function lines(text: string, draw: Draw, change: (line: string) => readonly string[]): Buffer {
  const all = text.split('\n');
  const at = draw(all.length);
  all.splice(at, 1, ...change(all[at] ?? ''));
  return Buffer.from(all.join('\n'));
}
