import type { Problem } from '../../shared/base/problem.ts';
import type { FitRequest, FitStatus, FitSummary, FitView, ServiceEvent } from '../../shared/channels.ts';
import { LOADING, type Loaded } from './loaded.ts';
import type { Service } from './service.svelte.ts';

const UNDER_WAY: readonly FitStatus[] = ['queued', 'running', 'stopping'];

export function isUnderWay(fit: FitSummary): boolean {
  return UNDER_WAY.includes(fit.status);
}

/** A fit that left predictions: done, or stopped after at least one evaluation. */
export function hasPredictions(fit: FitSummary): boolean {
  return fit.status === 'done' || (fit.status === 'interrupted' && fit.evaluations.length > 0);
}

/** The project's fits: the list as the service tells it, the predictions of those that were looked at. */
export class Fits {
  /** Oldest first. */
  list: readonly FitSummary[] = $state.raw([]);
  /** The fit whose progress the Fit step shows. */
  watched: string | null = $state(null);
  /** The fit whose predictions Compare shows. */
  shown: string | null = $state(null);
  /** What the service said to the last start or stop, if it did not obey. */
  problems: readonly Problem[] = $state.raw([]);
  /** A start was asked for and not answered yet. */
  starting = $state(false);
  #views: ReadonlyMap<string, Loaded<FitView>> = $state.raw(new Map());
  #service: Service;

  constructor(service: Service) {
    this.#service = service;
  }

  get underWay(): FitSummary | null {
    return (
      this.list.find((fit) => fit.status === 'running' || fit.status === 'stopping') ??
      this.list.find(isUnderWay) ??
      null
    );
  }

  find(name: string | null): FitSummary | null {
    return this.list.find((fit) => fit.fit === name) ?? null;
  }

  view(name: string): Loaded<FitView> {
    return this.#views.get(name) ?? LOADING;
  }

  /** Its predictions are here, on their way, or could not be had. */
  holds(name: string): boolean {
    return this.#views.has(name);
  }

  /** After a new connection what failed may well succeed. */
  forgetFailed(): void {
    this.#views = new Map([...this.#views].filter(([, held]) => held.kind !== 'failed'));
  }

  /** Place in the queue, counted from 1 behind the running one; 0: it does not wait. */
  placeInQueue(fit: FitSummary): number {
    if (fit.status !== 'queued') return 0;
    return this.list.filter((one) => one.status === 'queued').findIndex((one) => one.fit === fit.fit) + 1;
  }

  /** Another project: nothing of the last one's is meant. */
  forget(): void {
    this.list = [];
    this.watched = null;
    this.shown = null;
    this.problems = [];
    this.#views = new Map();
  }

  /** The list of a freshly opened project; keeps what is being looked at where it still exists. */
  replace(list: readonly FitSummary[]): void {
    const gone = [...this.#views.keys()].filter((name) => !list.some((fit) => fit.fit === name));
    for (const name of gone) this.#keep(name, null);
    this.list = list;
    if (this.find(this.watched) === null) this.watched = list.at(-1)?.fit ?? null;
    this.#showDefault();
  }

  apply(event: ServiceEvent): void {
    if (event.kind === 'fit') this.#put(event.fit);
    else if (event.kind === 'evaluation') {
      const fit = this.find(event.fit);
      const known = fit?.evaluations.some((evaluation) => evaluation.step === event.evaluation.step) ?? true;
      if (fit !== null && !known) this.#put({ ...fit, evaluations: [...fit.evaluations, event.evaluation] });
    }
  }

  async start(request: FitRequest): Promise<void> {
    this.starting = true;
    this.problems = [];
    const outcome = await this.#service.ask('fit.start', request);
    this.starting = false;
    if (outcome.ok) this.watched = outcome.value.fit;
    else this.problems = outcome.problems;
  }

  /** `epochs`: how many in all; null: as many as were asked for at the start. */
  async resume(fit: string, epochs: number | null): Promise<void> {
    this.problems = [];
    const outcome = await this.#service.ask('fit.resume', { fit, epochs });
    if (!outcome.ok) this.problems = outcome.problems;
    else this.watched = fit;
  }

  async stop(fit: string): Promise<void> {
    this.problems = [];
    const outcome = await this.#service.ask('fit.stop', { fit });
    if (!outcome.ok) this.problems = outcome.problems;
  }

  /** Fetches a fit's predictions unless they are here or on their way. */
  async load(name: string): Promise<void> {
    const held = this.#views.get(name);
    if (held !== undefined && held.kind !== 'failed') return;
    this.#keep(name, LOADING);
    const outcome = await this.#service.ask('fit.show', { fit: name });
    this.#keep(
      name,
      outcome.ok ? { kind: 'ready', value: outcome.value } : { kind: 'failed', problems: outcome.problems },
    );
  }

  #keep(name: string, view: Loaded<FitView> | null): void {
    const views = new Map(this.#views);
    if (view === null) views.delete(name);
    else views.set(name, view);
    this.#views = views;
  }

  #put(fit: FitSummary): void {
    const before = this.find(fit.fit);
    this.list =
      before === null ? [...this.list, fit] : this.list.map((old) => (old.fit === fit.fit ? fit : old));
    if (before !== null && isUnderWay(before) && hasPredictions(fit)) {
      // Whatever was fetched before the end is older than the end.
      this.#keep(fit.fit, null);
      this.shown = fit.fit;
    }
    this.#showDefault();
  }

  #showDefault(): void {
    if (this.find(this.shown) === null) this.shown = this.list.findLast(hasPredictions)?.fit ?? null;
  }
}
