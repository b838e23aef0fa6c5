import { present } from '../../base/assert.ts';
import type { Experiment } from '../../experiment/experiment.ts';

/**
 * What groups wells: each well has one of a factor's levels, and a group parameter of that factor has one value for each.
 * Factors may cross.
 */
export interface Factor {
  readonly name: string;
  /** As people read them, [level]. */
  readonly titles: readonly string[];
  /** Level of each well, [individual]. */
  readonly levelOf: Int32Array;
}

/** By name. */
export type Factors = ReadonlyMap<string, Factor>;

/** What groups wells where nothing else is said: the device, with its parts. */
export const deviceFactor = 'device';

/** Every factor that parameters of a fit can belong to. */
export function factorsOf({ devices, individuals }: Experiment): Factors {
  const device: Factor = {
    name: deviceFactor,
    titles: devices.map(({ title }) => title),
    levelOf: Int32Array.from(individuals, (individual) => individual.device),
  };
  return new Map([[device.name, device]]);
}

export function factorNamed(factors: Factors, name: string): Factor {
  return present(factors.get(name), `${name} is a factor of the plan`);
}

/** Level of a well (index into the individuals). */
export function levelAt(factors: Factors, name: string, well: number): number {
  return factorNamed(factors, name).levelOf[well];
}
