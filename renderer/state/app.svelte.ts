import type {
  Channel,
  ChannelReply,
  ChannelRequest,
  FileView,
  PlateView,
  ProjectView,
  ServiceEvent,
  WellView,
} from '../../shared/channels.ts';
import { FitDraft } from './fit-draft.svelte.ts';
import { Fits } from './fits.svelte.ts';
import { Imports } from './imports.svelte.ts';
import type { Notice } from './notice.ts';
import { Projects } from './projects.svelte.ts';
import { Readings } from './readings.svelte.ts';
import { Selection } from './selection.svelte.ts';
import { Service } from './service.svelte.ts';
import { Specs } from './specs.svelte.ts';
import { isStepId, type StepId } from './steps.ts';
import { Theme } from './theme.svelte.ts';
import type { Transport } from './transport.ts';

/** Channels that change the open project and answer with it. */
type Change = { [C in Channel]: ChannelReply<C> extends ProjectView ? C : never }[Channel];

/** The window's state: what the service holds, and what is being looked at. */
export class AppState {
  readonly theme = new Theme();
  readonly selection = new Selection();
  readonly draft = new FitDraft();
  readonly service: Service;
  readonly projects: Projects;
  readonly fits: Fits;
  readonly readings: Readings;
  readonly imports: Imports;
  readonly specs: Specs;
  /** The open project; null: the start screen shows. */
  project: ProjectView | null = $state.raw(null);
  step: StepId = $state('import');
  /** Name of the plate on show. */
  plate: string | null = $state(null);
  /** Signal on show in plate colours and small multiples; shared, so that steps agree. */
  signal: string | null = $state(null);
  keysShown = $state(false);
  logShown = $state(false);
  /** What the last action came to, where that is not plain to see. */
  notice: Notice | null = $state.raw(null);
  /** How much of a copy of the project is made, 0 to 1; null: none is being made. */
  copying: number | null = $state(null);
  /** Notes on the project itself were read. */
  notesRead = $state(false);
  /** A change was asked for and not answered yet. */
  changing = $state(false);
  #wells: ReadonlyMap<string, WellView> = $derived(
    new Map(this.plates.flatMap((plate) => plate.wells.map((well) => [well.id, well] as const))),
  );

  constructor(transport: Transport) {
    this.service = new Service(transport);
    this.projects = new Projects(this.service, (project) => this.take(project));
    this.fits = new Fits(this.service, () => {
      this.notice = null;
    });
    this.readings = new Readings(this.service);
    this.imports = new Imports(this.service, (project) => this.take(project));
    this.specs = new Specs(this.service, (project) => this.take(project));
    this.#followAddress();
    window.addEventListener('hashchange', () => this.#followAddress());
    this.service.connect(
      () => {
        this.readings.forgetFailed();
        this.fits.forgetFailed();
        void this.projects.connect(this.project?.path ?? null);
      },
      (event) => this.#apply(event),
    );
  }

  get plates(): readonly PlateView[] {
    return this.project?.plates ?? [];
  }

  get shownPlate(): PlateView | null {
    return this.plates.find((plate) => plate.plate === this.plate) ?? this.plates[0] ?? null;
  }

  /** The file whose plate is on show; without plates the first one. */
  get shownFile(): FileView | null {
    const files = this.project?.files ?? [];
    return files.find((file) => file.file === this.shownPlate?.file) ?? files[0] ?? null;
  }

  well(id: string): WellView | null {
    return this.#wells.get(id) ?? null;
  }

  get selectedWells(): readonly WellView[] {
    return [...this.selection.wells].flatMap((id) => this.well(id) ?? []);
  }

  /** Why the project cannot be changed now, for people; null: it can. */
  get locked(): string | null {
    if (this.service.status !== 'open') return 'Wellspring does not answer';
    return this.project?.readOnly ?? null;
  }

  /** Takes what the service says of the open project; another project means another look at everything. */
  take(project: ProjectView | null): void {
    this.projects.heard();
    const before = this.project?.path ?? null;
    this.project = project;
    const fresh = (project?.path ?? null) !== before;
    if (fresh) this.#forget();
    // After another project everything begins anew; a page that was loaded again stays where its address says.
    if (fresh && before !== null) this.go('import');
    if (project === null) return;
    this.readings.keepOnly(project.plates.map((plate) => plate.plate));
    this.fits.replace(project.fits);
    this.draft.begin(project.defaults, fresh);
    const signals = project.signals.map((signal) => signal.name);
    if (this.signal === null || !signals.includes(this.signal)) this.signal = signals[0] ?? null;
    this.selection.keepOnly((id) => this.#wells.has(id));
  }

  /** Changes the project; what stands against it is told in the notice. */
  async change<C extends Change>(channel: C, request: ChannelRequest<C>): Promise<boolean> {
    this.changing = true;
    this.notice = null;
    const outcome = await this.service.ask(channel, request);
    this.changing = false;
    if (outcome.ok) this.take(outcome.value as ProjectView);
    else this.notice = { kind: 'problems', problems: outcome.problems };
    return outcome.ok;
  }

  /** A change after which a notice says what was done and offers to undo it. */
  async changeAndTell<C extends Change>(channel: C, request: ChannelRequest<C>, done: string): Promise<void> {
    if (await this.change(channel, request))
      this.notice = { kind: 'done', text: done, undo: this.project?.undo ?? null };
  }

  /** False: it stays open. */
  async closeProject(): Promise<boolean> {
    const closed = await this.projects.close();
    if (!closed.ok) this.notice = { kind: 'problems', problems: closed.problems };
    return closed.ok && closed.value;
  }

  undo(): void {
    if (this.project?.undo != null && this.locked === null && !this.changing)
      void this.change('project.undo', {});
  }

  redo(): void {
    if (this.project?.redo != null && this.locked === null && !this.changing)
      void this.change('project.redo', {});
  }

  go(step: StepId): void {
    this.step = step;
    this.notice = null;
    window.history.replaceState(null, '', `#${step}`);
  }

  #followAddress(): void {
    const step = window.location.hash.slice(1);
    if (isStepId(step)) this.step = step;
  }

  #apply(event: ServiceEvent): void {
    if (event.kind === 'project') {
      this.take(event.project);
      if (event.project === null) void this.projects.refresh();
    } else if (event.kind === 'backup') this.copying = event.done;
    else if (event.kind === 'import') this.imports.apply(event);
    else this.fits.apply(event);
  }

  #forget(): void {
    this.plate = null;
    this.signal = null;
    this.notice = null;
    this.logShown = false;
    this.copying = null;
    this.notesRead = false;
    this.selection.choose([]);
    this.readings.keepOnly([]);
    this.fits.forget();
    this.imports.forget();
    this.specs.forget();
  }
}
