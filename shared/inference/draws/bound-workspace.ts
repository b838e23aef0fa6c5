import type { Purpose } from '../../base/random.ts';
import type { Guide, GuideWorkspace } from '../guide/guide.ts';
import type { ParameterLayout } from '../plan/parameter-layout.ts';
import { makeNoise, type Noise } from './noise.ts';
import type { DrawArrays } from './series-draws.ts';
import { seriesForms } from './series-forms.ts';
import { makeArrayMemory } from './simd/array-memory.ts';

/** Which wells, how many draws of each, and from which random streams. */
export interface BoundRequest {
  /** Indices into `plan.individuals`. */
  readonly wells: Int32Array;
  readonly draws: number;
  readonly purpose: Purpose;
  readonly step: number;
}

/** All that a bound and its gradient are computed in; made once a fit, so that a step allocates nothing of its size. */
export interface BoundWorkspace extends DrawArrays {
  /** Most series and most trajectories (series times draws) at a time. */
  readonly series: number;
  readonly trajectories: number;
  readonly guide: GuideWorkspace;
  /** What fills the noise. */
  readonly noiseSource: Noise;
  /** [trajectory]; logWeight = log w. */
  readonly logLik: Float64Array;
  readonly logWeight: Float64Array;
  /** Self-normalised within a series, sum 1. */
  readonly weight: Float64Array;
  /** [trajectory]: room for squares of the weights, for estimators that count by them. */
  readonly squared: Float64Array;
  readonly status: Uint8Array;
  /** [trajectory]: 1 where the gradient overflowed, and is 0 instead. */
  readonly overflowed: Uint8Array;
  /** [series]: the bound, nats; draws that failed; draws that have a log likelihood and no gradient. */
  readonly bound: Float64Array;
  readonly failed: Int32Array;
  readonly withoutGradient: Int32Array;
  /** For models with networks, whose gradient takes a pass of its own. */
  readonly network: NetworkWorkspace | null;
  /** What kernels were last lent of the arrays above. */
  lent: LentArrays | null;
}

export interface NetworkWorkspace {
  /** [trajectory]. */
  readonly rowWeights: Float64Array;
  readonly logLik: Float64Array;
  readonly status: Uint8Array;
  /** [trajectory, model parameter]. */
  readonly gradient: Float64Array;
}

/** The first `trajectories` of arrays, as kernels take them. */
export interface LentArrays {
  readonly trajectories: number;
  readonly parameters: Float64Array;
  readonly gradient: Float64Array;
  readonly logLik: Float64Array;
  readonly status: Uint8Array;
  readonly network: NetworkWorkspace | null;
}

/** What of a plan decides what a workspace holds. */
export interface WorkspacePlan {
  readonly parameters: ParameterLayout;
  readonly guide: Guide;
  /** null: the model has no networks. */
  readonly network: object | null;
}

export function boundWorkspace(plan: WorkspacePlan, series: number, trajectories: number): BoundWorkspace {
  const { template } = plan.parameters;
  const drawn = plan.parameters.drawn.length;
  const width = template.length;
  const arrays = makeArrayMemory();
  const noiseSource = makeNoise(trajectories * drawn, arrays);
  const parameters = arrays.float64(trajectories * width);
  for (let t = 0; t < trajectories; t++) parameters.set(template, t * width);
  return {
    series,
    trajectories,
    drawn,
    width,
    guide: plan.guide.workspace(series, arrays),
    noise: noiseSource.values,
    noiseSource,
    parameters,
    // in shared memory, so that a kernel's threads write it themselves
    gradient: arrays.float64(trajectories * width),
    logRatio: arrays.float64(trajectories),
    logLik: arrays.float64(trajectories),
    logWeight: new Float64Array(trajectories),
    weight: new Float64Array(trajectories),
    squared: new Float64Array(trajectories),
    status: new Uint8Array(trajectories),
    overflowed: new Uint8Array(trajectories),
    bound: new Float64Array(series),
    failed: new Int32Array(series),
    withoutGradient: new Int32Array(series),
    forms: seriesForms(drawn),
    chosen: new Int32Array(trajectories),
    network:
      plan.network === null
        ? null
        : {
            rowWeights: arrays.float64(trajectories),
            logLik: arrays.float64(trajectories),
            status: new Uint8Array(trajectories),
            gradient: arrays.float64(trajectories * width),
          },
    lent: null,
  };
}

/** The same views as before as long as the number of trajectories is the same. */
export function lentArrays(workspace: BoundWorkspace, trajectories: number): LentArrays {
  if (workspace.lent?.trajectories === trajectories) return workspace.lent;
  const { parameters, gradient, logLik, status, network, width } = workspace;
  const lent: LentArrays = {
    trajectories,
    parameters: parameters.subarray(0, trajectories * width),
    gradient: gradient.subarray(0, trajectories * width),
    logLik: logLik.subarray(0, trajectories),
    status: status.subarray(0, trajectories),
    network: network && {
      rowWeights: network.rowWeights.subarray(0, trajectories),
      logLik: network.logLik.subarray(0, trajectories),
      status: network.status.subarray(0, trajectories),
      gradient: network.gradient.subarray(0, trajectories * width),
    },
  };
  workspace.lent = lent;
  return lent;
}
