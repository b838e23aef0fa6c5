/** Every message between the service and a job process, both ways (structured clones). */
import type { Problem } from '../../shared/base/problem.ts';
import type { CorrectionStep } from '../../shared/experiment/correction/step.ts';
import type {
  ExaminedLayouts,
  ExaminedPlates,
  PlateQuestion,
} from '../../shared/experiment/examine-plates.ts';
import type { Evaluation, FitResult, HistoryRow } from '../../shared/fit/fit-result.ts';
import type { FitOrder } from '../../shared/fit/order.ts';
import type { SamplingReport } from '../../shared/fit/sampling.ts';
import type { FileSummary } from '../../shared/plate/file-summary.ts';
import type { KnownMapping, PlateMapping } from '../../shared/plate/mapping/mapping.ts';
import type { PlateOutline } from '../../shared/plate/plate-run.ts';
import type { ReadAnswers } from '../../shared/plate/read-answers.ts';
import type { NewPlates } from '../../shared/prediction/new-wells/new-plates.ts';
import type { NewPredictions } from '../../shared/prediction/new-wells/predict-new.ts';
import type { AskedDraws } from '../../shared/prediction/scenario/extend-plan.ts';
import type { Scenario, ScenarioPrediction } from '../../shared/prediction/scenario/scenario.ts';
import type { GivenValue } from '../../shared/prediction/simulation/given-values.ts';
import type { FitDiagnosis, TrustQuestion } from '../../shared/prediction/trust/diagnosis.ts';
import type { ZeroShotAnswer, ZeroShotQuestion } from '../../shared/prediction/zero-shot/zero-shot.ts';
import type { FitRecord } from '../store/fit-schemas.ts';
import type { PreparedProject } from '../store/prepare-project.ts';
import type { Scratch } from '../store/scratch-folder.ts';
import type { SimulatedFile } from './simulation-files.ts';

/** To the job: one `start`, then perhaps one `stop`. */
export type ToJob = { readonly kind: 'start'; readonly task: JobTask } | { readonly kind: 'stop' };

/** One member per kind of job. */
export type JobTask =
  | FitTask
  | PredictTask
  | DiagnoseTask
  | ScenarioTask
  | ZeroShotTask
  | NewWellsTask
  | SimulateTask
  | ImportTask
  | ExamineTask
  | PrepareTask
  | CheckTask
  | TidyTask;

export interface FitTask {
  readonly kind: 'fit';
  readonly order: FitOrder;
  /** Folder of the model library. */
  readonly models: string;
  /** The data files, for a fit in a project; null: they lie in the order's folder. */
  readonly files: readonly DataFile[] | null;
  /** Bytes of `checkpoint.bin` to go on from; null: from the start. */
  readonly checkpoint: Uint8Array | null;
  /** Seconds between checkpoints. */
  readonly checkpointEvery_s: number;
  /** Whether windows go first where both want the processor. */
  readonly background: boolean;
}

/** The result of a fit's best evaluation so far, from its checkpoint; trains nothing. */
export interface PredictTask extends Omit<FitTask, 'kind' | 'checkpoint' | 'checkpointEvery_s'> {
  readonly kind: 'predict';
  /** After at least one evaluation. */
  readonly checkpoint: Uint8Array;
}

/** How far a fit can be trusted, from its checkpoint; trains nothing. */
export interface DiagnoseTask extends Omit<PredictTask, 'kind'> {
  readonly kind: 'diagnose';
  readonly question: TrustQuestion;
}

/** What a fit with an evaluation, or with draws of chains, predicts of wells that are asked for; it stays as it is. */
export interface ScenarioTask extends Omit<PredictTask, 'kind'> {
  readonly kind: 'scenario';
  readonly scenario: Scenario;
}

/** What a fit by chains predicts of the wells of the device that it left out; it stays as it is. */
export interface ZeroShotTask extends Omit<PredictTask, 'kind'> {
  readonly kind: 'zeroShot';
  readonly question: ZeroShotQuestion;
}

/** What such a fit makes of wells of other plate files, given their readings; it stays as it is. */
export interface NewWellsTask extends Omit<PredictTask, 'kind'> {
  readonly kind: 'newWells';
  readonly plates: NewPlateFiles;
}

/** Plate files that had no part in a fit, and how many draws are made of their wells. */
export interface NewPlateFiles extends Omit<NewPlates, 'files'>, AskedDraws {
  /** In compact form, see plate-codec.ts, with the SHA-256 (hex) of the file's bytes. */
  readonly files: readonly { readonly file: string; readonly parsed: Uint8Array; readonly sha256: string }[];
}

/** Data made up by a spec's model in its wells. */
export interface SimulateTask extends Pick<FitTask, 'order' | 'models'> {
  readonly kind: 'simulate';
  /** The data, of a design or of a fit in a project; null: they lie in the order's folder. */
  readonly files: readonly DataFile[] | null;
  /** Of a fit by chains whose draws are the truths; null: they are drawn from the priors. */
  readonly checkpoint: Uint8Array | null;
  /** `files` stand for readings of wells that were never read. */
  readonly isDesign: boolean;
  /** How many data sets. */
  readonly sets: number;
  /** Draws of the bands that are asked for in place of data sets; null: data sets are. */
  readonly predictive: number | null;
  /** Of what is drawn; the order's is that of its fit. */
  readonly seed: number;
  /** True values that are stated. */
  readonly values: readonly GivenValue[];
}

/** A file by its name in the spec, byte for byte as it came. */
export interface DataFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Left out: nothing was asked. */
  readonly answers?: ReadAnswers;
}

/** Reads one plate file: hostile input, so in a process that can be killed. */
export interface ImportTask {
  readonly kind: 'import';
  readonly file: DataFile;
  /** Mappings given before, for files of the same shape. */
  readonly known: readonly KnownMapping[];
  /** Whether the summary says what is odd about readings; whoever looks for flags is told more of it by them. */
  readonly checked: boolean;
}

/** Looks at plates that were read: their flags, or their summary. */
export interface ExamineTask {
  readonly kind: 'examine';
  readonly files: readonly ParsedFile[];
  readonly layouts: ExaminedLayouts;
  readonly corrections: readonly CorrectionStep[];
  readonly question: PlateQuestion;
}

/** A plate file whose readings are known. */
export interface ParsedFile {
  readonly file: string;
  /** In compact form, see plate-codec.ts. */
  readonly parsed: Uint8Array;
}

/** Looks at a project before the service opens it: all that is long when the project is large, damaged or hostile. */
export interface PrepareTask {
  readonly kind: 'prepare';
  /** Absolute. */
  readonly path: string;
  /** An empty folder for copies, which the service takes away, or why there is none. */
  readonly scratch: Scratch;
  /** See PrepareOptions. */
  readonly mapped: boolean;
}

/** Settles the copy that a backup has made, and reads all of it once. */
export interface CheckTask {
  readonly kind: 'check';
  /** Absolute; nobody else has it. */
  readonly copy: string;
}

/** Takes away what programs that died left among the temporary files. */
export interface TidyTask {
  readonly kind: 'tidy';
}

/** From the job. After `result`, `diagnosed`, `imported`, `examined`, `projectPrepared`, `checked`, `simulated`, `scenario`, `zeroShot`, `newWells`, `tidied`, `stopped`, `problems` or `bug` the job ends by itself. */
export type FromJob =
  /** A fit's first checkpoint comes in the same breath: whoever hears that it runs can go on with it. Null: predictions keep none. */
  | {
      readonly kind: 'prepared';
      readonly prepared: FitPrepared;
      readonly checkpoint: FitCheckpoint | null;
    }
  | { readonly kind: 'progress'; readonly progress: JobProgress }
  | { readonly kind: 'evaluation'; readonly evaluation: Evaluation }
  /** Of a fit by chains, now and then. */
  | { readonly kind: 'sampling'; readonly sampling: SamplingReport }
  | { readonly kind: 'checkpoint'; readonly checkpoint: FitCheckpoint }
  | {
      readonly kind: 'result';
      readonly result: FitResult;
      readonly seconds: number;
      readonly problems: readonly Problem[];
    }
  | { readonly kind: 'diagnosed'; readonly diagnosis: FitDiagnosis; readonly problems: readonly Problem[] }
  | { readonly kind: 'imported'; readonly imported: ImportedFile }
  | { readonly kind: 'examined'; readonly examined: ExaminedPlates; readonly problems: readonly Problem[] }
  | ({ readonly kind: 'projectPrepared' } & PreparedFile)
  /** `damage`: a few words; null: the copy is whole. */
  | { readonly kind: 'checked'; readonly damage: string | null }
  | {
      readonly kind: 'simulated';
      readonly files: readonly SimulatedFile[];
      readonly problems: readonly Problem[];
    }
  | {
      readonly kind: 'scenario';
      /** The fit's, of spec, model, data and settings. */
      readonly fingerprint: string;
      readonly wells: readonly ScenarioPrediction[];
      readonly problems: readonly Problem[];
    }
  | {
      readonly kind: 'zeroShot';
      /** The fit's, of spec, model, data and settings. */
      readonly fingerprint: string;
      readonly answer: ZeroShotAnswer;
      readonly problems: readonly Problem[];
    }
  | {
      readonly kind: 'newWells';
      readonly fingerprint: string;
      readonly made: NewPredictions;
      readonly problems: readonly Problem[];
    }
  | { readonly kind: 'tidied' }
  | { readonly kind: 'stopped' }
  | {
      readonly kind: 'problems';
      readonly failed: 'input' | 'numerics';
      readonly problems: readonly Problem[];
    }
  | { readonly kind: 'bug'; readonly message: string };

/** What the supervisor adds: the process is gone without one of the last words above. */
export interface JobDeath {
  readonly kind: 'died';
  readonly code: number | null;
  readonly signal: string | null;
  /** Half a sentence where it took too much memory: `it took more than 3072 MB`. */
  readonly memory?: string;
}

/** The system gave the task no process. */
export interface JobNotStarted {
  readonly kind: 'notStarted';
  /** Half a sentence: `too many files are open`. */
  readonly reason: string;
}

export type JobEvent = FromJob | JobDeath | JobNotStarted;

/** A project that can be opened. */
export interface PreparedFile {
  readonly project: PreparedProject;
  /** By row, of plate files whose summary has no outline yet; null: their readings are lost. */
  readonly outlines: readonly (readonly [number, readonly PlateOutline[] | null])[];
}

/** What a plate file holds. */
export interface ImportedFile {
  readonly summary: FileSummary;
  /** All readings in compact form, see plate-codec.ts. */
  readonly parsed: Uint8Array;
  /** By which it was read; left out: by its format. */
  readonly mapping?: PlateMapping;
}

/** What a fit is made of, known before its first step. */
export interface FitPrepared extends FitRecord {
  /** Warnings met on the way. */
  readonly problems: readonly Problem[];
}

/** At most ten a second. */
export interface JobProgress {
  /** For people: `training`, `evaluating`, `writing results`. */
  readonly activity: string;
  /** Epochs completed, with the fraction of the one under way. */
  readonly epoch: number;
  readonly epochs: number;
  readonly step: number;
  readonly stepsPerSecond: number | null;
  readonly secondsLeft: number | null;
}

/** Enough to go on with and to show what there is when the job dies. */
export interface FitCheckpoint {
  readonly bytes: Uint8Array;
  readonly evaluations: readonly Evaluation[];
  readonly history: readonly HistoryRow[];
  readonly seconds: number;
}
