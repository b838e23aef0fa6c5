import type { Treatment } from '../treatment.ts';

/**
 * What a well is for. A blank holds medium without cells; a control is measured beside the samples and never fitted
 * (`autofluorescence`: cells without a reporter); `empty` holds nothing.
 */
export const wellRoles = ['sample', 'blank', 'autofluorescence', 'control', 'empty'] as const;
export type WellRole = (typeof wellRoles)[number];

/** What can be said of a well beside its readings; what is left out is not said. */
export interface WellFacts {
  /** Name of the genetic construct. */
  readonly device?: string;
  /** All that was added, as data; an empty list: nothing was. */
  readonly treatments?: readonly Treatment[];
  /** Not said: a sample. */
  readonly role?: WellRole;
  /** The well's own culture, and its repeat of it (`2`, `a`). */
  readonly biological?: string;
  readonly technical?: string;
  /** Why the well is not used, in a few words; '': it is used, whatever was said before. */
  readonly excluded?: string;
  /** Other columns of a layout by their heading: strain, medium, day. */
  readonly factors?: Readonly<Record<string, string>>;
}

/** What a layout says of one well; what it leaves out stays as the reader's file has it. */
export interface LayoutWell extends WellFacts {
  /** Unpadded: `A1`, `AF48`. */
  readonly well: string;
}

/** What is in the wells of a plate. Plain data: it crosses processes and is stored. */
export interface Layout {
  /** As experiments name the plate; null: of every plate that has no layout of its own. */
  readonly plate: string | null;
  /** Each well once. */
  readonly wells: readonly LayoutWell[];
  /** Parts of devices by group (`aR`), where a layout states them: device -> group -> part's name, '' = no part. */
  readonly parts?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}
