import { runCheckJob } from '../../main/jobs/check-job.ts';
import { runExamineJob } from '../../main/jobs/examine-job.ts';
import { runImportJob } from '../../main/jobs/import-job.ts';
import type { JobProcess } from '../../main/jobs/job-process.ts';
import type {
  FitCheckpoint,
  FitTask,
  FromJob,
  PredictTask,
  ScenarioTask,
  ToJob,
} from '../../main/jobs/messages.ts';
import { runPrepareJob } from '../../main/jobs/prepare-job.ts';
import { runSimulateJob } from '../../main/jobs/simulate-job.ts';
import type { Evaluation, FitResult, HistoryRow } from '../../shared/fit/fit-result.ts';

/** What a fake fit carries from epoch to epoch; its checkpoint is this as JSON. */
interface FakeState {
  epoch: number;
  evaluations: Evaluation[];
  history: HistoryRow[];
}

/** A fit whose epochs pass when a test says so. Its best evaluation is that of epoch 3, or of the first one after it. */
export class FakeFit {
  readonly task: FitTask | PredictTask | ScenarioTask;
  readonly #send: (message: FromJob) => void;
  readonly #exit: (code: number | null, signal: string | null) => void;
  readonly #state: FakeState;

  constructor(
    task: FitTask | PredictTask | ScenarioTask,
    send: (message: FromJob) => void,
    exit: (code: number | null, signal: string | null) => void,
  ) {
    this.task = task;
    this.#send = send;
    this.#exit = exit;
    this.#state =
      task.checkpoint === null
        ? { epoch: 0, evaluations: [], history: [] }
        : (JSON.parse(new TextDecoder().decode(task.checkpoint)) as FakeState);
  }

  begin(): void {
    const { backend, relaxedMadd } = this.task.order.settings;
    const wells = { train: ['a/A1'], validation: ['a/A2'], heldOut: [] };
    const kernel = { backend: backend === 'auto' ? 'interpreter' : backend, threads: 1, relaxedMadd };
    const prepared = { ...kernel, ...wells, model: 'fake', objective: 'iwae', data: [], problems: [] };
    const checkpoint = this.task.kind === 'fit' ? this.#checkpoint() : null;
    this.#send({ kind: 'prepared', prepared, checkpoint });
  }

  /** The epochs up to the next evaluation, or the predictions that were asked for. */
  advance(): void {
    if (this.task.kind === 'predict') {
      this.#result();
      return;
    }
    const { epochs, evaluateEvery } = this.task.order.settings;
    do this.#epoch();
    while (this.#state.epoch % evaluateEvery !== 0 && this.#state.epoch < epochs);
    this.#evaluate();
    if (this.#state.epoch >= epochs) this.#result();
  }

  /** One epoch that is not evaluated yet. */
  train(): void {
    this.#epoch();
    this.#sendCheckpoint();
  }

  stop(): void {
    if (this.task.kind === 'fit') this.#sendCheckpoint();
    this.#send({ kind: 'stopped' });
    this.#exit(0, null);
  }

  die(): void {
    this.#exit(null, 'SIGKILL');
  }

  /** The loss is no number any more. */
  diverge(): void {
    this.#sendCheckpoint();
    const message = 'the loss was not a finite number';
    const problem = {
      code: 'fit.notFinite',
      severity: 'error',
      message,
      remedy: 'Lower learning_rate.',
    } as const;
    this.#send({ kind: 'problems', failed: 'numerics', problems: [problem] });
    this.#exit(0, null);
  }

  #epoch(): void {
    const state = this.#state;
    state.epoch += 1;
    const rest = { learningRate: 0.01, trainElbo: null, validationElbo: null, failedDraws: 0 };
    state.history.push({ epoch: state.epoch, step: state.epoch, seconds: state.epoch, ...rest });
  }

  #evaluate(): void {
    const { epoch, evaluations } = this.#state;
    const evaluation = { epoch, step: epoch, seconds: epoch, ...elbosAt(epoch) };
    evaluations.push(evaluation);
    this.#send({ kind: 'evaluation', evaluation });
    this.#sendCheckpoint();
  }

  #checkpoint(): FitCheckpoint {
    const { epoch, evaluations, history } = this.#state;
    const bytes = new TextEncoder().encode(JSON.stringify(this.#state));
    const known = { evaluations: [...evaluations], history: [...history], seconds: epoch };
    return { bytes, ...known };
  }

  #sendCheckpoint(): void {
    this.#send({ kind: 'checkpoint', checkpoint: this.#checkpoint() });
  }

  #result(): void {
    const { epoch, evaluations, history } = this.#state;
    const result = fakeResult(evaluations, history);
    this.#send({ kind: 'result', result, seconds: epoch, problems: [] });
    this.#exit(0, null);
  }
}

export function elbosAt(epoch: number): Pick<Evaluation, 'trainElbo' | 'validationElbo'> {
  return { trainElbo: 10 * epoch, validationElbo: 100 - Math.abs(epoch - 3) };
}

export function fakeResult(evaluations: readonly Evaluation[], history: readonly HistoryRow[]): FitResult {
  const best = evaluations.reduce((kept, next) => (next.validationElbo > kept.validationElbo ? next : kept));
  const last = evaluations.at(-1) ?? best;
  const short = ({ epoch, validationElbo }: Evaluation) => ({ epoch, validationElbo });
  return {
    ...{ evaluations, history, best: short(best), last: short(last) },
    validation: { OD: { r2: best.epoch / 100, rmse: 0.1, coverage50: 0.5, coverage95: 0.95 } },
    posterior: { parameters: [], draws: 1, wells: [], fixed: [] },
    ...{ parameters: [], predictions: [] },
    diagnostics: { wells: [], residualLag1: { OD: 0 }, notes: [] },
  };
}

/** Jobs in this process: imports and openings are the real ones, fits are fake. */
export class FakeJobs {
  /** Fits and predictions under way, oldest first. */
  readonly fits: FakeFit[] = [];
  #vanished = 0;

  readonly start = (): JobProcess => {
    let hear = (_message: FromJob): void => {};
    let exited = (_exit: { code: number | null; signal: string | null; errors: string }): void => {};
    let fit: FakeFit | null = null;
    let over = false;
    const life = this.#vanished;
    const isHeard = (): boolean => !over && life === this.#vanished;
    const exit = (code: number | null, signal: string | null): void => {
      if (!isHeard()) return;
      over = true;
      if (fit !== null) this.fits.splice(this.fits.indexOf(fit), 1);
      // After what was told before.
      setImmediate(() => exited({ code, signal, errors: '' }));
    };
    const begin = async ({ task }: Extract<ToJob, { kind: 'start' }>): Promise<void> => {
      if (task.kind === 'import') {
        await runImportJob(task, { send: async (message) => hear(message), shouldStop: () => !isHeard() });
        exit(0, null);
        return;
      }
      if (task.kind === 'examine') {
        await runExamineJob(task, { send: async (message) => hear(message), shouldStop: () => !isHeard() });
        exit(0, null);
        return;
      }
      if (task.kind === 'prepare') {
        await runPrepareJob(task, { send: async (message) => hear(message), shouldStop: () => !isHeard() });
        exit(0, null);
        return;
      }
      if (task.kind === 'check') {
        await runCheckJob(task, { send: async (message) => hear(message), shouldStop: () => !isHeard() });
        exit(0, null);
        return;
      }
      if (task.kind === 'simulate') {
        await runSimulateJob(task, { send: async (message) => hear(message), shouldStop: () => !isHeard() });
        exit(0, null);
        return;
      }
      if (task.kind === 'tidy') {
        hear({ kind: 'tidied' });
        exit(0, null);
        return;
      }
      if (task.kind === 'diagnose' || task.kind === 'zeroShot' || task.kind === 'newWells') {
        hear({ kind: 'stopped' });
        exit(0, null);
        return;
      }
      const send = (message: FromJob): void => {
        if (isHeard()) hear(structuredClone(message));
      };
      fit = new FakeFit(task, send, exit);
      this.fits.push(fit);
      fit.begin();
    };
    return {
      pid: () => null,
      post: (message) => {
        // As from another process: never while the one who asks is still asking.
        setImmediate(() => {
          if (!isHeard()) return;
          if (message.kind === 'start') void begin(message);
          else fit?.stop();
        });
      },
      onMessage: (listener) => {
        hear = listener;
      },
      onExit: (listener) => {
        exited = listener;
      },
      kill: () => exit(null, 'SIGKILL'),
    };
  };

  /** As when the whole program dies: nothing is heard of what was under way. */
  vanish(): void {
    this.#vanished += 1;
    this.fits.length = 0;
  }

  /** The fit or prediction that runs. Waits until there is one. */
  async running(kind: 'fit' | 'predict' = 'fit'): Promise<FakeFit> {
    for (;;) {
      const found = this.fits.find(({ task }) => task.kind === kind);
      if (found !== undefined) return found;
      await turn();
    }
  }
}

/** Until what was posted has been heard. */
export async function turn(): Promise<void> {
  for (let i = 0; i < 4; i++) await new Promise((resolve) => setImmediate(resolve));
}
