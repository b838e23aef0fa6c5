import type { DocumentReader, MapReader } from '../../base/document-reader.ts';
import type { Problem } from '../../base/problem.ts';
import type { PlateRun } from '../../plate/plate-run.ts';
import type { CorrectionWork } from './step.ts';

/** One kind of step. A new kind is a type in `step.ts`, a file under `kinds/`, and a line in `kinds/index.ts`. */
export interface StepKind<Work extends CorrectionWork = CorrectionWork> {
  readonly kind: Work['kind'];
  /** The keys that a step of this kind has beside `kind`, `plate`, `on` and `flag`. */
  readonly keys: readonly string[];
  /** One step as people write it. */
  readonly example: string;
  /** undefined where something is missing or wrong, which is reported. */
  read(map: MapReader, reader: DocumentReader): Work | undefined;
  /** For people: `EYFP: blank wells subtracted, per time`. */
  words(work: Work): string;
  /** The run has the step's signal. A step that cannot be done leaves the run as it is and has a problem that is an error. */
  apply(run: PlateRun, work: Work): StepEffect;
}

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
