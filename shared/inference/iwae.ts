import { fillNormals, type Purpose } from '../base/random.ts';
import type { Kernel } from '../compute/kernel.ts';
import { logDensity, logDensitySlope } from './eta-prior.ts';
import type { FitPlan } from './fit-plan.ts';
import { type GuideWorkspace, guideBackward, guideForward, guideWorkspace } from './guide.ts';
import type { SeriesFeatures } from './heads.ts';
import { type DrawnEntry, hasParents, pointValue, pointWeight } from './parameter-layout.ts';
import { naturalSlope, toNatural } from './transform.ts';
import { segment } from './weight-layout.ts';

/**
 * The importance-weighted bound (Burda, Grosse, Salakhutdinov 2016; INFERENCE.md, 2): K joint draws per series,
 *
 *     log w_k = log p(x | theta_k) + log p(eta_k) - log q(eta_k),     bound = log (1/K) sum_k w_k,
 *     eta = m + s eps,  s = exp(-l / 2)  (m mean, l log precision of the guide),
 *
 * and the `plain` estimator of its gradient, with wn_k = w_k / sum w:
 *
 *     d bound / dm = sum_k wn_k G_k,   d bound / dl = -1/2 sum_k wn_k G_k s eps_k - 1/2,
 *     G_k = d log p(x | theta_k)/dtheta dT/deta + d log p(eta_k)/deta,
 *
 * because log q(eta_k) = l/2 - eps_k^2/2 + constant: m moves the draw and its density together.
 */
export interface BoundWorkspace {
  /** Most series and most trajectories (series times draws) at a time. */
  readonly series: number;
  readonly trajectories: number;
  readonly guide: GuideWorkspace;
  /** [trajectory, drawn]: eps; dT/deta where the simulator follows the draw, else 0; d log p(eta)/deta. */
  readonly noise: Float64Array;
  readonly slope: Float64Array;
  readonly priorSlope: Float64Array;
  /** [trajectory, model parameter], natural scale. */
  readonly parameters: Float64Array;
  readonly gradient: Float64Array;
  /** [trajectory]; logRatio = log p(eta) - log q(eta), logWeight = log w. */
  readonly logRatio: Float64Array;
  readonly logLik: Float64Array;
  readonly logWeight: Float64Array;
  /** Self-normalised within a series, sum 1. */
  readonly weight: Float64Array;
  readonly status: Uint8Array;
  /** [series]: the bound, nats; draws that failed. */
  readonly bound: Float64Array;
  readonly failed: Int32Array;
}

/** Log likelihood of a trajectory that has none (INFERENCE.md, 4). */
export const failedLogLik = -1e6;

const halfLogTwoPi = 0.9189385332046727;

export function boundWorkspace(plan: FitPlan, series: number, trajectories: number): BoundWorkspace {
  const drawn = plan.parameters.drawn.length;
  const parameters = plan.model.parameters.length;
  return {
    series,
    trajectories,
    guide: guideWorkspace(plan.guide, series),
    noise: new Float64Array(trajectories * drawn),
    slope: new Float64Array(trajectories * drawn),
    priorSlope: new Float64Array(trajectories * drawn),
    parameters: new Float64Array(trajectories * parameters),
    gradient: new Float64Array(trajectories * parameters),
    logRatio: new Float64Array(trajectories),
    logLik: new Float64Array(trajectories),
    logWeight: new Float64Array(trajectories),
    weight: new Float64Array(trajectories),
    status: new Uint8Array(trajectories),
    bound: new Float64Array(series),
    failed: new Int32Array(series),
  };
}

/** Which wells, how many draws of each, and from which random streams. */
export interface BoundRequest {
  /** Indices into `plan.individuals`. */
  readonly wells: Int32Array;
  readonly draws: number;
  readonly purpose: Purpose;
  readonly step: number;
}

/**
 * Draws, solves and weighs: fills everything in the workspace, `gradient` too where `withGradient`. The kernel must be
 * bound to `plan.individuals`.
 */
export async function weighDraws(
  plan: FitPlan,
  weights: Float64Array,
  kernel: Kernel,
  request: BoundRequest,
  workspace: BoundWorkspace,
  withGradient: boolean,
): Promise<void> {
  const { wells, draws } = request;
  const features = seriesFeatures(plan, wells);
  guideForward(plan.guide, weights, features, workspace.guide);
  if (plan.network !== null) {
    const { offset, length } = plan.network;
    kernel.setWeights(weights.subarray(offset, offset + length));
  }
  const drawn = plan.parameters.drawn.length;
  for (let i = 0; i < wells.length; i++) {
    const from = i * draws * drawn;
    const stream = {
      seed: plan.settings.seed,
      purpose: request.purpose,
      step: request.step,
      individual: wells[i],
    };
    fillNormals(stream, workspace.noise.subarray(from, from + draws * drawn));
    drawSeries(plan, weights, wells[i], i, draws, workspace);
  }
  const trajectories = wells.length * draws;
  const parameterCount = plan.model.parameters.length;
  const gradient = workspace.gradient.subarray(0, trajectories * parameterCount);
  await kernel.logLikelihood(
    {
      individuals: wells,
      draws,
      parameters: workspace.parameters.subarray(0, trajectories * parameterCount),
    },
    {
      logLik: workspace.logLik.subarray(0, trajectories),
      status: workspace.status.subarray(0, trajectories),
      ...(withGradient && { gradient }),
    },
  );
  for (let i = 0; i < wells.length; i++) weighSeries(i, draws, workspace, withGradient ? parameterCount : 0);
}

export function seriesFeatures(plan: FitPlan, wells: Int32Array): SeriesFeatures[] {
  return Array.from(wells, (well) => plan.features[well]);
}

/** From noise to parameters, slopes and log p - log q of one series' draws. */
function drawSeries(
  plan: FitPlan,
  weights: Float64Array,
  well: number,
  series: number,
  draws: number,
  workspace: BoundWorkspace,
): void {
  const { drawn: entries, template, points } = plan.parameters;
  const { mean: priorMean, inverseSd, constant, lower, upper, kind } = plan.priors;
  const drawn = entries.length;
  const device = plan.experiment.individuals[well].device;
  const { mean, logPrecision } = workspace.guide;
  const { noise, slope, priorSlope, parameters, logRatio } = workspace;
  const width = template.length;
  for (let k = 0; k < draws; k++) {
    parameters.set(template, (series * draws + k) * width);
    logRatio[series * draws + k] = 0;
  }
  for (const point of points) {
    const { offset } = segment(plan.guide.layout, `parts.${point.name}`);
    const value = pointValue(point, weights, offset, point.parts.partOfDevice[device] ?? null);
    for (let k = 0; k < draws; k++) parameters[(series * draws + k) * width + point.model] = value;
  }
  for (const { model, values } of plan.parameters.known) {
    for (let k = 0; k < draws; k++) parameters[(series * draws + k) * width + model] = values[device];
  }
  for (let d = 0; d < drawn; d++) {
    const { parents } = entries[d];
    const m = mean[series * drawn + d];
    const l = logPrecision[series * drawn + d];
    const s = Math.exp(-0.5 * l);
    const column = entries[d].model;
    const pinned = plan.pinned[device * drawn + d];
    const { prior } = entries[d];
    const learned = hasParents(entries[d]);
    for (let k = 0; k < draws; k++) {
      const trajectory = series * draws + k;
      const at = trajectory * drawn + d;
      if (!Number.isNaN(pinned)) {
        parameters[trajectory * width + column] = pinned;
        slope[at] = 0;
        priorSlope[at] = 0;
        continue;
      }
      const eps = noise[at];
      const eta = m + s * eps;
      const logQ = 0.5 * l - 0.5 * eps * eps - halfLogTwoPi;
      const seen = eta < lower[d] ? lower[d] : eta > upper[d] ? upper[d] : eta;
      if (kind[d] === 2) {
        const theta = toNatural(prior.transform, seen);
        parameters[trajectory * width + column] = theta;
        slope[at] = naturalSlope(prior.transform, seen, theta);
        priorSlope[at] = logDensitySlope(prior, eta);
        logRatio[trajectory] += logDensity(prior, eta) - logQ;
        continue;
      }
      const theta = kind[d] === 1 ? Math.exp(seen) : seen;
      parameters[trajectory * width + column] = theta;
      slope[at] = seen === eta ? (kind[d] === 1 ? theta : 1) : 0;
      if (learned) {
        // log p = -log sd - z^2/2: it also pulls on the drawn mean and sd themselves
        const first = trajectory * drawn;
        const centre =
          parents.mean === null ? priorMean[d] : natural(entries, parents.mean, trajectory, workspace, width);
        const sd =
          parents.sd === null ? 1 / inverseSd[d] : natural(entries, parents.sd, trajectory, workspace, width);
        const z = (eta - centre) / sd;
        priorSlope[at] = -z / sd;
        if (parents.mean !== null) priorSlope[first + parents.mean] += (z / sd) * slope[first + parents.mean];
        if (parents.sd !== null)
          priorSlope[first + parents.sd] += ((z * z - 1) / sd) * slope[first + parents.sd];
        logRatio[trajectory] += -Math.log(sd) - halfLogTwoPi - 0.5 * z * z - logQ;
        continue;
      }
      const z = (eta - priorMean[d]) * inverseSd[d];
      priorSlope[at] = -z * inverseSd[d];
      logRatio[trajectory] += constant[d] - 0.5 * z * z - logQ;
    }
  }
}

/** Natural value of a drawn parameter of one trajectory, already drawn. */
function natural(
  entries: readonly DrawnEntry[],
  d: number,
  trajectory: number,
  { parameters }: BoundWorkspace,
  width: number,
): number {
  return parameters[trajectory * width + entries[d].model];
}

/** Log weights, normalised weights and the bound of one series; a trajectory without a finite result has failed. */
function weighSeries(series: number, draws: number, workspace: BoundWorkspace, gradientWidth: number): void {
  const { status, logLik, logRatio, logWeight, weight, gradient } = workspace;
  let failed = 0;
  let largest = -Infinity;
  for (let t = series * draws; t < (series + 1) * draws; t++) {
    let good = status[t] === 0 && Number.isFinite(logLik[t]);
    if (good && gradientWidth > 0) {
      let sum = 0;
      for (let p = 0; p < gradientWidth; p++) sum += gradient[t * gradientWidth + p];
      good = Number.isFinite(sum);
    }
    if (!good) {
      failed++;
      logLik[t] = failedLogLik;
      if (status[t] === 0) status[t] = 3;
      if (gradientWidth > 0) gradient.fill(0, t * gradientWidth, (t + 1) * gradientWidth);
    }
    logWeight[t] = logLik[t] + logRatio[t];
    if (logWeight[t] > largest) largest = logWeight[t];
  }
  let sum = 0;
  for (let t = series * draws; t < (series + 1) * draws; t++) {
    weight[t] = Math.exp(logWeight[t] - largest);
    sum += weight[t];
  }
  for (let t = series * draws; t < (series + 1) * draws; t++) weight[t] /= sum;
  workspace.bound[series] = largest + Math.log(sum / draws);
  workspace.failed[series] = failed;
}

/**
 * Adds d loss / d weights of the model's networks: their gradient is a sum over draws by the normalised weights, which are
 * known only now, so the kernel goes over the batch a second time.
 */
export async function networkGradient(
  plan: FitPlan,
  kernel: Kernel,
  request: BoundRequest,
  workspace: BoundWorkspace,
  gradient: Float64Array,
): Promise<void> {
  if (plan.network === null) return;
  const { wells, draws } = request;
  const { offset, length } = plan.network;
  const trajectories = wells.length * draws;
  const width = plan.model.parameters.length;
  const scale = -1 / wells.length;
  // what the first pass found to have failed weighs nothing here
  const rowWeights = Float64Array.from({ length: trajectories }, (_, t) =>
    workspace.status[t] === 0 ? scale * workspace.weight[t] : 0,
  );
  await kernel.logLikelihood(
    {
      individuals: wells,
      draws,
      parameters: workspace.parameters.subarray(0, trajectories * width),
      rowWeights,
    },
    {
      logLik: new Float64Array(trajectories),
      status: new Uint8Array(trajectories),
      gradient: new Float64Array(trajectories * width),
      weightGradient: gradient.subarray(offset, offset + length),
    },
  );
}

/**
 * Adds d loss / d weights to `gradient` [weight], loss = -mean bound over the wells, after `weighDraws` with gradients.
 */
export function plainGradient(
  plan: FitPlan,
  weights: Float64Array,
  request: BoundRequest,
  workspace: BoundWorkspace,
  gradient: Float64Array,
): void {
  const { wells, draws } = request;
  const entries = plan.parameters.drawn;
  const drawn = entries.length;
  const width = plan.model.parameters.length;
  const { meanGradient, logPrecisionGradient, logPrecision } = workspace.guide;
  const scale = -1 / wells.length;
  for (let i = 0; i < wells.length; i++) {
    const device = plan.experiment.individuals[wells[i]].device;
    for (let d = 0; d < drawn; d++) {
      const at = i * drawn + d;
      meanGradient[at] = 0;
      logPrecisionGradient[at] = 0;
      if (!Number.isNaN(plan.pinned[device * drawn + d])) continue;
      const column = entries[d].model;
      let sum = 0;
      let noiseSum = 0;
      for (let t = i * draws; t < (i + 1) * draws; t++) {
        const w = workspace.weight[t];
        if (w === 0) continue;
        const n = t * drawn + d;
        const g = w * (workspace.gradient[t * width + column] * workspace.slope[n] + workspace.priorSlope[n]);
        sum += g;
        noiseSum += g * workspace.noise[n];
      }
      meanGradient[at] = scale * sum;
      logPrecisionGradient[at] = scale * (-0.5 * Math.exp(-0.5 * logPrecision[at]) * noiseSum - 0.5);
    }
    for (const point of plan.parameters.points) {
      const weight = pointWeight(point, point.parts.partOfDevice[device] ?? null);
      if (weight === null) continue;
      const index = segment(plan.guide.layout, `parts.${point.name}`).offset + weight;
      let sum = 0;
      for (let t = i * draws; t < (i + 1) * draws; t++) {
        sum += workspace.weight[t] * workspace.gradient[t * width + point.model];
      }
      gradient[index] += scale * sum;
    }
  }
  closeCorners(plan, weights, gradient);
  guideBackward(plan.guide, weights, seriesFeatures(plan, wells), workspace.guide, gradient);
}

/**
 * A part weight below the corner of its relu gets no gradient, unless the loss falls with the part's value: then what the
 * gradient above the corner would be, so that a part that was pushed under comes back (projected gradient; the points
 * where training rests are those of the relu).
 */
function closeCorners(plan: FitPlan, weights: Float64Array, gradient: Float64Array): void {
  for (const point of plan.parameters.points) {
    const { offset, length } = segment(plan.guide.layout, `parts.${point.name}`);
    for (let n = offset; n < offset + length; n++) {
      if (!(weights[n] > 0) && gradient[n] > 0) gradient[n] = 0;
    }
  }
}
