import { type Kernel, statusCode } from '../../compute/kernel.ts';
import type { BoundRequest, BoundWorkspace } from '../draws/bound-workspace.ts';
import type { FitPlan } from '../plan/fit-plan.ts';
import { weighDraws } from '../training/passes.ts';
import { type CauseWords, causeWords, type FailureCause } from './failure-cause.ts';
import { type FailedDraw, isImplicit, makeCauseFinder } from './find-cause.ts';

/** Failed draws that are looked at, and how many of one well; arbitrary, a second's work at most. */
const most = 16;
const mostOfWell = 4;

/** Which draws to look among: those of these wells under these weights. */
export interface DrawsToDiagnose {
  readonly weights: Float64Array;
  readonly wells: Int32Array;
  readonly draws: number;
  readonly purpose: BoundRequest['purpose'];
  readonly step: number;
}

/** Why draws fail, in words, from the cause that most of those looked at have; null where none fails. */
export interface Diagnosis extends CauseWords {
  /** Draws with this cause, and how many were looked at. */
  readonly count: number;
  readonly looked: number;
  /** Well of the example in the words. */
  readonly well: string;
  readonly kind: FailureCause['kind'];
}

/** Draws the wells again and solves some of what fails in double precision. The kernel must be bound to the plan's individuals. */
export async function diagnoseFailures(
  plan: FitPlan,
  kernel: Kernel,
  request: DrawsToDiagnose,
  workspace: BoundWorkspace,
): Promise<Diagnosis | null> {
  const failed = await failedDraws(plan, kernel, request, workspace);
  if (failed.length === 0) return null;
  const { network } = plan;
  const layers =
    network === null
      ? new Float64Array(0)
      : request.weights.slice(network.offset, network.offset + network.length);
  const finder = makeCauseFinder(plan, layers);
  const found: { readonly draw: FailedDraw; readonly cause: FailureCause }[] = [];
  try {
    for (const draw of failed)
      found.push({ draw, cause: await finder.find(draw, kernel.backend === 'wasm') });
  } finally {
    await finder.close();
  }
  const counts = new Map<FailureCause['kind'], number>();
  for (const { cause } of found) counts.set(cause.kind, (counts.get(cause.kind) ?? 0) + 1);
  const [kind, count] = [...counts].reduce((more, one) => (one[1] > more[1] ? one : more));
  const example = found.find(({ cause }) => cause.kind === kind) ?? found[0];
  const { method } = plan.spec;
  const lastTime_h = plan.individuals.reduce((last, { times_h }) => Math.max(last, times_h.at(-1) ?? 0), 0);
  return {
    ...causeWords(example.cause, { method, isImplicit: isImplicit(method), lastTime_h }),
    count,
    looked: found.length,
    well: plan.experiment.individuals[example.draw.well].id,
    kind,
  };
}

/** The first that fail, some of each well, so that one bad well does not speak for all. */
async function failedDraws(
  plan: FitPlan,
  kernel: Kernel,
  { weights, wells, draws, purpose, step }: DrawsToDiagnose,
  workspace: BoundWorkspace,
): Promise<readonly FailedDraw[]> {
  const failed: FailedDraw[] = [];
  const { width } = workspace;
  for (const well of wells) {
    const request: BoundRequest = { wells: Int32Array.of(well), draws, purpose, step };
    await weighDraws({ plan, weights, request, workspace }, kernel, purpose === 'training');
    for (let k = 0, own = 0; k < draws && own < mostOfWell; k++) {
      if (workspace.status[k] === statusCode.ok) continue;
      own++;
      failed.push({ well, parameters: workspace.parameters.slice(k * width, (k + 1) * width) });
    }
    if (failed.length >= most) break;
  }
  return failed.slice(0, most);
}

/** `in well p/A1 the residual sd ... (22 of 24 failed draws looked at)`. */
export function diagnosisText({ cause, well, count, looked }: Diagnosis): string {
  const share = count === looked ? `all ${looked}` : `${count} of ${looked}`;
  return `in well ${well} ${cause} (${share} failed draws that were solved again)`;
}
