import type { Problem } from '../../shared/base/problem.ts';
import type { FitSummary, ServiceEvent } from '../../shared/channels.ts';
import { refusal } from '../../shared/fit/fit-actions.ts';
import { fitActivity, fitStatus } from '../../shared/fit/life.ts';
import { withActions } from './fit-summary.ts';

/** A fit's job, whatever it does. */
interface LiveJob {
  stop(): void;
  /** Where it differs from `stop`: one that waits stays queued. */
  leave?(): void;
  kill(): void;
  readonly end: Promise<unknown>;
}

/** The fits that have a job or wait for one: more than the project's file says of them. */
export class LiveFits {
  readonly #tell: (event: ServiceEvent) => void;
  readonly #summaries = new Map<string, FitSummary>();
  /** In the order in which they began. */
  readonly #jobs = new Map<string, LiveJob>();
  #version = 0;

  constructor(tell: (event: ServiceEvent) => void) {
    this.#tell = tell;
  }

  /** Another one after each change. */
  get version(): number {
    return this.#version;
  }

  get(fit: string): FitSummary | null {
    return this.#summaries.get(fit) ?? null;
  }

  begin(summary: FitSummary, job: LiveJob): void {
    this.#jobs.set(summary.fit, job);
    this.#put(summary);
  }

  /** One that is being stopped stays so, whatever its job still tells. */
  change(fit: string, changed: Partial<FitSummary>): void {
    const before = this.#summaries.get(fit);
    if (before === undefined) return;
    const stopping =
      before.status === fitStatus.stopping
        ? ({ status: fitStatus.stopping, activity: fitActivity.stopping } as const)
        : {};
    this.#put({ ...before, ...changed, ...stopping });
  }

  stop(fit: string): void {
    this.change(fit, { status: fitStatus.stopping, activity: fitActivity.stopping });
    this.#jobs.get(fit)?.stop();
  }

  end(fit: string): void {
    this.#jobs.delete(fit);
    this.#summaries.delete(fit);
    this.#version += 1;
  }

  /** Why a fit must not be taken away by `what`; null: it is not under way. */
  refuseLoss(fit: string, what: string): Problem | null {
    const summary = this.get(fit);
    const refused = summary === null ? null : refusal('remove', summary);
    if (refused === null) return null;
    const { message } = refused;
    return { ...refused, message: `“${what}” would take away a fit: ${message}` };
  }

  /** Leaves all; those that have not ended after `patience` milliseconds are killed. Settles when all have ended. */
  async close(patience: number): Promise<void> {
    const jobs = [...this.#jobs.values()];
    // Those that wait must not start when the one before them ends.
    for (const job of jobs.toReversed()) {
      if (job.leave === undefined) job.stop();
      else job.leave();
    }
    const late = setTimeout(() => {
      for (const job of jobs) job.kill();
    }, patience);
    await Promise.all(jobs.map((job) => job.end));
    clearTimeout(late);
  }

  #put(fit: FitSummary): void {
    const summary = withActions(fit);
    this.#summaries.set(fit.fit, summary);
    this.#version += 1;
    this.#tell({ kind: 'fit', fit: summary });
  }
}
