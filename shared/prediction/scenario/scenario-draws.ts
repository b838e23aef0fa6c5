import { fillNormals } from '../../base/random.ts';
import type { BoundWorkspace } from '../../inference/draws/bound-workspace.ts';
import { enterGiven } from '../../inference/draws/given-columns.ts';
import { enterForms } from '../../inference/draws/series-forms.ts';
import type { FitPlan } from '../../inference/plan/fit-plan.ts';
import type { DrawnEntry } from '../../inference/plan/parameter-layout.ts';
import { sharedDraws } from '../../inference/posterior/held-out/shared-draws.ts';
import { jointLayout, partPrior } from '../../inference/posterior/joint/joint-layout.ts';
import { etaPrior } from '../../inference/prior/eta-prior.ts';
import { priorQuantile } from '../../inference/prior/prior-draw.ts';
import { toNatural } from '../../inference/prior/transform.ts';
import { deviceFactor } from '../../model/prior.ts';
import type { ChainDraws } from '../chain-draws.ts';
import { populationDraws } from '../population-draws.ts';
import type { Unmeasured } from './unmeasured.ts';

/** What the simulator sees of draws of a well that was never there, natural scale, [draw, model parameter]. */
export type ScenarioDraws = (well: number) => Float64Array;

/**
 * With each draw of what wells share, from the chains, own values from p(z | u); what no training well has from its prior. Wells
 * of one scenario have the same noise, so that what differs between them is what they are given.
 */
export function chainScenarioDraws(plan: FitPlan, { layout: trained, draws }: ChainDraws): ScenarioDraws {
  const stream = { seed: plan.settings.seed, purpose: 'scenario', individual: 0 } as const;
  return (well) => {
    const layout = jointLayout(plan, Int32Array.of(well));
    const shared = sharedDraws(plan, trained, layout, draws, { purpose: 'scenarioShared', individual: 0 });
    return populationDraws(plan, layout, shared, { count: draws.length, stream });
  };
}

/** Where a trained fit's draws are made. */
export interface TrainedFit {
  readonly plan: FitPlan;
  readonly weights: Float64Array;
  /** For at least one series and `draws` trajectories. */
  readonly workspace: BoundWorkspace;
}

/**
 * What wells share from the guide, own values from p(z | u). What is `unmeasured` comes from its prior: the guide would make of it
 * what its weights happened to be at the start.
 */
export function guideScenarioDraws(fit: TrainedFit, draws: number, unmeasured: Unmeasured): ScenarioDraws {
  const { plan, weights, workspace } = fit;
  const { drawn, points } = plan.parameters;
  const width = plan.model.parameters.length;
  const { seed } = plan.settings;
  const fromPrior = drawn.map((entry) => isFromPrior(entry, unmeasured));
  const ofParts = etaPrior(partPrior);
  const normals = new Float64Array(drawn.length + points.length);
  return (well) => {
    plan.guide.forward(weights, { features: plan.features, wells: Int32Array.of(well) }, workspace.guide);
    const stream = { seed, purpose: 'scenarioShared', step: 0, individual: 0 } as const;
    workspace.noiseSource.fill(stream, 0, draws * drawn.length);
    const own = { well, series: 0, from: 0, to: draws };
    enterForms(plan, well, workspace.forms);
    plan.guide.draw(own, workspace, workspace.guide);
    enterGiven(plan, { weights, points: plan.guide.points }, own, workspace);
    const parameters = workspace.parameters.slice(0, draws * width);
    const { pinned } = workspace.forms;
    for (let k = 0; k < draws; k++) {
      fillNormals({ seed, purpose: 'scenario', step: k, individual: 0 }, normals);
      drawn.forEach((entry, d) => {
        if (!fromPrior[d] || !Number.isNaN(pinned[d] as number)) return;
        const { prior, model, parents } = entry;
        const mean = parentOf(parents.mean, k);
        const sd = parentOf(parents.sd, k);
        const eta =
          mean === null && sd === null
            ? priorQuantile(prior, normals[d] as number)
            : (mean ?? prior.mean) + (sd ?? prior.sd) * (normals[d] as number);
        parameters[k * width + model] = toNatural(prior.transform, eta);
      });
      points.forEach(({ name, model }, n) => {
        if (!unmeasured.parts.has(name)) return;
        parameters[k * width + model] = Math.exp(priorQuantile(ofParts, normals[drawn.length + n] as number));
      });
    }
    return parameters;

    function parentOf(parent: number | null, k: number): number | null {
      const entry = parent === null ? undefined : drawn[parent];
      return entry === undefined ? null : (parameters[k * width + entry.model] as number);
    }
  };
}

function isFromPrior({ level, parts, factor }: DrawnEntry, unmeasured: Unmeasured): boolean {
  if (level === 'individual') return true;
  if (level !== 'group') return false;
  // a well that was never there is of a plate of its own
  if (factor !== deviceFactor) return true;
  return parts === null ? unmeasured.device : unmeasured.parts.has(parts.name);
}
