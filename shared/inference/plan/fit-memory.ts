import type { Problem } from '../../base/problem.ts';
import { kernelMemoryLimits } from '../../compute/backends/wasm/kernel-memory.ts';
import type { FitPlan } from './fit-plan.ts';

/** Bytes of a number as arrays have it; kernels in single precision take less. */
const number = 8;
/** Regions of a kernel's memory move when they grow, and leave half as much behind. */
const moved = 1.5;
const mostThreads = 16;
/** Numbers that a step keeps for the way back, for each state: the state, and what methods of some stages need. */
const keptForEach = 6;
/** All that a fit may take beside the kernel's memory: half of what small instrument PCs have is less, but fits are smaller. */
const mostBytes = 4 * 2 ** 30;
const mostKernelBytes = kernelMemoryLimits.maximum * 2 ** 16;

/**
 * Why a fit cannot be held in memory; null: it can. An estimate from above of the large arrays, told before any of them is
 * made: a system that lends more than it has would end other programs for it.
 */
export function memoryProblem(plan: FitPlan): Problem | null {
  const { settings, model, split, individuals, spec, guide, network, parameters } = plan;
  const wells = Math.max(1, Math.min(settings.batch, split.train.length));
  const trajectories = Math.max(wells * settings.draws, settings.evaluationDraws);
  const points = individuals.reduce((most, { times_h }) => Math.max(most, times_h.length), 0);
  const width = parameters.template.length;
  const [states, signals] = [model.states.length, model.observables.length];
  const lanes = 4;
  const steps = points * (spec.control.substeps ?? 1);
  const kernel =
    moved * trajectories * (2 * width + signals + 3) * number +
    settings.evaluationDraws * points * (states + 2 * signals) * number +
    mostThreads * steps * states * keptForEach * lanes * number;
  const own =
    trajectories * (2 * parameters.drawn.length + 2 * width + (network === null ? 0 : width) + 11) * number +
    8 * guide.layout.length * number;
  if (kernel <= mostKernelBytes && kernel + own <= mostBytes) return null;
  const gigabytes = Number(((kernel + own) / 2 ** 30).toPrecision(2));
  const asked = [
    `${settings.draws} draws`,
    `${settings.evaluationDraws} evaluation draws`,
    `${wells} wells a step`,
    `${steps} steps`,
  ].join(', ');
  return {
    code: 'fit.tooLarge',
    severity: 'error',
    message: `the fit would take about ${gigabytes} GB of memory, more than it may: ${asked}`,
    remedy:
      'Ask for fewer draws, evaluation draws, wells a step (n_batch) or substeps; 200, 1000, 36 and 1 are usual.',
    place: {
      file: spec.file,
      where: wells * settings.draws < settings.evaluationDraws ? '--evaluation-draws' : '--draws',
    },
  };
}
