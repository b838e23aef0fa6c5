import type { Problem } from '../../shared/base/problem.ts';
import type { ChannelRequest, OwnModel, ProjectView, SpecChoice } from '../../shared/channels.ts';
import { LOADING, type Loaded } from './loaded.ts';
import type { Service } from './service.svelte.ts';

/** Which specs there are, and the text of the user's own while it is being written. */
export class Specs {
  choices: Loaded<readonly SpecChoice[]> = $state.raw(LOADING);
  /** The chooser is open though the project has a spec. */
  changing = $state(false);
  /** The own text is on show. */
  own = $state(false);
  name = $state('my-spec.yaml');
  text = $state('');
  /** The user's own model beside the spec; null: none, or one of the library. */
  model: OwnModel | null = $state.raw(null);
  /** Id of the shipped spec or `own`, while the service thinks about it. */
  busy: string | null = $state(null);
  /** What stands against the last choice, and which choice that was. */
  refused: { readonly id: string; readonly problems: readonly Problem[] } | null = $state.raw(null);
  #service: Service;
  #take: (project: ProjectView) => void;

  constructor(service: Service, take: (project: ProjectView) => void) {
    this.#service = service;
    this.#take = take;
  }

  async load(): Promise<void> {
    const outcome = await this.#service.ask('spec.list', {});
    this.choices = outcome.ok
      ? { kind: 'ready', value: outcome.value.specs }
      : { kind: 'failed', problems: outcome.problems };
  }

  async chooseShipped(id: string): Promise<void> {
    await this.#choose(id, { kind: 'shipped', id });
  }

  async chooseOwn(): Promise<void> {
    const name = this.name.trim() || 'my-spec.yaml';
    await this.#choose('own', { kind: 'text', name, text: this.text, model: this.model });
  }

  /** Opens a text for editing; nothing is chosen before the user says so. A model that is there already stays. */
  edit(name: string, text: string, model: OwnModel | null = this.model): void {
    this.name = name;
    this.text = text;
    this.model = model;
    this.own = true;
    this.changing = true;
    this.refused = null;
  }

  /** Puts a model's text beside the spec's. */
  takeModel(model: OwnModel): void {
    this.edit(this.name, this.text, model);
  }

  forget(): void {
    this.choices = LOADING;
    this.changing = false;
    this.own = false;
    this.refused = null;
    this.text = '';
    this.model = null;
    this.name = 'my-spec.yaml';
  }

  async #choose(id: string, request: ChannelRequest<'spec.choose'>): Promise<void> {
    this.busy = id;
    this.refused = null;
    const outcome = await this.#service.ask('spec.choose', request);
    this.busy = null;
    if (!outcome.ok) {
      this.refused = { id, problems: outcome.problems };
      return;
    }
    this.changing = false;
    this.own = false;
    this.#take(outcome.value);
  }
}
