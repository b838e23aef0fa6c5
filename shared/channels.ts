import type { Problem } from './base/problem.ts';
import type { Evaluation } from './fit/fit-result.ts';
import type { FitSummary, FitView } from './fit/fit-summary.ts';
import type { FitRequest } from './fit/request.ts';
import type { FileSummary } from './plate/file-summary.ts';
import type { Layout, WellRole } from './plate/layout/layout.ts';
import type { ReadAnswers } from './plate/read-answers.ts';

export type { FitSummary, FitView, StoredPredictions } from './fit/fit-summary.ts';

/**
 * Every message between page and service: channel name -> signature. Both ends are derived from this list; handlers
 * parse requests at the door. Payloads are plain data and typed arrays (base/codec.ts).
 */
export interface Channels {
  /** What the page asks first: recent projects, and the open one if there is one. */
  'app.state': (request: Nothing) => AppView;

  /** Makes a project file and opens it; without a path in the projects' folder, under a free name made of the title. */
  'project.create': (
    request: { readonly title: string; readonly path: string | null } & Leaving,
  ) => ProjectView;
  'project.open': (request: { readonly path: string } & Leaving) => ProjectView;
  /** Opens the example; copies it to the projects' folder where it is not there. `fresh`: copies it in any case, under a free name. */
  'project.openExample': (request: { readonly fresh?: boolean } & Leaving) => ProjectView;
  'project.close': (request: Leaving) => Nothing;
  'project.rename': (request: { readonly title: string }) => ProjectView;
  /** A whole copy by the backup interface, while the project stays open. */
  'project.backup': (request: { readonly path: string }) => { readonly path: string };
  /** Undo and redo never end work: what would take away a fit under way is refused. */
  'project.undo': (request: Nothing) => ProjectView;
  'project.redo': (request: Nothing) => ProjectView;
  /** Who did what when, newest first; `earlier`: how many there are before these, which are not told. */
  'project.log': (request: Nothing) => { readonly entries: readonly LogEntry[]; readonly earlier: number };

  /** Reads plate files in a job and keeps their bytes; what cannot be read is in `refused`, the others are kept. */
  'files.import': (request: {
    readonly files: readonly { readonly name: string; readonly bytes: Uint8Array }[];
  }) => ImportReport;
  /**
   * Answers what a file of the project does not say, or corrects an answer: it is read again, which undo takes back. What is not
   * answered now stays as it was answered before.
   */
  'files.answer': (request: { readonly file: string; readonly answers: FileAnswers }) => ProjectView;
  'files.remove': (request: { readonly files: readonly string[] }) => ProjectView;
  'plate.readings': (request: { readonly plate: string }) => PlateReadings;

  /** Specs that come with the program, and how far they suit the project's files. */
  'spec.list': (request: Nothing) => { readonly specs: readonly SpecChoice[] };
  /**
   * Takes a spec: a shipped one by id, adapted to the project's files and devices, or a text of the user's own, with the
   * text of its model where that is the user's own too; null or absent: a model of the library, or the one that the project keeps
   * with its present spec under the name that the new one states.
   */
  'spec.choose': (
    request:
      | { readonly kind: 'shipped'; readonly id: string }
      | {
          readonly kind: 'text';
          readonly name: string;
          readonly text: string;
          readonly model?: OwnModel | null;
        },
  ) => ProjectView;

  'fit.start': (request: FitRequest) => { readonly fit: string };
  /** It keeps its last checkpoint. */
  'fit.stop': (request: { readonly fit: string }) => Nothing;
  /** A stopped fit goes on from its checkpoint to its own number of epochs: the same fit, the same numbers. */
  'fit.resume': (request: { readonly fit: string }) => Nothing;
  /** A new fit that starts from another's checkpoint; `epochs`: in all, more than that one has done. */
  'fit.continue': (request: { readonly fit: string; readonly epochs: number }) => { readonly fit: string };
  /** Predictions of a fit that is not done, from its best evaluation so far, without training. */
  'fit.predict': (request: { readonly fit: string }) => Nothing;
  /** Into the recycle bin; undo brings it back. One under way is refused. */
  'fit.remove': (request: { readonly fit: string }) => ProjectView;
  'fit.show': (request: { readonly fit: string }) => FitView;
}

export type Nothing = Record<string, never>;

/**
 * Of what closes the open project. While fits are under way and `stopFits` is false or absent, the answer is the problem
 * `project.fitsUnderWay`, which names them and says what becomes of them.
 */
export interface Leaving {
  readonly stopFits?: boolean;
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
  | { readonly kind: 'evaluation'; readonly fit: string; readonly evaluation: Evaluation }
  /** The open project changed, also by another window; null: it was closed. */
  | { readonly kind: 'project'; readonly project: ProjectView | null }
  /** A copy of the project is being made; `done`: 0 to 1 of its pages, after which it is read as a whole; null: that is over. */
  | { readonly kind: 'backup'; readonly done: number | null }
  | { readonly kind: 'import'; readonly file: string; readonly done: number; readonly total: number };

export interface AppView {
  readonly version: string;
  readonly host: 'electron' | 'web';
  /** Where new projects go, absolute. */
  readonly home: string;
  /** Newest first; `missing`: the file is not there now. */
  readonly recent: readonly {
    readonly path: string;
    readonly title: string;
    readonly openedAt: string;
    readonly missing: boolean;
  }[];
  /** The user's copy of the example is there, and opening the example opens that one. */
  readonly exampleThere: boolean;
  readonly project: ProjectView | null;
  /** Formats that plate files can be read as. */
  readonly formats: readonly { readonly id: string; readonly title: string }[];
}

export interface ImportReport {
  readonly project: ProjectView;
  readonly kept: readonly string[];
  readonly refused: readonly { readonly file: string; readonly problems: readonly Problem[] }[];
}

export interface LogEntry {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly who: string;
  /** `Import proc140916.csv`. */
  readonly what: string;
  readonly undone: boolean;
}

/** A model file of the user's own: its name without folders, as in a spec's `model: my.model`, and its whole text. */
export interface OwnModel {
  readonly name: string;
  readonly text: string;
}

export interface SpecChoice {
  readonly id: string;
  readonly title: string;
  readonly model: string;
  readonly description: string;
  /** Empty: it can be chosen; else what is missing, one sentence each. */
  readonly missing: readonly string[];
}

/** Answers to what a file does not say itself. */
export type FileAnswers = Pick<ReadAnswers, 'format' | 'timeUnit_s' | 'interval_s'>;

/** Of a file that leaves something open: the answer that it was read with, null where there is none yet. */
export type FileQuestions = { readonly [K in keyof FileAnswers]?: NonNullable<FileAnswers[K]> | null };

/** One imported file. */
export interface FileView extends Omit<FileSummary, 'outline' | 'answers'> {
  /** What can be answered; what the file says itself is left out. */
  readonly questions: FileQuestions;
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly importedAt: string;
}

/** The project as the page needs it at first: no readings, no predictions. */
export interface ProjectView {
  readonly title: string;
  /** The project's file, absolute. */
  readonly path: string;
  /** ISO 8601 of the last change that is on disk. */
  readonly savedAt: string;
  /** Why only reading is possible; null: it can be changed. */
  readonly readOnly: string | null;
  /** Names of what undo and redo would do; null: nothing to do. */
  readonly undo: string | null;
  readonly redo: string | null;
  readonly files: readonly FileView[];
  /** The chosen spec, its model's text where that is no model of the library; null: none yet, so nothing can be fitted. */
  readonly spec: { readonly name: string; readonly text: string; readonly model: OwnModel | null } | null;
  /** null: no spec, or its model cannot be read. */
  readonly model: { readonly id: string; readonly title: string } | null;
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
  /** Parts of devices by group, by the device's name; '' = none. Left out: its layout states none. */
  readonly parts?: Layout['parts'];
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
  /** Left out: a sample. */
  readonly role?: Exclude<WellRole, 'sample'>;
  /** Why it is not used, by its layout or by a correction; left out: it is used. */
  readonly excluded?: string;
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

/** The names of all channels, for doors that let nothing else through. */
export const channelNames: Readonly<Record<Channel, true>> = {
  'app.state': true,
  'project.create': true,
  'project.open': true,
  'project.openExample': true,
  'project.close': true,
  'project.rename': true,
  'project.backup': true,
  'project.undo': true,
  'project.redo': true,
  'project.log': true,
  'files.import': true,
  'files.answer': true,
  'files.remove': true,
  'plate.readings': true,
  'spec.list': true,
  'spec.choose': true,
  'fit.start': true,
  'fit.stop': true,
  'fit.resume': true,
  'fit.continue': true,
  'fit.predict': true,
  'fit.remove': true,
  'fit.show': true,
};

/** What a message from a page may have, whichever host carries it. */
export const messageLimits = {
  /** Of any message's text, bytes: the largest is a spec's. */
  text: 1 << 20,
  /** The same of `files.import`, for pages that put files in texts: a text is decoded as a whole, while all others wait. */
  filesText: 16 << 20,
  /** Of a parcel (base/parcel.ts), bytes: a text and the files that follow it. */
  parcel: 256 << 20,
  /** Lists, records and items of a text. */
  parts: 1 << 16,
} as const;

/** Most bytes of a message's text. */
export function longestText(channel: string): number {
  return channel === filesChannel ? messageLimits.filesText : messageLimits.text;
}

/** Most bytes of a parcel. */
export function largestParcel(channel: string): number {
  return channel === filesChannel ? messageLimits.parcel : messageLimits.text;
}

/** The one whose messages carry files. */
const filesChannel: Channel = 'files.import';

/** What the desktop window puts on the page as `window.wellspring`; a browser has none of it. */
export interface DesktopBridge {
  /**
   * Request and reply as texts of base/codec.ts, a request with files as a parcel (base/parcel.ts); the reply is a Reply. Rejects
   * where the service is gone or the channel unknown.
   */
  call(channel: string, request: string | Uint8Array<ArrayBuffer>): Promise<string>;
  /** One listener, told at once how things stand; a later call takes the earlier one's place. */
  subscribe(listener: (message: DesktopMessage) => void): void;
  /** One listener for menu and operating system; what came before it is told at once. */
  onCommand(listener: (command: DesktopCommand) => void): void;
  /** The system's dialogs for project files; null: nothing was chosen. */
  chooseOpen(): Promise<string | null>;
  chooseSave(name: string): Promise<string | null>;
  /** Where a dropped project file lies; null for any other file. */
  pathOfDropped(file: unknown): string | null;
}

/** `event` is a ServiceEvent as a text of base/codec.ts. */
export type DesktopMessage =
  | { readonly kind: 'open' }
  | { readonly kind: 'lost' }
  | { readonly kind: 'event'; readonly event: string };

/** What the user asked of the menu, or the operating system of the program. */
export type DesktopCommand =
  | { readonly kind: 'new' | 'open' | 'example' | 'close' | 'undo' | 'redo' }
  | { readonly kind: 'openPath'; readonly path: string }
  | { readonly kind: 'theme'; readonly theme: 'system' | 'light' | 'dark' };
