import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { FitResult } from '../../shared/fit/fit-result.ts';
import type { FitOrderSettings } from '../../shared/fit/settings.ts';
import type { FitRecord } from '../store/fit-schemas.ts';

/** The finished fit of the example as it is shipped: without draws, its numbers shortened. */
export interface ExampleFit {
  readonly settings: FitOrderSettings;
  readonly prepared: FitRecord;
  readonly versions: Readonly<Record<string, string>>;
  readonly seconds: number;
  readonly result: FitResult;
}

/**
 * Gzip of JSON, in which an array of doubles is `{"float64": [...]}` and NaN null. The program's own file: throws where it is
 * missing or damaged.
 */
export function readExampleFit(file: string): ExampleFit {
  const text = gunzipSync(readFileSync(file)).toString('utf8');
  return JSON.parse(text, (_, value: unknown) =>
    typeof value === 'object' && value !== null && 'float64' in value && Array.isArray(value.float64)
      ? Float64Array.from(value.float64, (x: number | null) => x ?? Number.NaN)
      : value,
  ) as ExampleFit;
}
