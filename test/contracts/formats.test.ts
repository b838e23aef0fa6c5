import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { textOf } from '../../shared/plate/containers/cell.ts';
import { openText, openWorkbook, type PlateContainer } from '../../shared/plate/containers/container.ts';
import { plateFormats } from '../../shared/plate/formats/index.ts';
import { plateShapedTable } from '../../shared/plate/layout/plate-shaped.ts';
import type { PlateRun, PlateSignal } from '../../shared/plate/plate-run.ts';
import { layoutIn, readPlateFile } from '../../shared/plate/read-plate-file.ts';
import truth from '../exports/truth.json' with { type: 'json' };
import { knownMetadata } from './known-metadata.ts';

const exportsFolder = new URL('../exports/', import.meta.url);
const formatsFolder = new URL('../../shared/plate/formats/', import.meta.url);

/** Real exports of every maker, and the cases that faults in other programs taught. */
const exported = ['', 'cases/'].flatMap((folder) =>
  readdirSync(new URL(folder, exportsFolder))
    .filter((name) => /\.(?:txt|csv|xlsx|xml)$/i.test(name) || /^asm_.*\.json$/.test(name))
    .map((name) => `${folder}${name}`),
);

function bytesOf(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(name, exportsFolder)));
}

const containers = new Map<string, Promise<PlateContainer>>();

function opened(name: string): Promise<PlateContainer> {
  const there = containers.get(name) ?? open(name);
  containers.set(name, there);
  return there;
}

async function open(name: string): Promise<PlateContainer> {
  const source = { file: name, bytes: bytesOf(name) };
  const container = /\.xlsx$/.test(name) ? await openWorkbook(source) : openText(source);
  if ('code' in container) throw new Error(`${name}: ${container.message}`);
  return container;
}

describe('the list of formats', () => {
  it('has one entry a folder and no other', () => {
    const folders = readdirSync(formatsFolder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
    expect(plateFormats.map((format) => format.id).sort()).toEqual(folders.sort());
  });

  it('has kebab-case ids and titles for people', () => {
    for (const { id, title } of plateFormats) {
      expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(title).not.toBe('');
    }
  });
});

describe.each(plateFormats.map((format) => [format.id, format] as const))('%s', (_, format) => {
  const strangers: readonly (readonly [string, string])[] = [
    ['nothing', ''],
    ['blanks', ' \n\n'],
    ['a spec', 'data:\n  devices: [a]\nparams: {}\n'],
    ['prose', 'Dear all, please find the plates attached.\n'],
    ['a table of people', 'name,age,town\nAda,36,London\nMax,64,Berlin\n'],
    ['one long line', 'x'.repeat(100_000)],
    ['quotes', '"'.repeat(10_001)],
    ['JSON of something else', '{"a": [1, 2, {"b": null}]}'],
    ['XML of something else', '<?xml version="1.0"?><a><b c="1">x</b></a>'],
  ];
  it.each(strangers)('does not take %s for its own, and refuses it with place and remedy', (_name, text) => {
    const container = openText({ file: 'f', bytes: new TextEncoder().encode(text) });
    if ('code' in container) throw new Error(container.message);
    expect(format.detect(container).confidence).toBe(0);
    const outcome = format.read(container, {});
    expect(outcome.ok).toBe(false);
    expect(outcome.problems.some(({ severity }) => severity === 'error')).toBe(true);
    for (const problem of outcome.problems) {
      expect(problem.place?.file).toBe('f');
      expect(problem.remedy).toBeDefined();
    }
  });

  it('says why it takes a file for its own, and reads no other’s without a doubt', async () => {
    for (const name of exported) {
      const container = await opened(name);
      const detections = plateFormats.map((one) => ({ id: one.id, ...one.detect(container) }));
      const own = detections.find(({ id }) => id === format.id);
      const best = Math.max(...detections.map(({ confidence }) => confidence));
      if (own === undefined || own.confidence === 0) continue;
      expect(own.why, name).not.toBe('');
      if (own.confidence < best) expect(own.confidence, name).toBeLessThan(best - 0.1);
    }
  });
});

interface Block {
  readonly plate?: string;
  readonly signal: string;
  readonly calculated?: boolean;
  /** Left out: kinetic, or not stated. */
  readonly kind?: string;
  /** Words in place of numbers, and how often. */
  readonly non_numeric_tokens?: Readonly<Record<string, number>>;
  readonly n_wells_listed: number;
  readonly n_wells_with_data: number;
  readonly n_timepoints: number;
  readonly t_first_s: number | null;
  readonly t_last_s: number | null;
  readonly note?: string;
  readonly wells: Readonly<Record<string, Fact>>;
}

interface Fact {
  readonly first: number;
  readonly last: number;
  /** Of this well, where wells differ. */
  readonly t_first_s?: number;
  readonly t_last_s?: number;
}

describe.each(
  Object.entries(truth).filter(([, { blocks }]) => blocks.length > 0) as unknown as [
    string,
    { readonly blocks: readonly Block[] },
  ][],
)('%s', (file, { blocks }) => {
  it.each(blocks.map((block, n) => [`${block.plate ?? ''} ${block.signal}`, n, block] as const))(
    '%s has the known wells, times and values',
    async (_, _n, block) => {
      const outcome = await readPlateFile({ file, bytes: bytesOf(file) });
      if (!outcome.ok) throw new Error(outcome.problems.map(({ message }) => message).join('; '));
      const found = outcome.value.runs.flatMap((run) =>
        run.signals.filter((signal) => fits(run, signal, block)).map((signal) => [run, signal] as const),
      );
      expect(found.length).toBeGreaterThan(0);
      const [run, signal] = found[0] ?? [];
      if (run === undefined || signal === undefined) return;
      expect(signal.calculated).toBe(block.calculated ?? false);
      expect(cyclesOf(run, signal)).toBe(block.n_timepoints);
      expect(wellsWithReadings(run, signal)).toBe(block.n_wells_with_data);
      if (block.kind === undefined) return;
      expect(signal.kind).toBe(block.kind);
      expect(signal.signal).toBe(block.signal);
      const words = new Map<string, number>();
      for (const token of signal.tokens.values()) words.set(token, (words.get(token) ?? 0) + 1);
      expect(Object.fromEntries(words)).toEqual(block.non_numeric_tokens ?? {});
    },
  );
});

/** What a layout says, by well. */
interface LayoutFact {
  readonly variables: readonly string[];
  readonly n_wells: number;
  readonly wells: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const layouts = Object.entries(truth).flatMap(([file, facts]) =>
  'layout' in facts ? [[file, facts.layout as LayoutFact] as const] : [],
);

test.each(layouts)('%s is a layout, and says what is known of it', async (file, known) => {
  const source = { file, bytes: bytesOf(file) };
  const outcome = await readPlateFile(source);
  expect(outcome.problems.map(({ code }) => code)).toEqual(['plate.layout']);
  const contents = await layoutIn(source);
  expect(contents).toEqual({ variables: known.variables, wells: known.n_wells });
  const sheet = (await opened(file)).sheets[0];
  const table = sheet === undefined ? null : plateShapedTable(sheet)?.table;
  const headings = table?.headings.map(({ heading }) => heading) ?? [];
  for (const [well, values] of Object.entries(known.wells)) {
    const line = table?.lines.find((one) => one.well === well);
    const said = headings.map((heading, column) => [heading, textOf(line?.cells[column]?.cell)] as const);
    expect(Object.fromEntries(said.filter(([, text]) => text !== '')), well).toEqual(values);
  }
});

test('every export has its truth', () => {
  const known = new Set(Object.keys(truth));
  expect(exported.filter((name) => !name.startsWith('cases/') && !known.has(name))).toEqual([]);
});

test.each(knownMetadata)('%s: %s says how it was read', async (file, title, known) => {
  const outcome = await readPlateFile({ file, bytes: bytesOf(file) });
  if (!outcome.ok) throw new Error(outcome.problems.map(({ message }) => message).join('; '));
  const signal = outcome.value.runs.flatMap(({ signals }) => signals).find((one) => one.signal === title);
  expect(signal?.metadata).toMatchObject(known);
});

test('points of a well are listed, and read where they are asked for', async () => {
  const file = 'tecan_icontrol_multiple_reads_per_well.xlsx';
  const source = { file, bytes: bytesOf(file) };
  const [listed, read] = [await readPlateFile(source), await readPlateFile(source, { scans: true })];
  if (!listed.ok || !read.ok) throw new Error('unread');
  expect(listed.value.runs[0]?.scans).toEqual([{ signal: 'Label1', wells: 6, points: 5 }]);
  expect(listed.value.runs[0]?.signals.map(({ signal }) => signal)).toEqual(['Label1']);
  const [run] = read.value.runs;
  expect(run?.scans).toBeUndefined();
  expect(run?.signals.map(({ signal, calculated }) => [signal, calculated])).toEqual([
    ['Label1', false],
    ['Label1 StDev', true],
    ...['1;2', '2;1', '1;1', '0;1', '1;0'].map((point) => [`Label1 point ${point}`, false]),
  ]);
  const first = run?.signals.find(({ signal }) => signal === 'Label1 point 1;2');
  expect(first?.values[0]).toBeCloseTo(0.0896999984979629, 12);
  expect(first?.time_s?.[1]).toBe(600);
});

function cyclesOf(run: PlateRun, { values }: PlateSignal): number {
  return values.length / run.wells.length;
}

function wellsWithReadings(run: PlateRun, signal: PlateSignal): number {
  const cycles = cyclesOf(run, signal);
  return run.wells.filter((_, w) => {
    const own = signal.values.subarray(w * cycles, (w + 1) * cycles);
    return (
      own.some((value) => !Number.isNaN(value)) ||
      [...signal.tokens.keys()].some((at) => Math.floor(at / cycles) === w)
    );
  }).length;
}

/** Whether first and last readings of the known wells are these, at these times. */
function fits(run: PlateRun, signal: PlateSignal, block: Block): boolean {
  const cycles = cyclesOf(run, signal);
  if (cycles !== block.n_timepoints || signal.calculated !== (block.calculated ?? false)) return false;
  const untimed = /NO TIME|unit not stated/.test(block.note ?? '') || block.t_first_s === null;
  return Object.entries(block.wells).every(([well, fact]) => {
    const w = run.wells.findIndex((one) => one.well === well);
    if (w === -1) return false;
    const at = [w * cycles, (w + 1) * cycles - 1];
    const values = at.map((index) => signal.values[index] ?? Number.NaN);
    const times = at.map(
      (index, n) => signal.wellTimes_s?.[index] ?? signal.time_s?.[n === 0 ? 0 : cycles - 1],
    );
    const same = near(values[0], fact.first) && near(values[1], fact.last);
    if (untimed) return same && times.every((time) => time === undefined || time === null);
    return (
      same &&
      Math.abs((times[0] ?? Number.NaN) - (fact.t_first_s ?? block.t_first_s ?? Number.NaN)) <= 0.6 &&
      Math.abs((times[1] ?? Number.NaN) - (fact.t_last_s ?? block.t_last_s ?? Number.NaN)) <= 0.6
    );
  });
}

function near(value: number | undefined, known: unknown): boolean {
  if (value === undefined) return false;
  if (typeof known !== 'number') return Number.isNaN(value);
  return Math.abs(value - known) <= 1e-6 * Math.max(1, Math.abs(known));
}
