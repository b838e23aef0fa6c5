import { fillNormals, fillUniforms } from '../../base/random.ts';
import { resampled } from '../draws/resampled.ts';
import { type JointDensity, type JointValues, jointValues } from '../posterior/joint/joint-density.ts';
import { type AnnealedDraws, Population } from './population.ts';
import type { RefinedModes } from './refine-modes.ts';

/** Who is annealed: a well, and its place in the modes. */
export interface AnnealedWell {
  /** Index into the individuals. */
  readonly well: number;
  readonly place: number;
}

export interface AnnealingRequest {
  readonly seed: number;
  readonly draws: number;
  readonly modes: RefinedModes;
  /** Wells, none of which sees another's values, and their density for so many points. */
  density(wells: Int32Array): JointDensity;
}

/** Trajectories of a call: enough for all threads, few enough for memory. */
const mostTrajectories = 16_000;

/**
 * Sequential Monte Carlo (P. Del Moral, A. Doucet, A. Jasra, J. R. Stat. Soc. B 68:411, 2006; annealed importance sampling of R. M. Neal,
 * Statistics and Computing 11:125, 2001, with resampling): draws of q, a t about the mode, are weighed by (p / q)^(b' - b), taken anew by those
 * weights and moved by a short path of Hamiltonian Monte Carlo under q^(1-b) p^b, from b = 0 to 1 in steps that keep half of the draws
 * effective. Wells go side by side, each by its own temperatures.
 *
 * @returns by the request's order of wells; null: no draw of q has a solution, or the way is too long.
 */
export async function annealedDraws(
  wells: readonly AnnealedWell[],
  { seed, draws, modes, density }: AnnealingRequest,
  hooks: { pause?(): Promise<void> } = {},
): Promise<readonly (AnnealedDraws | null)[]> {
  const out: (AnnealedDraws | null)[] = wells.map(() => null);
  const most = Math.max(1, Math.floor(mostTrajectories / draws));
  const waiting = wells.map((each, index) => ({ ...each, index }));
  let active: { readonly index: number; readonly population: Population }[] = [];
  let round: Round | null = null;
  while (active.length > 0 || waiting.length > 0) {
    const joining = waiting.splice(0, most - active.length);
    for (const { index, well, place } of joining)
      active.push({ index, population: new Population({ seed, draws, well, place, modes }) });
    const populations = active.map(({ population }) => population);
    if (joining.length > 0 || round === null || round.populations.length !== active.length)
      round = beginRound(populations, density);
    const fresh = populations.filter(({ temperature }) => temperature === 0);
    if (fresh.length > 0) await see(round);
    for (const population of populations) population.heat(resampledBy(seed));
    const moving = populations.filter((one) => one.isMoving);
    if (moving.length > 0) await move(round, moving, seed);
    active = active.filter(({ index, population }) => {
      if (population.isMoving) return true;
      out[index] = population.result();
      return false;
    });
    await hooks.pause?.();
  }
  return out;
}

interface Round {
  readonly populations: readonly Population[];
  readonly density: JointDensity;
  readonly batch: Float64Array;
  readonly values: JointValues;
}

function beginRound(populations: readonly Population[], densityOf: AnnealingRequest['density']): Round {
  const density = densityOf(Int32Array.from(populations, ({ well }) => well));
  const { layout, points } = density;
  return {
    ...{ populations, density, batch: new Float64Array(points * layout.size) },
    values: jointValues(layout, points),
  };
}

/** Has the densities and slopes of all draws where they are told. */
async function see({ populations, density, batch, values }: Round): Promise<void> {
  for (const [w, population] of populations.entries()) population.write(batch, w, density.layout.size);
  await density.evaluate(batch, values);
  for (const [w, population] of populations.entries()) population.read(values, w, density.layout.size);
}

/** Steps of a path. */
const leapfrogs = 4;

async function move(round: Round, moving: readonly Population[], seed: number): Promise<void> {
  for (const population of moving) {
    const { well, temperature, size } = population;
    const momentum = new Float64Array(size);
    fillNormals({ seed, purpose: 'annealing', step: temperature, individual: well }, momentum);
    population.begin(momentum);
  }
  for (let n = 0; n < leapfrogs; n++) {
    for (const population of moving) population.kick(true);
    await see(round);
    for (const population of moving) population.kick(false);
  }
  for (const population of moving) {
    const { well, temperature, draws } = population;
    const uniforms = new Float64Array(draws);
    fillUniforms({ seed, purpose: 'annealingChoices', step: 2 * temperature, individual: well }, uniforms);
    population.end(uniforms);
  }
}

function resampledBy(seed: number): (population: Population, weights: Float64Array) => Int32Array {
  return ({ well, temperature, draws }, weights) => {
    const offset = new Float64Array(1);
    fillUniforms({ seed, purpose: 'annealingChoices', step: 2 * temperature + 1, individual: well }, offset);
    return resampled(weights, draws, offset[0]);
  };
}
