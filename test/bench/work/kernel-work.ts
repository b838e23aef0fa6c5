import { fillNormals } from '../../../shared/base/random.ts';
import type { Kernel, KernelIndividual, KernelRequest } from '../../../shared/compute/kernel.ts';
import type { Model } from '../../../shared/model/model.ts';
import { kernelFor } from '../../helpers/kernels.ts';
import { libraryModel } from '../../helpers/library-model.ts';
import { typicalParameters } from './typical-parameters.ts';

/**
 * One gradient evaluation of a training step: 36 series of 200 draws of `dr_constant`, 100 times 0.2 h apart by the
 * midpoint method, four signals; out come log likelihoods and their gradients.
 */
export interface KernelWork {
  readonly model: Model;
  readonly individuals: readonly KernelIndividual[];
  readonly request: KernelRequest;
}

export const method = 'midpoint';
const series = 36;
const draws = 200;
const times = 100;
const interval_h = 0.2;
/** Of a reading. */
const noise = 0.02;

export async function kernelWork(): Promise<KernelWork> {
  const model = libraryModel('dr_constant');
  const request = {
    individuals: Int32Array.from({ length: series }, (_, index) => index),
    draws,
    // numbers that both precisions hold: kernels are compared, not the rounding of what they are given
    parameters: sharedNumbers(typicalParameters(model, series, draws).map(Math.fround)),
  };
  return { model, individuals: await simulatedIndividuals(model), request };
}

/** Wells of a plate: each its own doses, readings from the centre of its draws and with noise. */
async function simulatedIndividuals(model: Model): Promise<readonly KernelIndividual[]> {
  const signals = model.observables.length;
  const blank = Array.from({ length: series }, (_, well): KernelIndividual => {
    const dose = 25_000 / 3 ** Math.floor(well / 2);
    return {
      doses: well % 2 === 0 ? Float64Array.of(dose, 0) : Float64Array.of(0, dose),
      times_h: Float64Array.from({ length: times }, (_, t) => t * interval_h),
      observations: new Float64Array(signals * times),
      mask: new Uint8Array(signals * times).fill(1),
    };
  });
  const kernel = kernelFor(model, method, 'javascript');
  kernel.bind(blank);
  const observables = new Float64Array(series * signals * times);
  await kernel.simulate(
    {
      individuals: Int32Array.from(blank.keys()),
      draws: 1,
      parameters: typicalParameters(model, series, 1),
    },
    { status: new Uint8Array(series), observables },
  );
  await kernel.close();
  const errors = new Float64Array(observables.length);
  fillNormals({ seed: 0, purpose: 'test', step: 3, individual: 0 }, errors);
  const length = signals * times;
  return blank.map((individual, well) => ({
    ...individual,
    observations: observables
      .subarray(well * length, (well + 1) * length)
      .map((value, at) => value + noise * (errors[well * length + at] as number)),
  }));
}

export interface KernelAnswer {
  readonly logLik: Float64Array;
  readonly status: Uint8Array;
  readonly gradient: Float64Array;
}

/** The work as something to be done again and again: each call overwrites the same answer. */
export function kernelTask(
  kernel: Kernel,
  { individuals, request }: KernelWork,
): {
  readonly answer: KernelAnswer;
  run(): Promise<void>;
} {
  const rows = request.individuals.length * request.draws;
  const answer = {
    logLik: sharedNumbers(new Float64Array(rows)),
    status: new Uint8Array(rows),
    gradient: sharedNumbers(new Float64Array(request.parameters.length)),
  };
  kernel.bind(individuals);
  return { answer, run: () => kernel.logLikelihood(request, answer) };
}

/** The same numbers where all threads can reach them, as a fit's workspace has them. */
function sharedNumbers(numbers: Float64Array): Float64Array {
  const shared = new Float64Array(new SharedArrayBuffer(numbers.byteLength));
  shared.set(numbers);
  return shared;
}
