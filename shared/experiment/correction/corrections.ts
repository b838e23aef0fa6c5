import type { CorrectionStep } from './step.ts';

/** What was decided about the quality of a project's plates, or of plate files: a plain document of its own. */
export interface Corrections {
  /** In the order in which they are applied. */
  readonly steps: readonly CorrectionStep[];
  /** By flag, each once. */
  readonly decisions: readonly FlagDecision[];
}

/** What somebody decided about a flag. */
export interface FlagDecision {
  readonly flag: string;
  readonly decision: 'accepted' | 'rejected';
  /** The flag's reason as it was then. */
  readonly reason: string;
}

export const noCorrections: Corrections = { steps: [], decisions: [] };

export const correctionsFormat = 'wellspring-corrections/1';

/** The document, for a file of its own. */
export function correctionsText({ steps, decisions }: Corrections): string {
  return `${JSON.stringify({ format: correctionsFormat, steps, decisions }, null, 2)}\n`;
}
