import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadFit } from '../../../main/jobs/load-fit.ts';
import { nodeThreads } from '../../../main/jobs/threads.ts';
import { compileKernel } from '../../../shared/compute/compile.ts';
import type { Kernel } from '../../../shared/compute/kernel.ts';
import { settingDefaults } from '../../../shared/fit/settings.ts';
import { type FitPlan, kernelChoice } from '../../../shared/inference/plan/fit-plan.ts';
import { taken } from '../../helpers/project-file.ts';

const folder = fileURLToPath(new URL('../../../resources/examples/vi-hds/', import.meta.url));
const models = fileURLToPath(new URL('../../../resources/models/', import.meta.url));
const spec = 'dr_constant_icml.yaml';

/** The published fit: 36 wells a step, 200 draws a well, 86 times, four signals; with so many draws in evaluations. */
export async function trainingPlan(evaluationDraws: number): Promise<FitPlan> {
  const order = {
    spec: { file: `${folder}${spec}`, text: readFileSync(`${folder}${spec}`, 'utf8') },
    model: null,
    data: folder,
    overrides: [],
    layouts: [],
    corrections: [],
    settings: { ...settingDefaults, evaluationDraws },
  };
  return taken(await loadFit(order, models)).plan;
}

/** What `auto` chooses, bound to the plan's wells. */
export function trainingKernel(plan: FitPlan, threads: number): Kernel {
  const choice = { ...kernelChoice(plan, 'auto'), threads: { count: threads, host: nodeThreads() } };
  const kernel = taken(compileKernel(choice));
  kernel.bind(plan.individuals);
  return kernel;
}
