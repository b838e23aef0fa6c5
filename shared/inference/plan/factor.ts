import { present } from '../../base/assert.ts';
import { nearestName } from '../../base/nearest-name.ts';
import type { Problem } from '../../base/problem.ts';
import { shortText } from '../../base/short-text.ts';
import type { Experiment } from '../../experiment/experiment.ts';
import { deviceFactor } from '../../model/prior.ts';

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

/** A plate is a factor of every experiment. */
const plateFactor = 'plate';

/**
 * The factors of an experiment that are asked for by name, and the device: the plate, or a column of layouts. Those that there
 * are not, or that a well has no level of, are problems and are left out.
 *
 * @param asked with the parameter that asks, to say so.
 */
export function factorsOf(
  { devices, individuals }: Experiment,
  asked: readonly { readonly factor: string | null; readonly name: string }[],
  problems: Problem[],
): Factors {
  const device: Factor = {
    name: deviceFactor,
    titles: devices.map(({ title }) => title),
    levelOf: Int32Array.from(individuals, (individual) => individual.device),
  };
  const factors = new Map([[device.name, device]]);
  const refused = new Set<string>();
  for (const { factor, name } of asked) {
    if (factor === null || factors.has(factor) || refused.has(factor)) continue;
    const levels = individuals.map((one) => (factor === plateFactor ? one.plate : one.factors?.[factor]));
    const lacking = individuals.filter((_, well) => levels[well] === undefined);
    if (lacking.length === 0) factors.set(factor, factorOf(factor, levels as readonly string[]));
    else {
      refused.add(factor);
      const isKnown = lacking.length < individuals.length;
      problems.push(isKnown ? noLevel(factor, name, lacking) : noFactor(factor, name, individuals));
    }
  }
  return factors;
}

/** Levels in the order in which wells first have them. */
function factorOf(name: string, levels: readonly string[]): Factor {
  const titles = [...new Set(levels)];
  const numbers = new Map(titles.map((title, level) => [title, level]));
  return { name, titles, levelOf: Int32Array.from(levels, (level) => numbers.get(level) ?? -1) };
}

function noFactor(factor: string, parameter: string, individuals: Experiment['individuals']): Problem {
  const columns = new Set(individuals.flatMap(({ factors }) => Object.keys(factors ?? {})));
  const known = [deviceFactor, plateFactor, ...columns];
  const near = nearestName(factor, known);
  return {
    code: 'spec.unknownFactor',
    severity: 'error',
    message: `The model’s ${parameter} has a value for each ${factor}, and no layout of the data says the ${factor} of any well.`,
    remedy: `${near === null ? '' : `Did you mean “${near}”? `}State ${factor} in a column of the layouts, or use one of: ${shortText(known.join(', '), 500)}.`,
  };
}

function noLevel(factor: string, parameter: string, lacking: Experiment['individuals']): Problem {
  const wells = shortText(lacking.map(({ id }) => id).join(', '), 200);
  return {
    code: 'spec.noLevel',
    severity: 'error',
    message: `The model’s ${parameter} has a value for each ${factor}, and the layouts do not say the ${factor} of ${lacking.length} of the wells: ${wells}.`,
    remedy: `State ${factor} for these wells in the layouts, or exclude the wells there.`,
  };
}

export function factorNamed(factors: Factors, name: string): Factor {
  return present(factors.get(name), `${name} is a factor of the plan`);
}

/** Level of a well (index into the individuals). */
export function levelAt(factors: Factors, name: string, well: number): number {
  return factorNamed(factors, name).levelOf[well];
}
