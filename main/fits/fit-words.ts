import type { Problem } from '../../shared/base/problem.ts';

/** Where a fit stands, for the log. */
interface Stand {
  readonly fit: string;
  /** Completed, and asked for. */
  readonly epoch: number;
  readonly epochs: number;
}

/** What the log says of a fit's life beside the commands that start, continue and remove it. */
export const factOf = {
  resumed: ({ fit, epoch }: Stand): string => `Resume ${fit} from epoch ${epoch}`,
  stopped: (stand: Stand): string => `Stop ${stand.fit} at ${place(stand)}`,
  died: (stand: Stand): string => `${stand.fit} died at ${place(stand)}`,
  diedWithProgram: (stand: Stand): string => `${stand.fit} died with Wellspring at ${place(stand)}`,
  failed: (stand: Stand, problems: readonly Problem[]): string => {
    const [first] = problems;
    return `${stand.fit} failed at ${place(stand)}${first === undefined ? '' : `: ${first.message}`}`;
  },
  done: ({ fit, epoch }: Stand): string => `${fit} is done, at epoch ${epoch}`,
  predicted: (fit: string, epoch: number): string => `Predict from epoch ${epoch} of ${fit}`,
} as const;

function place({ epoch, epochs }: Stand): string {
  return `epoch ${epoch} of ${epochs}`;
}
