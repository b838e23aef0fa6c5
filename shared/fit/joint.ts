import type { AnswerKind } from './answer.ts';
import type { FitOrderSettings } from './settings.ts';

/**
 * `trained`: each well by itself, what wells share drawn anew for each (`iwae`). The others answer with draws of everything at once:
 * `chains` draws them, `hierarchical` draws from a normal that was fitted to the joint posterior.
 */
export function answerOf({
  posterior,
  objective,
}: Pick<FitOrderSettings, 'posterior' | 'objective'>): AnswerKind {
  if (posterior === 'nuts') return 'chains';
  return objective === 'hierarchical' ? 'hierarchical' : 'trained';
}

/** The settings that ask for an answer. */
export function settingsOfAnswer(answer: AnswerKind): Pick<FitOrderSettings, 'posterior' | 'objective'> {
  if (answer === 'chains') return { posterior: 'nuts', objective: 'iwae' };
  return { posterior: 'variational', objective: answer === 'hierarchical' ? 'hierarchical' : 'iwae' };
}

export function isJoint(settings: Pick<FitOrderSettings, 'posterior' | 'objective'>): boolean {
  return answerOf(settings) !== 'trained';
}
