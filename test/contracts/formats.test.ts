import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { plateFormats } from '../../shared/plate/formats/index.ts';
import { readPlateFile } from '../../shared/plate/read-plate-file.ts';
import truth from '../exports/truth.json' with { type: 'json' };

const exportsFolder = new URL('../exports/', import.meta.url);
const formatsFolder = new URL('../../shared/plate/formats/', import.meta.url);

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
  const strangers: readonly (readonly [string, Uint8Array])[] = [
    ['nothing', new Uint8Array(0)],
    ['blanks', Buffer.from(' \n\n')],
    ['a spec', Buffer.from('data:\n  devices: [a]\nparams: {}\n')],
    ['a PNG', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 0)],
    ['prose', Buffer.from('Dear all, please find the plates attached.\n')],
    ['one long line', Buffer.from('x'.repeat(100_000))],
    ['quotes', Buffer.from('"'.repeat(10_001))],
  ];
  it.each(strangers)('does not take %s for its own, and refuses it with place and remedy', (_name, bytes) => {
    expect(format.detect({ file: 'f', bytes })).toBe(0);
    const outcome = format.read({ file: 'f', bytes });
    expect(outcome.ok).toBe(false);
    for (const problem of outcome.problems) {
      expect(problem.place?.file).toBe('f');
      expect(problem.remedy).toBeDefined();
    }
  });
});

describe.each(Object.entries(truth))('%s', (file, expected) => {
  const path = new URL(file, exportsFolder);
  const outcome = existsSync(path) ? readPlateFile({ file, bytes: readFileSync(path) }) : null;

  it('is recognised for certain and read without a problem', () => {
    expect(outcome?.problems).toEqual([]);
    expect(outcome?.ok && outcome.value.confidence).toBe(1);
  });

  it.each(expected.blocks.map((block) => [block.signal, block] as const))(
    '%s has the known values',
    (_, block) => {
      if (!outcome?.ok) throw new Error('unread');
      const run = outcome.value.runs.find((each) =>
        each.signals.some(({ signal }) => signal === block.signal),
      );
      const signal = run?.signals.find((each) => each.signal === block.signal);
      if (run === undefined || signal === undefined) throw new Error('no such signal');
      const cycles = signal.time_s?.length ?? 0;
      expect([run.wells.length, cycles]).toEqual([block.n_wells_listed, block.n_timepoints]);
      // The known times are rounded to the second.
      expect([signal.time_s?.[0], signal.time_s?.at(-1)].map((time) => Math.round(time ?? -1))).toEqual([
        block.t_first_s,
        block.t_last_s,
      ]);
      for (const [well, { first, last }] of Object.entries(block.wells)) {
        const index = run.wells.findIndex((each) => each.well === well);
        const start = index * cycles;
        expect([well, signal.values[start], signal.values[start + cycles - 1]]).toEqual([well, first, last]);
      }
    },
  );
});
