import type { CorrectionStep } from '../experiment/correction/step.ts';
import type { Layout } from '../plate/layout/layout.ts';
import type { FitOrderSettings } from './settings.ts';

/** All that decides a fit's numbers, resolved: nothing here depends on where a command was started. Stored in fit.json. */
export interface FitOrder {
  /** The spec: where it was, for messages and for paths relative to it, and its whole text. */
  readonly spec: { readonly file: string; readonly text: string };
  /**
   * The model's text as it was when the fit was ordered, of the library or the user's own, and where it was; null: an order
   * from before it was kept, whose model is looked up by the spec's name for it.
   */
  readonly model: { readonly file: string; readonly text: string } | null;
  /** Folder of the data files, absolute. */
  readonly data: string;
  /** `--set name=value`, in order. */
  readonly overrides: readonly Override[];
  readonly settings: FitOrderSettings;
  /** What is in the wells, as it was when the fit was ordered; of the plates that have none their files say it. */
  readonly layouts: readonly Layout[];
  /** What is done to the plates’ readings after that, frozen; none in orders from before there were any. */
  readonly corrections: readonly CorrectionStep[];
}

export interface Override {
  readonly name: string;
  readonly value: string;
}
