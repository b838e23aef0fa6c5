import { type JointDensity, jointDensity } from '../../shared/inference/posterior/joint/joint-density.ts';
import { dealtDraws } from '../../shared/inference/posterior/population/population-plan.ts';
import { trainPopulation } from '../../shared/inference/posterior/population/train-population.ts';
import { allDraws, startPosterior } from '../../shared/inference/posterior/posterior-state.ts';
import { growthSet } from './growth-sets.ts';

/** Population means that every well tells of, in `growth-sets.ts`. */
type MeanName = 'r_mean' | 'K_mean';

/** 1/sd^2 - 1/sd_prior^2 of each mean: what readings add to the prior, and what grows in proportion to the number of wells. */
export type AddedPrecision = Readonly<Record<MeanName, number>>;

const draws = 16;

/** By the hierarchical bound, of so many wells of one truth. */
async function addedPrecision(
  wells: number,
  first: number,
  change: (density: JointDensity) => JointDensity,
): Promise<AddedPrecision> {
  const { plan, layout, kernel } = await growthSet(0, wells, { first, quieter: 4 });
  const of = (points: number): JointDensity => change(jointDensity(plan, layout, kernel, points));
  const densities = { coarse: of(4), fine: of(4), inner: of(dealtDraws(draws).inner) };
  const state = startPosterior(4);
  const hooks = { now: () => 0, shouldStop: async () => false, onTransition: () => {}, onStage: () => {} };
  const end = await trainPopulation(densities, state, { seed: 5, epochs: 60, draws, kept: 400 }, hooks);
  if (end !== 'done') throw new Error(`training ended: ${end}`);
  await kernel.close();
  const all = allDraws(state);
  const added = (name: MeanName): number => {
    const place = layout.shared.findIndex(({ parameter }) => parameter === name);
    const values = all.map((draw) => draw[place] ?? Number.NaN);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
    return 1 / variance - 1 / (layout.shared[place]?.prior.sd ?? Number.NaN) ** 2;
  };
  return { r_mean: added('r_mean'), K_mean: added('K_mean') };
}

/** Numbers of wells, and of how many blocks of so many wells the mean is taken: few wells say little of how much wells differ. */
export type ContractionPlan = readonly (readonly [wells: number, blocks: number])[];

export interface Contraction {
  /** By number of wells. */
  readonly added: Readonly<Record<string, AddedPrecision>>;
  /** d log of what is added / d log of the number of wells. */
  readonly slopes: AddedPrecision;
}

/** @param changeOf another density with the same layout, for so many wells. */
export async function contraction(
  plan: ContractionPlan,
  changeOf: (wells: number) => (density: JointDensity) => JointDensity = () => (density) => density,
): Promise<Contraction> {
  const added: Record<string, AddedPrecision> = {};
  for (const [wells, blocks] of plan) {
    const found: AddedPrecision[] = [];
    for (let n = 0; n < blocks; n++) found.push(await addedPrecision(wells, n * wells, changeOf(wells)));
    const mean = (name: MeanName): number => found.reduce((sum, one) => sum + one[name] / blocks, 0);
    added[wells] = { r_mean: mean('r_mean'), K_mean: mean('K_mean') };
  }
  const slope = (name: MeanName): number =>
    logSlope(plan.map(([wells]) => [wells, added[wells]?.[name] ?? Number.NaN]));
  return { added, slopes: { r_mean: slope('r_mean'), K_mean: slope('K_mean') } };
}

/** Of log y against log x, by least squares. */
function logSlope(points: readonly (readonly [x: number, y: number])[]): number {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)] as const);
  const mean = (of: 0 | 1): number => logs.reduce((sum, log) => sum + log[of], 0) / logs.length;
  const [x, y] = [mean(0), mean(1)];
  const moment = (of: 0 | 1): number =>
    logs.reduce((sum, log) => sum + (log[0] - x) * (log[of] - (of === 0 ? x : y)), 0);
  return moment(1) / moment(0);
}
