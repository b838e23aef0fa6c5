import type { Problem } from '../../shared/base/problem.ts';
import { isJoint } from '../../shared/fit/joint.ts';
import type { PredictTask } from './messages.ts';
import type { Port } from './port.ts';
import { trainingState, withReadyFit } from './ready-fit.ts';
import { sendResult } from './send-result.ts';

const nothingEvaluated: Problem = {
  code: 'fit.noEvaluation',
  severity: 'error',
  message: 'the fit’s checkpoint holds no evaluation yet, so there is nothing to predict from',
  remedy: 'Resume the fit until its first evaluation.',
};

/** Sends the result of the best evaluation that a fit has come to. */
export function runPredictJob(task: PredictTask, port: Port): Promise<void> {
  if (isJoint(task.order.settings))
    return port.send({ kind: 'problems', failed: 'input', problems: [nothingEvaluated] });
  return withReadyFit(task, port, trainingState, async (ready) => {
    if (ready.state.best === null)
      return port.send({ kind: 'problems', failed: 'input', problems: [nothingEvaluated] });
    await port.send({ kind: 'prepared', prepared: ready.prepared, checkpoint: null });
    return sendResult(ready, port, []);
  });
}
