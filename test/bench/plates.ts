import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Benchmark, Measurement } from './measure/benchmark.ts';
import { spreadOf } from './measure/spread.ts';
import { largePlate, largeText, largeWorkbook } from './work/large-plate.ts';
import type { PlateReading } from './work/read-plate.ts';

const rounds = 3;
const script = fileURLToPath(new URL('work/read-plate.ts', import.meta.url));
const readings = largePlate.wells * largePlate.cycles * largePlate.signals.length;

/** A large plate file from its bytes to its readings, each time in a process of its own, as a job reads it. */
export const plates: Benchmark = {
  name: 'plates',
  summary: 'reading a plate file of 384 wells, 300 cycles and 4 signals, as text, CSV and workbook',
  async run() {
    const folder = mkdtempSync(join(tmpdir(), 'wellspring-bench-'));
    try {
      const files: readonly (readonly [string, string | Uint8Array, number])[] = [
        ['text', largeText('\t'), 1500],
        ['csv', largeText(','), 1500],
        ['xlsx', await largeWorkbook(), 8000],
      ];
      return files.flatMap(([kind, content, atMost]): readonly Measurement[] => {
        const file = join(folder, `day.${kind}`);
        writeFileSync(file, content);
        const took = Array.from({ length: rounds }, () => readIn(file));
        const note = `${(content.length / 2 ** 20).toFixed(1)} MB, ${readings} readings`;
        const peak = Math.max(...took.map(({ peak_MB }) => peak_MB));
        return [
          {
            name: `plates.${kind}`,
            unit: 'ms',
            target: { atMost },
            ...spreadOf(took.map(({ ms }) => ms)),
            note,
          },
          {
            name: `plates.${kind}Peak`,
            unit: 'MB',
            target: { atMost: 300 },
            value: peak,
            note: 'of the whole process',
          },
        ];
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

function readIn(file: string): PlateReading {
  const reading = JSON.parse(
    execFileSync(process.execPath, [script, file], { encoding: 'utf8' }),
  ) as PlateReading;
  if (reading.readings !== readings)
    throw new Error(`${file}: ${reading.readings} readings, not ${readings}`);
  return reading;
}
