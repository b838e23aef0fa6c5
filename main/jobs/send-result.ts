import type { Problem } from '../../shared/base/problem.ts';
import { judgeResult } from '../../shared/prediction/judge-result.ts';
import { summariseFit } from '../../shared/prediction/summarise-fit.ts';
import { fineKernel } from './fine-kernel.ts';
import type { Port } from './port.ts';
import type { ReadyFit } from './ready-fit.ts';
import { unlessStopped } from './unless-stopped.ts';

/**
 * Summarises a fit's best evaluation and sends it, or why it says nothing, after what was noticed so far. Where a stop is
 * asked for there is no result: what is kept is enough to get here again at once.
 */
export async function sendResult(
  { plan, state, kernel }: ReadyFit,
  port: Port,
  noticed: readonly Problem[],
): Promise<void> {
  const fine = fineKernel(plan, kernel);
  const result = await unlessStopped(port, (pause) =>
    summariseFit(plan, state, kernel, { pause }, fine),
  ).finally(() => (fine === kernel ? undefined : fine.close()));
  if (result === null) return port.send({ kind: 'stopped' });
  const judged = await judgeResult(plan, state, kernel, result);
  const problems = [...noticed, ...judged.problems];
  if (!judged.ok) return port.send({ kind: 'problems', failed: 'numerics', problems });
  return port.send({ kind: 'result', result, seconds: state.seconds, problems });
}
