import { failure, type Outcome, success } from '../../base/problem.ts';
import type { Kernel } from '../../compute/kernel.ts';
import type { WellPrediction } from '../../fit/fit-result.ts';
import { jointParameters } from '../../inference/posterior/joint/joint-parameters.ts';
import { predictWell } from '../predict-well.ts';
import { inUnits, wellsInUse } from '../summarise-wells.ts';
import { drawPoint, type JointSource } from './joint-simulation.ts';
import { noSolutions, someUnsolved } from './simulation-problems.ts';

/**
 * What is predicted of every well before its readings are seen: bands over joint points, errors of reading included. Draws without
 * a solution are left out of a well's bands, and counted. The kernel must be bound.
 */
export async function predictiveBands(
  source: JointSource,
  kernel: Kernel,
  draws: number,
): Promise<Outcome<readonly WellPrediction[]>> {
  const { plan, layout } = source;
  const seen = jointParameters(plan, layout);
  const width = plan.model.parameters.length;
  const natural = Array.from({ length: draws }, (_, n) => {
    const values = new Float64Array(layout.size);
    seen.see(drawPoint(source, n, 0), 0, values, null);
    return values;
  });
  let most = 0;
  const predictions: WellPrediction[] = [];
  for (const { well, set } of wellsInUse(plan)) {
    const w = layout.wells.indexOf(well);
    const parameters = new Float64Array(draws * width);
    natural.forEach((values, n) => {
      seen.begin(w, parameters, n * width);
      seen.enter(w, values, 0, parameters, n * width);
    });
    const weights = new Float64Array(draws).fill(1 / draws);
    const bands = await predictWell(plan, kernel, { well, weights, parameters });
    if (bands.unsolved === draws) return failure([noSolutions(plan, draws)]);
    most = Math.max(most, bands.unsolved);
    predictions.push(inUnits(plan, well, set, bands));
  }
  return success(predictions, most === 0 ? [] : [someUnsolved(plan, most, draws)]);
}
