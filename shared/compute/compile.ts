import { nearestName } from '../base/nearest-name.ts';
import { failure, type Outcome, type Problem, success } from '../base/problem.ts';
import type { Model } from '../model/model.ts';
import { backends } from './backends/index.ts';
import { defaultControl, type StepControl } from './backends/stepper.ts';
import { buildPlan } from './build-plan.ts';
import type { Kernel } from './kernel.ts';
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
}

/** Model + method -> kernel on a backend. An unknown method or backend is a problem that names those there are. */
export function compileKernel(choice: KernelChoice): Outcome<Kernel> {
  const { model, method, backend, parts = 0, censoring = false } = choice;
  const chosenMethod = methods.find(({ id }) => id === method);
  const chosenBackend = backend === 'auto' ? backends[0] : backends.find(({ id }) => id === backend);
  const problems: Problem[] = [];
  if (chosenMethod === undefined) {
    problems.push(unknown('compute.unknownMethod', 'method', method, methods));
  }
  if (chosenBackend === undefined) {
    problems.push(unknown('compute.unknownBackend', 'backend', backend, backends));
  }
  if (chosenMethod === undefined || chosenBackend === undefined) return failure(problems);
  const plan = buildPlan(model, chosenMethod, { parts, censoring });
  return success(chosenBackend.compile(plan, { ...defaultControl, ...choice.control }));
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
