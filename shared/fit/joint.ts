import type { FitOrderSettings } from './settings.ts';

/** What a fit answers with. */
export type AnswerKind = 'trained' | 'hierarchical' | 'chains';

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

export function isJoint(settings: Pick<FitOrderSettings, 'posterior' | 'objective'>): boolean {
  return answerOf(settings) !== 'trained';
}
