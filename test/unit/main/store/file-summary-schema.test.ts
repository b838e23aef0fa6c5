import { expect, test } from 'vitest';
import { pack, unpack } from '../../../../main/store/document.ts';
import { fileSummarySchema } from '../../../../main/store/file-summary-schema.ts';
import type { ShapeOf } from '../../../../main/store/shape-of.ts';
import { text } from '../../../../main/store/shape-of.ts';
import type { FileSummary } from '../../../../shared/plate/file-summary.ts';
import type { PlateWell } from '../../../../shared/plate/plate-run.ts';

test('a file’s summary is read as it was stored, all that may be left out included', () => {
  const well = { well: 'A1', device: 'd', treatment: 'C6=1', colony: '', content: 'Sample X1', line: 7 };
  const dose = { name: 'C6', value: 1, unit: 'nM', time_s: 0 };
  const stated = {
    ...{ details: { Group: 'a' }, treatments: [dose], role: 'sample', biological: '1', technical: 'b' },
    ...{ excluded: 'a bubble', factors: { strain: 's' } },
  } satisfies Partial<PlateWell>;
  const place = { file: 'p.csv', line: 1, column: 2, where: 'well A1' };
  const problem = { code: 'c', severity: 'warning', message: 'm', remedy: 'r', place, excerpt: 'e' } as const;
  const summary: Required<FileSummary> = {
    format: 'f',
    confidence: 1,
    plates: ['p'],
    wells: 1,
    cycles: 2,
    signals: ['OD'],
    sparkline: Float64Array.of(1, Number.NaN),
    problems: [problem],
    outline: [
      {
        plate: 'p',
        wells: [{ ...well, ...stated } satisfies Required<PlateWell>],
        signals: [{ signal: 'OD', unit: null, timed: true }],
      },
    ],
    answers: { format: 'f', timeUnit_s: 60, interval_s: 720, decimal: 'comma' },
  };
  expect(unpack(fileSummarySchema, pack(summary), 'summary')).toEqual(summary);
});

test('a shape that forgets a key, or has one too many, does not compile', () => {
  interface Noun {
    readonly always: string;
    readonly seldom?: string;
  }
  // @ts-expect-error: `seldom` would be dropped in silence
  const forgets = { always: text } satisfies ShapeOf<Noun>;
  // @ts-expect-error: the noun has no `more`
  const adds = { always: text, seldom: text.exactOptional(), more: text } satisfies ShapeOf<Noun>;
  expect([forgets, adds]).toHaveLength(2);
});
