import { failure, type Outcome, success } from '../../base/problem.ts';
import type { FitPlan } from '../plan/fit-plan.ts';
import { restoreFit } from './checkpoint.ts';
import type { FitState } from './fit-state.ts';

/**
 * The state of a checkpoint, to go on with to the plan's number of epochs: a problem where it has done more already. One
 * that has done exactly as many is evaluated there, as a fit that was asked for no more would have been.
 */
export function resumeFit(plan: FitPlan, bytes: Uint8Array): Outcome<FitState> {
  const restored = restoreFit(plan, bytes);
  if (!restored.ok) return restored;
  const state = restored.value;
  const { epochs } = plan.settings;
  if (state.epoch > epochs || (state.epoch === epochs && state.batchIndex > 0)) {
    const least = state.batchIndex > 0 ? state.epoch + 1 : state.epoch;
    const part = state.batchIndex > 0 ? ' and a part of the next' : '';
    const message = `The fit has done ${state.epoch} epochs${part} already, more than the ${epochs} asked for.`;
    const remedy = `Ask for ${least} epochs or more.`;
    return failure([{ code: 'fit.fewerEpochs', severity: 'error', message, remedy }]);
  }
  if (state.epoch === epochs && state.evaluations.at(-1)?.epoch !== epochs) state.evaluationDue = true;
  return success(state, restored.problems);
}
