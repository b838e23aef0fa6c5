import type { PlateView, ProjectView, WellView } from '../../shared/channels.ts';
import { FitDraft } from './fit-draft.svelte.ts';
import { Fits } from './fits.svelte.ts';
import { LOADING, type Loaded } from './loaded.ts';
import { Readings } from './readings.svelte.ts';
import { Selection } from './selection.svelte.ts';
import { Service } from './service.svelte.ts';
import { isStepId, type StepId } from './steps.ts';
import { Theme } from './theme.svelte.ts';
import type { Transport } from './transport.ts';

/** The window's state: what the service holds, and what is being looked at. */
export class AppState {
  readonly theme = new Theme();
  readonly selection = new Selection();
  readonly draft = new FitDraft();
  readonly service: Service;
  readonly fits: Fits;
  readonly readings: Readings;
  project: Loaded<ProjectView> = $state.raw(LOADING);
  step: StepId = $state('import');
  /** Name of the plate on show. */
  plate: string | null = $state(null);
  /** Signal on show in plate colours and small multiples; shared, so that steps agree. */
  signal: string | null = $state(null);
  keysShown = $state(false);
  #wells: ReadonlyMap<string, WellView> = $derived(
    new Map(this.plates.flatMap((plate) => plate.wells.map((well) => [well.id, well] as const))),
  );

  constructor(transport: Transport) {
    this.service = new Service(transport);
    this.fits = new Fits(this.service);
    this.readings = new Readings(this.service);
    const start = window.location.hash.slice(1);
    if (isStepId(start)) this.step = start;
    window.addEventListener('hashchange', () => {
      const step = window.location.hash.slice(1);
      if (isStepId(step)) this.step = step;
    });
    this.service.connect(
      () => void this.open(),
      (event) => this.fits.apply(event),
    );
  }

  get plates(): readonly PlateView[] {
    return this.project.kind === 'ready' ? this.project.value.plates : [];
  }

  get shownPlate(): PlateView | null {
    return this.plates.find((plate) => plate.plate === this.plate) ?? this.plates[0] ?? null;
  }

  well(id: string): WellView | null {
    return this.#wells.get(id) ?? null;
  }

  get selectedWells(): readonly WellView[] {
    return [...this.selection.wells].flatMap((id) => this.well(id) ?? []);
  }

  /** Asks for the project, at the start and after every loss of the connection. */
  async open(): Promise<void> {
    const outcome = await this.service.ask('project.open', {});
    if (!outcome.ok) {
      // A project that is on show stays, for the banner already tells of a lost connection.
      if (this.project.kind !== 'ready') this.project = { kind: 'failed', problems: outcome.problems };
      return;
    }
    this.project = { kind: 'ready', value: outcome.value };
    this.fits.replace(outcome.value.fits);
    this.draft.begin(outcome.value.defaults);
    const signals = outcome.value.signals.map((signal) => signal.name);
    if (this.signal === null || !signals.includes(this.signal)) this.signal = signals[0] ?? null;
  }

  go(step: StepId): void {
    this.step = step;
    window.history.replaceState(null, '', `#${step}`);
  }
}
