import type { DocumentReader, MapReader } from '../../base/document-reader.ts';
import type { Problem } from '../../base/problem.ts';
import type { PlateRun } from '../../plate/plate-run.ts';
import type { CorrectionWork } from './step.ts';

/** One kind of step. A new kind is a type in `step.ts`, a file under `kinds/`, and a line in `kinds/index.ts`. */
export interface StepKind<Work extends CorrectionWork = CorrectionWork> {
  readonly kind: Work['kind'];
  /** The keys that a step of this kind has beside `kind`, `plate`, `on` and `flag`. */
  readonly keys: readonly string[];
  /** What may be done to a signal once alone, and why, whatever the kind that does it; null: as often as one likes. */
  readonly once: OncePerSignal | null;
  /** One step as people write it. */
  readonly example: string;
  /** undefined where something is missing or wrong, which is reported. */
  read(map: MapReader, reader: DocumentReader): Work | undefined;
  /** For people: `EYFP: blank wells subtracted, per time`. */
  words(work: Work): string;
  /** The run has the step's signal. A step that cannot be done leaves the run as it is and has a problem that is an error. */
  apply(run: PlateRun, work: Work): StepEffect;
}

/** What a second step would do again to readings that have had it. */
export const oncePerSignal = {
  background: 'a background is subtracted once for each signal',
  linearity: 'optical density is made proportional to cells once for each signal',
  pathLength: 'readings are divided by the light path once for each signal',
  amounts: 'readings become amounts once for each signal',
} as const;
export type OncePerSignal = keyof typeof oncePerSignal;

export interface StepEffect {
  readonly run: PlateRun;
  /** null: the step adds none. */
  readonly uncertainty: StepUncertainty | null;
  /** Without a place: who applies the step knows it. */
  readonly problems: readonly Problem[];
}

/** What the correction itself adds to the uncertainty of each reading, one standard deviation. */
export interface StepUncertainty {
  readonly signal: string;
  /** In the signal's unit after the step; null: it is a share of the value. */
  readonly sd: number | null;
  readonly relativeSd: number | null;
  /** What it comes from: `between 6 blank wells`. */
  readonly words: string;
}
