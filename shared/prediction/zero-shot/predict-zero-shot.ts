import { pushAll } from '../../base/lists.ts';
import { failure, type Outcome, success } from '../../base/problem.ts';
import type { FitPlan } from '../../inference/plan/fit-plan.ts';
import { unseenKeys } from '../../inference/posterior/held-out/shared-draws.ts';
import { type JointLayout, jointLayout } from '../../inference/posterior/joint/joint-layout.ts';
import { leastEffective } from '../parameter-summary.ts';
import { bandsOf, predictiveFrom, solveDraws, type WellDraws } from '../predict-well.ts';
import { curveBands } from '../scenario/curve-bands.ts';
import { extendPlan } from '../scenario/extend-plan.ts';
import { type DrawSource, drawSource, type FinishedFit } from '../scenario/finished-fit.ts';
import { priorOnlyMarks } from '../scenario/scenario-marks.ts';
import { unmeasuredOf } from '../scenario/unmeasured.ts';
import { inUnits, type SummaryHooks, scaledQuantiles } from '../summarise-wells.ts';
import { maskedSignals } from './masked-signals.ts';
import { scoreZeroShot, sumsOfWell, type WellSums } from './score-zero-shot.ts';
import { wayMark, waysOf } from './ways.ts';
import type {
  ZeroShotAnswer,
  ZeroShotKind,
  ZeroShotQuestion,
  ZeroShotScore,
  ZeroShotWell,
} from './zero-shot.ts';

/**
 * What joint draws that never saw a device predict of its wells (INFERENCE.md, 6): blind, and, where signals are to be seen, given each
 * well's readings of those alone. Draws are made for copies of the wells that hold nothing else; only scoring looks at the
 * wells themselves. Binds the fit's kernel.
 */
export async function predictZeroShot(
  fit: FinishedFit,
  question: ZeroShotQuestion,
  hooks: SummaryHooks = {},
): Promise<Outcome<ZeroShotAnswer>> {
  const { settings, experiment, split } = fit.plan;
  const [first] = split.heldOut;
  if (first === undefined)
    return refuse('the fit was made with every device, so none can be predicted as one that it never saw');
  if (fit.kind !== 'chains')
    return refuse(
      'zero-shot prediction goes by joint draws of all that wells share, which this fit has none of',
    );
  const ways = waysOf(fit.plan, question);
  if (!ways.ok) return ways;
  const asked: FitPlan = {
    ...fit.plan,
    settings: {
      ...settings,
      seed: question.seed ?? settings.seed,
      evaluationDraws: question.draws ?? settings.evaluationDraws,
    },
  };
  const { device } = experiment.individuals[first];
  const { title } = experiment.devices[device];
  const wells: ZeroShotWell[] = [];
  const scores: ZeroShotScore[] = [];
  for (const [w, way] of ways.value.entries()) {
    const seen = new Set(way.seen.map((name) => experiment.signals.indexOf(name)));
    const copies = Array.from(split.heldOut, (well) => ({
      individual: maskedSignals(experiment.individuals[well], seen),
      // chains have no guide, which would see all of a well
      seenAs: -1,
    }));
    const extended = extendPlan(asked, experiment, copies);
    if (!extended.ok) return extended;
    const plan = extended.value;
    const source = drawSource(fit, plan);
    const sums: WellSums[] = [];
    for (const [n, well] of split.heldOut.entries()) {
      const copy = experiment.individuals.length + n;
      const draws = await drawsOf(plan, source, way.kind, copy);
      const solved = await solveDraws(plan, source.kernel, draws);
      const { set: _, ...told } = inUnits(plan, well, 'held-out', bandsOf(solved));
      const times = told.times_h.length;
      wells.push({
        ...told,
        kind: way.kind,
        curve: scaledQuantiles(plan, times, curveBands(solved)),
        unsolved: solved.unsolved,
        marks: [
          wayMark(way),
          ...source.marks,
          ...unseenMarks(fit.layout, jointLayout(plan, Int32Array.of(copy))),
          ...(way.kind === 'blind' ? priorOnlyMarks(plan) : []),
          ...(draws.ess < leastEffective ? [fewDraws] : []),
        ],
        draws: draws.weights.length,
        ess: draws.ess,
      });
      sums.push(sumsOfWell(plan, well, predictiveFrom(solved)));
      hooks.onProgress?.(w * split.heldOut.length + n + 1, ways.value.length * split.heldOut.length);
      await hooks.pause?.();
    }
    pushAll(scores, scoreZeroShot(plan, way, sums));
  }
  const informed = ways.value.find(({ kind }) => kind === 'informed');
  return success({ device: title, seenSignals: informed?.seen ?? null, wells, scores });
}

async function drawsOf(
  plan: FitPlan,
  source: DrawSource,
  kind: ZeroShotKind,
  well: number,
): Promise<Pick<WellDraws, 'well' | 'weights' | 'parameters' | 'ess'>> {
  if (kind === 'informed') return source.known(well);
  const parameters = source.unknown(unmeasuredOf(plan, plan.experiment.individuals[well].device))(well);
  const count = parameters.length / plan.model.parameters.length;
  return { well, parameters, weights: new Float64Array(count).fill(1 / count), ess: count };
}

const fewDraws = `fewer than ${leastEffective} effective draws: read the curve as one good solution, not as a range`;

function unseenMarks(trained: JointLayout, layout: JointLayout): readonly string[] {
  const unseen = unseenKeys(trained, layout);
  return unseen.length === 0 ? [] : [`never measured, drawn from the prior: ${unseen.join(', ')}`];
}

/** Why a fit cannot be asked. */
function refuse(message: string): Outcome<never> {
  return failure([
    {
      ...{ code: 'predict.zeroShot', severity: 'error', message },
      remedy: 'Fit anew with --held-out DEVICE and --posterior nuts.',
      inWindow: 'Fit anew with a device held out, and with its posterior by chains.',
    },
  ]);
}
