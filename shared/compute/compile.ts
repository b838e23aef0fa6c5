import { nearestName } from '../base/nearest-name.ts';
import { failure, type Outcome, type Problem, success } from '../base/problem.ts';
import type { Model } from '../model/model.ts';
import type { LanePrecision } from '../model/operations/lanes/lane-algebra.ts';
import type { Backend } from './backends/backend.ts';
import { backends } from './backends/index.ts';
import { defaultControl, hasOwnSteps, type StepControl } from './backends/stepper.ts';
import { buildPlan } from './build-plan.ts';
import type { Kernel } from './kernel.ts';
import type { Method } from './method.ts';
import { methods } from './methods/index.ts';
import type { ThreadHost } from './threads.ts';

export interface KernelChoice {
  readonly model: Model;
  /** Method id: `midpoint`. */
  readonly method: string;
  /** Backend id, or `auto`: the fastest one that runs this method. */
  readonly backend: string;
  /** Length of the multi-hot vector of parts, for models with a layer that takes it. */
  readonly parts?: number;
  /** Whether readings may be right-censored (mask 2). */
  readonly censoring?: boolean;
  /** Tolerances and numbers of steps; what is left out has its default. */
  readonly control?: Partial<StepControl>;
  /** How many threads, the calling one included, and who starts the others; absent: the calling one alone. */
  readonly threads?: { readonly count: number; readonly host: ThreadHost };
  /** Products and sums fused where the processor can: faster, but not the same bits on every processor. */
  readonly relaxed?: boolean;
  /** Of a vector's numbers, for checks; absent: as the method needs. */
  readonly precision?: LanePrecision;
}

/**
 * Model + method -> kernel on a backend. An unknown method or backend is a problem that names those there are, and so is a
 * backend that does not run the method.
 */
export function compileKernel(choice: KernelChoice): Outcome<Kernel> {
  const { model, method, backend, parts = 0, censoring = false, relaxed = false } = choice;
  const chosenMethod = methods.find(({ id }) => id === method);
  const isKnown = backend === 'auto' || backends.some(({ id }) => id === backend);
  const problems: Problem[] = [];
  if (chosenMethod === undefined) {
    problems.push(unknown('compute.unknownMethod', 'method', method, methods));
  }
  if (!isKnown) problems.push(unknown('compute.unknownBackend', 'backend', backend, backends));
  if (chosenMethod === undefined || !isKnown) return failure(problems);
  const able = backends.filter((one) => one.runs(chosenMethod));
  const chosenBackend = backend === 'auto' ? able[0] : able.find(({ id }) => id === backend);
  if (chosenBackend === undefined) return failure([unableBackend(backend, chosenMethod, able)]);
  const control = { ...defaultControl, ...choice.control };
  const plan = buildPlan(model, chosenMethod, {
    parts,
    censoring,
    ownSteps: hasOwnSteps(chosenMethod, control),
  });
  const { threads = null, precision = null } = choice;
  return success(chosenBackend.compile(plan, control, { threads, relaxed, precision }));
}

function unableBackend(backend: string, method: Method, able: readonly Backend[]): Problem {
  return {
    code: 'compute.unableBackend',
    severity: 'error',
    message: `the backend \`${backend}\` does not run the method \`${method.id}\` (${method.title})`,
    remedy: `use ${able.map(({ id }) => id).join(' or ')} for this method, or an explicit method`,
  };
}

function unknown(
  code: string,
  what: string,
  name: string,
  known: readonly { readonly id: string }[],
): Problem {
  const ids = known.map(({ id }) => id);
  const nearest = nearestName(name, ids);
  return {
    code,
    severity: 'error',
    message: `there is no ${what} \`${name}\``,
    remedy: nearest === null ? `use one of ${ids.join(', ')}` : `did you mean \`${nearest}\`?`,
  };
}
