import { type Kernel, statusCode } from '../../compute/kernel.ts';
import type { BoundWorkspace } from '../draws/bound-workspace.ts';
import { boundWorkspace } from '../draws/bound-workspace.ts';
import type { FitPlan } from '../plan/fit-plan.ts';
import { draw } from '../training/passes.ts';

/** What single precision does to draws from the start of a fit that double precision solves. */
export interface PrecisionProbe {
  /** Draws that double precision solves, with a finite gradient. */
  readonly solved: number;
  /** Of these: no solution in single precision, another log likelihood, another gradient. */
  readonly failed: number;
  readonly offValue: number;
  readonly offGradient: number;
}

/**
 * Farther apart than rounding brings them (5e-6 and 2e-5, ENGINE.md; some draws are ill-conditioned): of the size of the
 * log likelihood's terms, and of the gradient's largest component for a relative change of its parameter.
 */
const apart = { logLik: 1e-3, gradient: 2e-2 } as const;
/** Enough for one in a hundred to show, also where there are few wells. */
const leastDraws = 256;
const drawsOfWell = { least: 16, most: 128 } as const;
const mostWells = 32;
/** One in a hundred is what a fit bears of failed draws as well. */
const mostLost = 0.01;

/** Whether so many draws are lost that a fit belongs in double precision. */
export function losesDraws({ solved, failed, offValue, offGradient }: PrecisionProbe): boolean {
  return failed + offValue + offGradient > mostLost * solved;
}

/**
 * Solves the same draws by both kernels: from the guide as it starts, for wells of every device with the least and the most
 * of every treatment. Binds both kernels. The random numbers are the probe's own.
 *
 * @param weights of the guide as the fit starts.
 */
export async function probePrecision(
  plan: FitPlan,
  weights: Float64Array,
  single: Kernel,
  double: Kernel,
): Promise<PrecisionProbe> {
  const wells = chosenWells(plan);
  const individuals = Array.from(wells, (well) => plan.individuals[well]);
  const { least, most } = drawsOfWell;
  const drawsEach = Math.min(most, Math.max(least, Math.ceil(leastDraws / wells.length)));
  const workspace = boundWorkspace(plan, wells.length, wells.length * drawsEach);
  draw({ plan, weights, request: { wells, draws: drawsEach, purpose: 'probe', step: 0 }, workspace });
  const [ours, judge] = [await solve(plan, weights, single), await solve(plan, weights, double)];
  return compare(plan, workspace, ours, judge);

  async function solve(plan: FitPlan, weights: Float64Array, kernel: Kernel): Promise<Solved> {
    if (plan.network !== null) {
      const { offset, length } = plan.network;
      kernel.setWeights(weights.subarray(offset, offset + length));
    }
    kernel.bind(individuals);
    const rows = wells.length * drawsEach;
    const out: Solved = {
      logLik: new Float64Array(rows),
      status: new Uint8Array(rows),
      gradient: new Float64Array(rows * workspace.width),
      logLikBySignal: new Float64Array(rows * plan.model.observables.length),
    };
    const parameters = workspace.parameters.subarray(0, rows * workspace.width);
    const request = { individuals: Int32Array.from(individuals.keys()), draws: drawsEach, parameters };
    await kernel.logLikelihood(request, out);
    return out;
  }
}

interface Solved {
  readonly logLik: Float64Array;
  readonly status: Uint8Array;
  readonly gradient: Float64Array;
  readonly logLikBySignal: Float64Array;
}

function compare(
  plan: FitPlan,
  { parameters, width }: BoundWorkspace,
  ours: Solved,
  judge: Solved,
): PrecisionProbe {
  const signals = plan.model.observables.length;
  const found = { solved: 0, failed: 0, offValue: 0, offGradient: 0 };
  judge.status.forEach((status, row) => {
    if (status !== statusCode.ok) return;
    found.solved++;
    if (ours.status[row] !== statusCode.ok) {
      found.failed++;
      return;
    }
    const terms = judge.logLikBySignal.subarray(row * signals, (row + 1) * signals);
    const size = 1 + terms.reduce((sum, term) => sum + Math.abs(term), 0);
    if (!(Math.abs(ours.logLik[row] - judge.logLik[row]) <= apart.logLik * size)) {
      found.offValue++;
      return;
    }
    let largest = apart.logLik * size;
    let worst = 0;
    for (let at = row * width; at < (row + 1) * width; at++) {
      const scale = Math.abs(parameters[at]) || 1;
      largest = Math.max(largest, Math.abs(judge.gradient[at]) * scale);
      worst = Math.max(worst, Math.abs(ours.gradient[at] - judge.gradient[at]) * scale);
    }
    if (!(worst <= apart.gradient * largest)) found.offGradient++;
  });
  return found;
}

/** Of each device, the wells with the least and the most of each treatment; the first ones where there are very many. */
function chosenWells({ split, experiment, individuals }: FitPlan): Int32Array {
  const chosen = new Set<number>();
  const byDevice = new Map<number, number[]>();
  for (const well of split.train) {
    const device = experiment.individuals[well]?.device ?? 0;
    const others = byDevice.get(device) ?? [];
    others.push(well);
    byDevice.set(device, others);
  }
  for (const wells of byDevice.values()) {
    const doses = individuals[wells[0]]?.doses.length ?? 0;
    chosen.add(wells[0]);
    for (let dose = 0; dose < doses; dose++) {
      const sorted = wells.toSorted((a, b) => individuals[a].doses[dose] - individuals[b].doses[dose]);
      chosen.add(sorted[0]);
      chosen.add(sorted[sorted.length - 1]);
    }
  }
  return Int32Array.from([...chosen].slice(0, mostWells));
}
