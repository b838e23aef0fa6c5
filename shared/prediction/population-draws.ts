import { fillNormals, type RandomStream } from '../base/random.ts';
import type { FitPlan } from '../inference/plan/fit-plan.ts';
import { drawPriors } from '../inference/posterior/joint/joint-draw.ts';
import type { JointLayout } from '../inference/posterior/joint/joint-layout.ts';
import { jointParameters } from '../inference/posterior/joint/joint-parameters.ts';

/** How many draws, and the stream of their normals, whose step is the draw. */
export interface PopulationRequest {
  readonly count: number;
  readonly stream: Omit<RandomStream, 'step'>;
}

/**
 * What the simulator sees of the only well of a layout with draws of what wells share, in turn, and own values from p(z | u),
 * natural scale, [draw, model parameter].
 *
 * @param shared in eta, [draw][shared coordinate].
 */
export function populationDraws(
  plan: FitPlan,
  layout: JointLayout,
  shared: readonly Float64Array[],
  { count, stream }: PopulationRequest,
): Float64Array {
  const width = plan.model.parameters.length;
  const seen = jointParameters(plan, layout);
  const parameters = new Float64Array(count * width);
  const eta = new Float64Array(layout.size);
  const natural = new Float64Array(layout.size);
  const normals = new Float64Array(layout.size);
  for (let k = 0; k < count; k++) {
    eta.set(shared[k % shared.length] as Float64Array);
    fillNormals({ ...stream, step: k }, normals);
    drawPriors(layout, eta, normals, (coordinate) => coordinate < layout.shared.length);
    seen.see(eta, 0, natural, null);
    seen.begin(0, parameters, k * width);
    seen.enter(0, natural, 0, parameters, k * width);
  }
  return parameters;
}
