import { pushAll } from '../../base/lists.ts';
import type { Problem } from '../../base/problem.ts';
import { answerOf } from '../../fit/joint.ts';
import { warmupProblems } from '../../fit/warmup.ts';
import type { FitPlan } from '../plan/fit-plan.ts';
import type { JointLayout } from './joint/joint-layout.ts';
import { chainCount } from './sampling-plan.ts';

/** Beyond it an approximation is cheaper than chains (INFERENCE.md, opening). */
const mostDimensions = 3000;
/** Bytes that recorded draws may take, in memory and in checkpoints. */
const mostBytes = 2 ** 30;

const trained = 'use --posterior variational with --objective iwae';

/** What a joint fit begins from has no solution in some wells. */
export function noBeginning(settings: FitPlan['settings']): Problem {
  const isChains = answerOf(settings) === 'chains';
  const so = isChains
    ? 'chains have nowhere to begin'
    : 'there is nothing to approximate the posterior about';
  const mend = 'Narrow the priors of rates, or give smaller steps (substeps in the spec)';
  return {
    code: 'posterior.noSolution',
    severity: 'error',
    message: `at the best point that was found some wells have no solution, so ${so}`,
    remedy: `${mend}; ${isChains ? '--posterior variational with ' : ''}--objective iwae says which wells.`,
    inWindow: `${mend}; a preview by training says which wells.`,
  };
}

/** Why the joint posterior of a plan cannot be drawn by chains, or approximated; empty: it can. */
export function posteriorProblems(plan: FitPlan, { size, wells }: JointLayout): readonly Problem[] {
  const { spec, network, settings, split } = plan;
  const { epochs, warmup } = settings;
  const place = { file: spec.file };
  const problems: Problem[] = [];
  if (network !== null)
    problems.push({
      code: 'posterior.network',
      severity: 'error',
      message: `the model has a network of ${network.length} weights without priors, of which there is no posterior`,
      remedy: `Choose a model without networks, or ${trained}.`,
      inWindow: 'Choose a model without networks, or the preview by training.',
      place,
    });
  const byChains = answerOf(settings) === 'chains';
  if (byChains && size > mostDimensions)
    problems.push({
      code: 'posterior.dimensions',
      severity: 'error',
      message: `the joint posterior of ${wells.length} wells has ${size} dimensions, more than the ${mostDimensions} that chains are made for`,
      remedy: 'Fit fewer wells, or use --objective hierarchical in place of --posterior nuts.',
      inWindow: 'Fit fewer wells, or choose the approximate posterior.',
      place,
    });
  if (split.selecting !== undefined)
    problems.push({
      code: 'posterior.selection',
      severity: 'error',
      message: `a joint posterior has no evaluations to choose from, and inner selection would keep the wells of fold ${split.selecting.fold} from it for nothing`,
      remedy: `Use --selection reported, or ${trained}.`,
      inWindow: 'Start a new fit, with an answer chosen anew.',
      place: { where: '--selection' },
    });
  if (settings.estimator !== 'plain')
    problems.push({
      code: 'posterior.estimator',
      severity: 'error',
      message: `the estimator ${settings.estimator} is for training by iwae; a joint posterior has gradients that need none`,
      remedy: `Use --estimator plain, or ${trained}.`,
      inWindow: 'Start a new fit, with an answer chosen anew.',
      place: { where: '--estimator' },
    });
  const unwarmed = warmupProblems(settings);
  pushAll(problems, unwarmed);
  const kept = chainCount * Math.ceil(settings.evaluationDraws / chainCount);
  if (!byChains && 4 * size * kept > mostBytes)
    problems.push({
      code: 'posterior.draws',
      severity: 'error',
      message: `${kept} draws in ${size} dimensions are more than a checkpoint may hold`,
      remedy: `Ask for ${Math.floor(mostBytes / (4 * size * chainCount)) * chainCount} draws at most (--evaluation-draws).`,
      inWindow: 'Ask for fewer evaluation draws.',
    });
  if (byChains && unwarmed.length === 0 && 4 * chainCount * size * (epochs - warmup) > mostBytes)
    problems.push({
      code: 'posterior.draws',
      severity: 'error',
      message: `${epochs - warmup} draws of ${chainCount} chains in ${size} dimensions are more than a checkpoint may hold`,
      remedy: `Ask for ${warmup + Math.floor(mostBytes / (4 * chainCount * size))} epochs at most.`,
    });
  return problems;
}
