import type { Treatment } from '../treatment.ts';

/**
 * What a well is for. A blank holds medium without cells; a control is measured beside the samples and never fitted
 * (`autofluorescence`: cells without a reporter); `empty` holds nothing.
 */
export const wellRoles = ['sample', 'blank', 'autofluorescence', 'control', 'empty'] as const;
export type WellRole = (typeof wellRoles)[number];

/** What a layout says of one well; what it leaves out stays as the reader's file has it. */
export interface LayoutWell {
  /** Unpadded: `A1`, `AF48`. */
  readonly well: string;
  readonly device?: string;
  /** All that was added; an empty list: nothing was. */
  readonly treatments?: readonly Treatment[];
  readonly role?: WellRole;
  readonly biological?: string;
  readonly technical?: string;
  /** Why the well is not used; '': it is used, whatever was said before. */
  readonly excluded?: string;
  /** By heading. */
  readonly factors?: Readonly<Record<string, string>>;
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
