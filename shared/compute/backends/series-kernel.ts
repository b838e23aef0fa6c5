import { assert } from '../../base/assert.ts';
import type {
  Kernel,
  KernelIndividual,
  KernelRequest,
  LikelihoodOutput,
  SimulationOutput,
} from '../kernel.ts';
import type { KernelPlan } from '../kernel-plan.ts';
import type { Series, SeriesSolver } from './series-solver.ts';

/** A Kernel on the calling thread that hands one series after another to a solver. */
export function makeSeriesKernel(backend: string, plan: KernelPlan, solver: SeriesSolver): Kernel {
  let bound: readonly KernelIndividual[] = [];
  const weights = new Float64Array(plan.weights);
  solver.setWeights(weights);

  const seriesOf = function* (request: KernelRequest): Generator<Series> {
    const { individuals, draws, parameters } = request;
    assert(
      parameters.length >= individuals.length * draws * plan.parameters,
      'parameters hold [series, draw, parameter]',
    );
    const stride = longestGrid(
      bound.map(({ times_h }) => times_h.length),
      individuals,
    );
    for (let series = 0; series < individuals.length; series++) {
      const individual = bound[individuals[series]];
      assert(individual !== undefined, `individual ${individuals[series]} is bound`);
      yield {
        individual,
        draws,
        parameters,
        rowWeights: request.rowWeights ?? null,
        firstRow: series * draws,
        stride,
      };
    }
  };

  return {
    backend,
    threads: 1,
    setWeights(values) {
      assert(values.length === weights.length, `the layers have ${weights.length} weights`);
      weights.set(values);
    },
    bind(individuals) {
      for (const individual of individuals) checkIndividual(plan, individual);
      bound = individuals;
    },
    async logLikelihood(request: KernelRequest, out: LikelihoodOutput) {
      assert(
        out.weightGradient === undefined || (out.gradient !== undefined && request.rowWeights !== undefined),
        'a gradient of weights needs the gradient of parameters and a weight for each trajectory',
      );
      for (const series of seriesOf(request)) solver.likelihood(series, out);
    },
    async simulate(request: KernelRequest, out: SimulationOutput) {
      for (const series of seriesOf(request)) solver.simulate(series, out);
    },
    async close() {
      bound = [];
    },
  };
}

/** Length of the time axis of a simulation's outputs; `lengths` of the bound individuals' grids. */
export function longestGrid(lengths: readonly number[], individuals: Int32Array): number {
  let longest = 0;
  for (const index of individuals) longest = Math.max(longest, lengths[index] ?? 0);
  return longest;
}

export function checkIndividual(plan: KernelPlan, individual: KernelIndividual): void {
  const { doses, times_h, observations, mask, parts, schedule } = individual;
  assert(
    plan.parts === 0 || parts?.length === plan.parts,
    `an individual has ${plan.parts} entries of parts`,
  );
  assert(
    schedule === undefined || schedule.length === plan.doses * times_h.length,
    'a schedule is [treatment, time]',
  );
  assert(doses.length === plan.doses, `an individual has ${plan.doses} doses`);
  assert(times_h.length > 0, 'a step grid has at least one point');
  for (let n = 1; n < times_h.length; n++) assert(times_h[n] >= times_h[n - 1], 'a step grid ascends');
  assert(observations.length === plan.signals * times_h.length, 'observations are [signal, time]');
  assert(mask.length === observations.length, 'the mask has the shape of the observations');
}
