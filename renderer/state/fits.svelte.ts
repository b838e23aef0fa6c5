import type { Outcome, Problem } from '../../shared/base/problem.ts';
import type { FitSummary, FitView, ServiceEvent } from '../../shared/channels.ts';
import { fitStatus, isUnderWay } from '../../shared/fit/life.ts';
import type { FitRequest } from '../../shared/fit/request.ts';
import { hasPredictions, samePredictions } from './fit-life.ts';
import { LOADING, type Loaded } from './loaded.ts';
import { sameData } from './same-data.ts';
import type { Service } from './service.svelte.ts';

export interface Refusal {
  readonly fit: string | null;
  readonly problems: readonly Problem[];
}

/** The project's fits: the list as the service tells it, the predictions of those that were looked at. */
export class Fits {
  /** Oldest first. */
  list: readonly FitSummary[] = $state.raw([]);
  /** The fit whose progress the Fit step shows. */
  watched: string | null = $state(null);
  /** The fit whose predictions Compare shows. */
  shown: string | null = $state(null);
  /** Predictions are being read: another fit's new ones are told of in `arrived` and not put in their place. */
  reading = $state(false);
  /** A fit that got predictions while those of another were being read. */
  arrived: string | null = $state(null);
  /** What the service said to the last action, if it did not obey. `fit` null: to the start of a new one. */
  refused: Refusal | null = $state.raw(null);
  /** An action was asked for and not answered yet. */
  asking = $state(false);
  #views: ReadonlyMap<string, Loaded<FitView>> = $state.raw(new Map());
  #service: Service;
  #began: () => void;

  /** `began`: an action was asked for, so that what the last one came to is no longer news. */
  constructor(service: Service, began: () => void = () => {}) {
    this.#service = service;
    this.#began = began;
  }

  get underWay(): FitSummary | null {
    return (
      this.list.find((fit) => fit.status === fitStatus.running || fit.status === fitStatus.stopping) ??
      this.list.find((fit) => isUnderWay(fit.status)) ??
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

  /** After a new connection what failed may well succeed, and what was on its way will not come. */
  forgetFailed(): void {
    this.#views = new Map([...this.#views].filter(([, held]) => held.kind === 'ready'));
  }

  /** What was said against the last action on this fit; null: against the start of a new one. */
  against(fit: string | null): readonly Problem[] {
    return this.refused?.fit === fit ? this.refused.problems : [];
  }

  /** What was said against an action is answered by other values. */
  forgive(fit: string | null): void {
    if (this.refused?.fit === fit) this.refused = null;
  }

  /** Place in the queue, counted from 1 behind the running one; 0: it does not wait. */
  placeInQueue(fit: FitSummary): number {
    if (fit.status !== fitStatus.queued) return 0;
    return (
      this.list.filter((one) => one.status === fitStatus.queued).findIndex((one) => one.fit === fit.fit) + 1
    );
  }

  /** Another project: nothing of the last one's is meant. */
  forget(): void {
    this.list = [];
    this.watched = null;
    this.shown = null;
    this.arrived = null;
    this.refused = null;
    this.#views = new Map();
  }

  /** The list of a freshly opened or changed project; keeps what is being looked at where it still exists. */
  replace(list: readonly FitSummary[]): void {
    this.#dropOutdated(list);
    this.list = this.#keepSame(list);
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
    const started = await this.#act(null, () => this.#service.ask('fit.start', request));
    if (started !== null) this.watched = started.fit;
  }

  /** To its own number of epochs, from its checkpoint. */
  async resume(fit: string): Promise<void> {
    if ((await this.#act(fit, () => this.#service.ask('fit.resume', { fit }))) !== null) this.watched = fit;
  }

  /** A new fit from this one's checkpoint; `epochs` in all, those behind it counted. The new fit's name; null: refused. */
  async continue(fit: string, epochs: number): Promise<string | null> {
    const made = await this.#act(fit, () => this.#service.ask('fit.continue', { fit, epochs }));
    if (made !== null) this.watched = made.fit;
    return made?.fit ?? null;
  }

  /** Predictions of its last kept evaluation, without further training. */
  async predict(fit: string): Promise<void> {
    if ((await this.#act(fit, () => this.#service.ask('fit.predict', { fit }))) !== null) this.watched = fit;
  }

  async stop(fit: string): Promise<void> {
    await this.#act(fit, () => this.#service.ask('fit.stop', { fit }));
  }

  /** Looks at a fit's predictions. */
  show(name: string): void {
    this.shown = name;
    this.arrived = null;
  }

  /** Fetches a fit's predictions unless they are here or on their way. */
  async load(name: string): Promise<void> {
    const held = this.#views.get(name);
    if (held !== undefined && held.kind !== 'failed') return;
    // An object of its own: if it has been dropped or replaced meanwhile, newer predictions are there, and the answer is void.
    const mark: Loaded<FitView> = { kind: 'loading' };
    this.#keep(name, mark);
    const outcome = await this.#service.ask('fit.show', { fit: name });
    if (this.#views.get(name) !== mark) return;
    this.#keep(
      name,
      outcome.ok ? { kind: 'ready', value: outcome.value } : { kind: 'failed', problems: outcome.problems },
    );
  }

  async #act<T>(fit: string | null, ask: () => Promise<Outcome<T>>): Promise<T | null> {
    this.#began();
    this.refused = null;
    this.asking = true;
    const outcome = await ask();
    this.asking = false;
    if (outcome.ok) return outcome.value;
    this.refused = { fit, problems: outcome.problems };
    return null;
  }

  #keep(name: string, view: Loaded<FitView>): void {
    this.#views = new Map(this.#views).set(name, view);
  }

  /** What says the same stays the same object: of thousands only those that changed are drawn anew. */
  #keepSame(list: readonly FitSummary[]): readonly FitSummary[] {
    const before = new Map(this.list.map((fit) => [fit.fit, fit]));
    return list.map((fit) => {
      const known = before.get(fit.fit);
      return known !== undefined && sameData(known, fit) ? known : fit;
    });
  }

  /** Forgets fetched predictions that are gone, or older than what the service has now. */
  #dropOutdated(list: readonly FitSummary[]): void {
    const outdated = [...this.#views.keys()].filter((name) => {
      const now = list.find((fit) => fit.fit === name);
      return now === undefined || !samePredictions(this.find(name)?.predictions ?? null, now.predictions);
    });
    if (outdated.length > 0)
      this.#views = new Map([...this.#views].filter(([name]) => !outdated.includes(name)));
  }

  #put(fit: FitSummary): void {
    const before = this.find(fit.fit);
    const list =
      before === null ? [...this.list, fit] : this.list.map((old) => (old.fit === fit.fit ? fit : old));
    this.#dropOutdated(list);
    this.list = list;
    const fresh =
      before !== null && hasPredictions(fit) && !samePredictions(before.predictions, fit.predictions);
    if (fresh && fit.fit !== this.shown) {
      if (this.reading && this.find(this.shown) !== null) this.arrived = fit.fit;
      else this.shown = fit.fit;
    }
    this.#showDefault();
  }

  #showDefault(): void {
    const shown = this.find(this.shown);
    if (shown === null || !hasPredictions(shown))
      this.shown = this.list.findLast(hasPredictions)?.fit ?? null;
    if (this.find(this.arrived) === null || this.arrived === this.shown) this.arrived = null;
  }
}
