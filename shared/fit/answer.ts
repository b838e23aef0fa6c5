/** What a fit answers with; `answerOf` tells it from settings. */
export const answerKinds = ['trained', 'hierarchical', 'chains'] as const;
export type AnswerKind = (typeof answerKinds)[number];

/** The answers as the window offers them. */
export const answerWords: Readonly<Record<AnswerKind, { readonly title: string; readonly help: string }>> = {
  trained: {
    title: 'Preview by training',
    help: 'Any model, in minutes. What wells share is a proposal, not a posterior.',
  },
  hierarchical: {
    title: 'Approximate posterior',
    help: 'Models without networks, in minutes, any number of wells. Says how near it came to the posterior.',
  },
  chains: {
    title: 'Posterior of record',
    help: 'Models without networks, up to 3000 dimensions, minutes to hours. Four chains warm up, then draw, and say whether they agree.',
  },
};
