import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readFilesInJobs } from '../../../../main/desk/read-files.ts';
import { forkJobs } from '../../../../main/jobs/fork-job.ts';
import { plateFileBytes, plateFileFrom } from '../../../../main/jobs/plate-codec.ts';
import { Supervisor } from '../../../../main/jobs/supervisor.ts';
import { readPlateText } from '../../../../shared/plate/read-plate-file.ts';
import { exampleFiles } from '../../../helpers/service-desk.ts';

const script = fileURLToPath(new URL('../jobs/fixtures/fake-job.mjs', import.meta.url));

describe('a hostile file', () => {
  let supervisor: Supervisor;
  beforeEach(() => {
    supervisor = new Supervisor(forkJobs(script));
  });
  afterEach(() => supervisor.close());

  test.each([
    ['hangs.csv', 'import.tooLong'],
    ['dies.csv', 'import.died'],
    ['exits.csv', 'import.died'],
    ['throws.csv', 'import.bug'],
    ['takes too much.csv', 'import.memory'],
  ])('%s is refused with %s, and the next one is read', async (name, code) => {
    const files = [name, 'reads.csv'].map((name) => ({ name, bytes: new Uint8Array(3) }));
    const told: string[] = [];
    const { read, refused } = await readFilesInJobs({
      ...{ supervisor, files },
      onFile: (file) => told.push(file),
      // Only what hangs is waited for so long.
      ...(name === 'hangs.csv' ? { patience: 2000 } : {}),
    });
    expect(refused).toMatchObject([
      { file: name, problems: [{ code, severity: 'error', place: { file: name } }] },
    ]);
    expect(read).toMatchObject([{ name: 'reads.csv', summary: { format: 'F' } }]);
    expect(told).toEqual([name, 'reads.csv']);
  });
});

describe('readings in compact form', () => {
  const [file] = exampleFiles('proc141028.csv');
  const read = readPlateText({ file: 'proc141028.csv', bytes: file?.bytes ?? new Uint8Array() });

  test('come back as they were, tokens too', () => {
    if (!read.ok) throw new Error('the example can be read');
    const [run] = read.value.runs;
    const [signal] = run?.signals ?? [];
    if (run === undefined || signal === undefined) throw new Error('it holds a signal');
    const tokens = new Map([[7, 'OVRFLW']]);
    const marked = { ...read.value, runs: [{ ...run, signals: [{ ...signal, tokens }] }] };
    for (const plateFile of [read.value, marked])
      expect(plateFileFrom(plateFileBytes(plateFile))).toEqual(plateFile);
  });

  test('are known to be damaged wherever they are', () => {
    if (!read.ok) throw new Error('the example can be read');
    const bytes = plateFileBytes(read.value);
    expect(plateFileFrom(new Uint8Array())).toBeNull();
    expect(plateFileFrom(bytes.subarray(0, bytes.length >> 1))).toBeNull();
    for (const at of [0, 20, bytes.length >> 1, bytes.length - 6]) {
      const damaged = bytes.slice();
      damaged[at] = (damaged[at] ?? 0) ^ 0x55;
      expect(plateFileFrom(damaged), String(at)).toBeNull();
    }
    const short = {
      ...read.value,
      runs: read.value.runs.map((run) => ({ ...run, wells: run.wells.slice(1) })),
    };
    expect(plateFileFrom(plateFileBytes(short))).toBeNull();
  });
});
