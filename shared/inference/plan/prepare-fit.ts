import { pushAll } from '../../base/lists.ts';
import { failure, hasError, type Outcome, type Problem, success } from '../../base/problem.ts';
import { layerShapes } from '../../compute/layer-shapes.ts';
import type { Experiment } from '../../experiment/experiment.ts';
import { isJoint } from '../../fit/joint.ts';
import { settingProblems } from '../../fit/setting-problems.ts';
import type { Model } from '../../model/model.ts';
import { networkSegment } from '../guide/common-segments.ts';
import { seriesShape } from '../guide/encoder/series-shape.ts';
import { priorTables } from '../prior/tables.ts';
import type { FitSpec } from '../spec/fit-spec.ts';
import { type DrawPlan, pinnedValues } from './draw-plan.ts';
import { factorsOf } from './factor.ts';
import { fitFingerprint } from './fingerprint.ts';
import { fitIdentity } from './fit-identity.ts';
import { memoryProblem } from './fit-memory.ts';
import type { FitPlan } from './fit-plan.ts';
import type { FitSettings, FitSplit } from './fit-settings.ts';
import { additionProblems, censoringProblems, kernelIndividual } from './kernel-individual.ts';
import { matchSignals, matchTreatments } from './match-data.ts';
import { type Members, membersOf } from './members.ts';
import { resolveParameters } from './resolve-parameters.ts';
import { unseenParts, usedParts } from './unseen-parts.ts';

/** What a plan is made of. */
export interface PlanSources {
  readonly spec: FitSpec;
  readonly model: Model;
  readonly experiment: Experiment;
  readonly split: FitSplit;
  readonly settings: FitSettings;
}

/** Joins spec, model and data into a plan, or says what does not fit together. */
export function prepareFit(
  sources: PlanSources,
  members: Members = membersOf(sources.settings),
): Outcome<FitPlan> {
  const { spec, model, experiment, split, settings } = sources;
  const { objective, estimator } = members;
  const problems: Problem[] = [...settingProblems(settings), ...splitProblems(split)];
  const parameters = resolveParameters(spec, model, experiment, problems);
  const factors = factorsOf(experiment, parameters.drawn, problems);
  const signals = matchSignals(spec, model, experiment, problems);
  const treatments = matchTreatments(spec, model, experiment, problems);
  pushAll(problems, additionProblems(model, experiment, { treatments }));
  pushAll(problems, censoringProblems(model, experiment, { signals }));
  if (parameters.drawn.length === 0 && !hasError(problems)) {
    problems.push(
      error(
        'spec.nothingToInfer',
        'The spec gives no parameter a prior.',
        'Give at least one a prior.',
        spec,
      ),
    );
  }
  pushAll(problems, members.guide.refuses({ spec, experiment, parameters }));
  pushAll(problems, unseenParts(experiment, split, usedParts(parameters)));
  // a joint posterior takes none but plain, which is said where it is planned
  if (!isJoint(settings)) pushAll(problems, estimator.refuses(objective, settings));
  if (hasError(problems)) return failure(problems);

  const series = seriesShape(spec.encoder, experiment);
  const parts = partsTaken(model, experiment);
  const { shapes, length: networkLength } = layerShapes(model, parts);
  const drawPlan: DrawPlan = {
    ...{ parameters, factors },
    priors: priorTables(parameters.drawn),
    pinned: pinnedValues(parameters, factors),
  };
  const guide = members.guide.make({
    plan: drawPlan,
    encoder: series.shape,
    groupConditioning: spec.groupConditioning,
    individualConditioning: spec.individualConditioning,
    parts: experiment.individuals[0].partsHot.length,
    treatments: experiment.treatments.length,
    network: networkLength,
  });
  const inputs = guide.encoder === null ? null : series.inputs(split.train);
  const plan: FitPlan = {
    ...drawPlan,
    ...{ spec, model, experiment, split, settings, objective, estimator },
    individuals: experiment.individuals.map((individual) =>
      kernelIndividual(individual, model, { signals, treatments, parts }),
    ),
    features: experiment.individuals.map((individual, index) => ({
      encoderInput: inputs === null ? new Float64Array(0) : inputs[index],
      partsHot: individual.partsHot,
      logTreatments: individual.logTreatments,
    })),
    signals,
    guide,
    network:
      networkLength === 0
        ? null
        : { shapes, length: networkLength, parts, offset: networkSegment(guide.layout).offset },
    fingerprint: fitFingerprint({ spec, model, experiment, split, settings, parameters }),
    identity: fitIdentity(spec, model, experiment, split, settings),
  };
  const tooLarge = memoryProblem(plan);
  return tooLarge === null ? success(plan, problems) : failure([...problems, tooLarge]);
}

/** Length of the multi-hot vector of parts, 0 where no layer of the model takes it. */
function partsTaken(model: Model, experiment: Experiment): number {
  const taken = model.layers.some((layer) => layer.inputs.some((input) => input.kind === 'parts'));
  return taken ? experiment.individuals[0].partsHot.length : 0;
}

function splitProblems(split: FitSplit): Problem[] {
  const empty = split.train.length === 0 ? 'training' : split.validation.length === 0 ? 'validation' : null;
  if (empty === null) return [];
  return [
    {
      code: 'fit.emptySet',
      severity: 'error',
      message: `There is no well for ${empty}.`,
      remedy: 'Use at least two wells and two folds.',
    },
  ];
}

function error(code: string, message: string, remedy: string, spec: FitSpec): Problem {
  return { code, severity: 'error', message, remedy, place: { file: spec.file } };
}
