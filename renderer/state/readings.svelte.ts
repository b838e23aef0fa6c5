import type { PlateReadings } from '../../shared/channels.ts';
import { LOADING, type Loaded } from './loaded.ts';
import type { Service } from './service.svelte.ts';

/** Raw readings of the plates that were looked at; fetched once each, for they never change. */
export class Readings {
  #plates: ReadonlyMap<string, Loaded<PlateReadings>> = $state.raw(new Map());
  #service: Service;

  constructor(service: Service) {
    this.#service = service;
  }

  of(plate: string): Loaded<PlateReadings> {
    return this.#plates.get(plate) ?? LOADING;
  }

  async load(plate: string): Promise<void> {
    const held = this.#plates.get(plate);
    if (held !== undefined && held.kind !== 'failed') return;
    this.#keep(plate, LOADING);
    const outcome = await this.#service.ask('plate.readings', { plate });
    this.#keep(
      plate,
      outcome.ok ? { kind: 'ready', value: outcome.value } : { kind: 'failed', problems: outcome.problems },
    );
  }

  /** Its readings are here, on their way, or could not be had. */
  holds(plate: string): boolean {
    return this.#plates.has(plate);
  }

  /** After a new connection what failed may well succeed. */
  forgetFailed(): void {
    this.#plates = new Map([...this.#plates].filter(([, held]) => held.kind !== 'failed'));
  }

  /** Forgets plates that are gone: another file may bring one of the same name. */
  keepOnly(plates: readonly string[]): void {
    if ([...this.#plates.keys()].every((plate) => plates.includes(plate))) return;
    this.#plates = new Map([...this.#plates].filter(([plate]) => plates.includes(plate)));
  }

  #keep(plate: string, readings: Loaded<PlateReadings>): void {
    this.#plates = new Map(this.#plates).set(plate, readings);
  }
}
