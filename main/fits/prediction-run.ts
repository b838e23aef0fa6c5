import type { Problem } from '../../shared/base/problem.ts';
import type { FitResult } from '../../shared/fit/fit-result.ts';
import { fitStatus } from '../../shared/fit/life.ts';
import type { FitOrder } from '../../shared/fit/order.ts';
import type { DataFile, FitPrepared, JobDeath, JobEvent } from '../jobs/messages.ts';
import { notStarted } from '../jobs/not-started.ts';
import type { Supervisor } from '../jobs/supervisor.ts';
import type { FitKeeper } from './fit-keeper.ts';

export interface PredictionRunOptions {
  readonly supervisor: Supervisor;
  readonly order: FitOrder;
  /** Folder of the model library. */
  readonly models: string;
  /** The data, for a fit in a project; null: they lie in the order's folder. */
  readonly files: readonly DataFile[] | null;
  readonly keeper: FitKeeper;
  /** Of a fit that is not done, after its first evaluation. */
  readonly checkpoint: Uint8Array;
  /** Whether windows go first where both want the processor. */
  readonly background: boolean;
  readonly onPrepared: (prepared: FitPrepared) => void;
}

/** The fit is as it was, whatever becomes of its predictions. */
export type PredictionEnd =
  | {
      readonly status: typeof fitStatus.done;
      readonly result: FitResult;
      readonly problems: readonly Problem[];
    }
  | { readonly status: 'stopped' }
  | {
      readonly status: typeof fitStatus.failed;
      readonly reason: 'input' | 'numerics' | 'died';
      readonly problems: readonly Problem[];
    }
  | { readonly status: 'bug'; readonly message: string };

export interface PredictionRun {
  stop(): void;
  kill(): void;
  readonly end: Promise<PredictionEnd>;
}

/** Makes the predictions of a fit's best evaluation as a job, and keeps them; nothing is trained. */
export function runPrediction(options: PredictionRunOptions): PredictionRun {
  const { supervisor, order, models, files, keeper, checkpoint, background } = options;
  let killed = false;
  let settle = (_end: PredictionEnd): void => {};
  const end = new Promise<PredictionEnd>((resolve) => {
    settle = resolve;
  });
  const fail = (reason: 'input' | 'numerics' | 'died', problems: readonly Problem[]): void =>
    settle({ status: fitStatus.failed, reason, problems });
  const finish = (result: FitResult, problems: readonly Problem[]): void => {
    const unwritten = keeper.predicted(result);
    if (unwritten === null) settle({ status: fitStatus.done, result, problems });
    else fail('input', [unwritten]);
  };
  const hear = (event: JobEvent): void => {
    switch (event.kind) {
      case 'prepared':
        options.onPrepared(event.prepared);
        break;
      case 'result':
        finish(event.result, event.problems);
        break;
      case 'stopped':
        settle({ status: 'stopped' });
        break;
      case 'problems':
        fail(event.failed, event.problems);
        break;
      case 'bug':
        settle({ status: 'bug', message: event.message });
        break;
      case 'notStarted':
        fail('died', [notStarted('the predictions', event.reason, 'ask for them again')]);
        break;
      case 'died':
        if (killed) settle({ status: 'stopped' });
        else fail('died', [died(event)]);
        break;
    }
  };
  const task = { kind: 'predict', order, models, files, checkpoint, background } as const;
  const job = supervisor.start(task, hear);
  return {
    stop: job.stop,
    kill: () => {
      killed = true;
      job.kill();
    },
    end,
  };
}

function died({ code, signal, memory }: JobDeath): Problem {
  const how = signal === null ? `with exit code ${code}` : `by ${signal}`;
  return {
    code: 'fit.predictionDied',
    severity: 'error',
    message:
      memory === undefined
        ? `the process that made the predictions was ended from outside ${how}`
        : `the process that made the predictions was ended: ${memory}`,
    remedy: 'If memory ran out, close other programs; then ask for the predictions again.',
  };
}
