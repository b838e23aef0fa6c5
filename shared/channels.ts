import type { Problem } from './base/problem.ts';
import type { Evaluation, WellPrediction } from './inference/fit-result.ts';

/**
 * Every message between page and service: channel name -> signature. Both ends are derived from this list; handlers
 * parse requests at the door. Payloads are plain data and typed arrays (base/codec.ts).
 */
export interface Channels {
  'project.open': (request: Record<string, never>) => ProjectView;
  'plate.readings': (request: { readonly plate: string }) => PlateReadings;
  'fit.start': (request: FitRequest) => { readonly fit: string };
  'fit.stop': (request: { readonly fit: string }) => Record<string, never>;
  'fit.show': (request: { readonly fit: string }) => FitView;
}

export type Channel = keyof Channels;
export type ChannelRequest<C extends Channel> = Parameters<Channels[C]>[0];
export type ChannelReply<C extends Channel> = ReturnType<Channels[C]>;

/** A reply on the wire: the value, the user's problems, or the sentence of our own bug. */
export type Reply<T> =
  | { readonly kind: 'value'; readonly value: T }
  | { readonly kind: 'problems'; readonly problems: readonly Problem[] }
  | { readonly kind: 'bug'; readonly message: string };

/** What a transport needs of the service: it carries messages and understands none. */
export interface Service {
  /** Never rejects: what goes wrong is in the reply. */
  call(channel: string, request: unknown): Promise<Reply<unknown>>;
  /** Returns the function that ends the subscription. */
  subscribe(listener: (event: ServiceEvent) => void): () => void;
  /** Ends jobs; interrupted fits keep their last checkpoint. */
  close(): Promise<void>;
}

/** What the service tells every open page, without being asked. */
export type ServiceEvent =
  | { readonly kind: 'fit'; readonly fit: FitSummary }
  | { readonly kind: 'evaluation'; readonly fit: string; readonly evaluation: Evaluation };

/** The project as the page needs it at first: no readings, no predictions. */
export interface ProjectView {
  readonly title: string;
  /** Where its files lie, for people. */
  readonly folder: string;
  readonly model: { readonly id: string; readonly title: string };
  readonly signals: readonly SignalView[];
  readonly devices: readonly { readonly name: string; readonly title: string }[];
  readonly plates: readonly PlateView[];
  /** Oldest first. */
  readonly fits: readonly FitSummary[];
  /** Defaults of `fit.start` for this project. */
  readonly defaults: FitRequest;
  readonly problems: readonly Problem[];
}

export interface SignalView {
  readonly name: string;
  /** Empty where the file states none. */
  readonly unit: string;
}

export interface PlateView {
  readonly plate: string;
  readonly file: string;
  readonly rows: number;
  readonly columns: number;
  readonly wells: readonly WellView[];
}

export interface WellView {
  /** `<plate>/<well>`. */
  readonly id: string;
  readonly well: string;
  /** 0-based. */
  readonly row: number;
  readonly column: number;
  /** Index into `devices`, null: a device that this project does not use. */
  readonly device: number | null;
  /** As the file has it. */
  readonly deviceName: string;
  readonly treatment: string;
}

/** Raw readings of one plate, for plate colours and curves. */
export interface PlateReadings {
  readonly plate: string;
  readonly signals: readonly {
    readonly name: string;
    /** [time]. */
    readonly times_h: Float64Array;
    /** [well, time] in the order of PlateView.wells, NaN = none. */
    readonly values: Float64Array;
  }[];
}

export interface FitRequest {
  readonly epochs: number;
  readonly draws: number;
  readonly evaluationDraws: number;
  readonly evaluateEvery: number;
  readonly folds: number;
  readonly fold: number;
  readonly seed: number;
}

export type FitStatus = 'queued' | 'running' | 'stopping' | 'done' | 'interrupted' | 'failed';

export interface FitSummary {
  /** Name of the fit, unique in the project: `fit-1`. */
  readonly fit: string;
  readonly status: FitStatus;
  readonly request: FitRequest;
  /** Epochs completed (fractions while one is under way) and asked for. */
  readonly epoch: number;
  readonly epochs: number;
  readonly stepsPerSecond: number | null;
  /** Estimated; null while unknown or when not running. */
  readonly secondsLeft: number | null;
  /** What it is doing now, for people: `training`, `evaluating`, `writing results`. */
  readonly activity: string;
  readonly backend: string;
  readonly evaluations: readonly Evaluation[];
  readonly bestEpoch: number | null;
  readonly bestValidationElbo: number | null;
  /** Why it failed or stopped. */
  readonly problems: readonly Problem[];
}

/** A finished fit's predictions. */
export interface FitView {
  readonly fit: FitSummary;
  readonly scores: readonly {
    readonly signal: string;
    readonly r2: number;
    readonly rmse: number;
    readonly coverage50: number;
    readonly coverage95: number;
  }[];
  readonly predictions: readonly WellPrediction[];
}

/** All that decides a fit's numbers, resolved: nothing here depends on where a command was started. Stored in fit.json. */
export interface FitOrder {
  /** The spec: where it was, for messages and for paths relative to it, and its whole text. */
  readonly spec: { readonly file: string; readonly text: string };
  /** Folder of the data files, absolute. */
  readonly data: string;
  /** `--set name=value`, in order. */
  readonly overrides: readonly Override[];
  readonly settings: FitOrderSettings;
}

export interface Override {
  readonly name: string;
  readonly value: string;
}

export interface FitOrderSettings {
  readonly folds: number;
  readonly fold: number;
  readonly foldSeed: number;
  /** Name or pretty name of a device; null: none is held out. */
  readonly heldOut: string | null;
  readonly seed: number;
  readonly epochs: number;
  /** Wells a training step; null: the spec's. */
  readonly batch: number | null;
  readonly draws: number;
  readonly evaluationDraws: number;
  readonly evaluateEvery: number;
  readonly backend: string;
  readonly threads: number;
}
