import { applySteps } from '../../shared/experiment/correction/apply-steps.ts';
import type { CorrectionStep, CorrectionWork } from '../../shared/experiment/correction/step.ts';
import type { PlateRun, PlateWell } from '../../shared/plate/plate-run.ts';

export const step = (work: CorrectionWork, plate: string | null = null): CorrectionStep => ({
  ...work,
  plate,
  on: true,
  flag: null,
});

/** The run after these steps, each on, of every plate. */
export const applied = (run: PlateRun, ...works: readonly CorrectionWork[]) =>
  applySteps(
    [{ file: 'p.csv', plate: 'p', run }],
    works.map((work) => step(work)),
  );
export const background = (
  work: Partial<Extract<CorrectionWork, { kind: 'background' }>>,
): CorrectionWork => ({
  kind: 'background',
  signal: 'GFP',
  method: 'blankWells',
  per: 'time',
  wells: null,
  density: null,
  ...work,
});

/** Four wells in a row, two readings each. */
export function small(values: readonly number[], change: Partial<PlateWell>[] = [], gain?: string): PlateRun {
  const wells = ['A1', 'A2', 'A3', 'A4'].map((well, n) => ({
    ...{ well, device: `d${n}`, treatment: '', colony: '', line: n + 1 },
    ...change[n],
  }));
  const signal = {
    ...{ signal: 'GFP', unit: null, calculated: false, time_s: Float64Array.of(0, 3600) },
    ...{ values: Float64Array.from(values), tokens: new Map<number, string>() },
    ...(gain !== undefined && { metadata: { gain } }),
  };
  return { plate: 'p', wells, signals: [signal] };
}
