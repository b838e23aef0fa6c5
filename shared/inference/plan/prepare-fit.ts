import { pushAll } from '../../base/lists.ts';
import { failure, hasError, type Outcome, type Problem, success } from '../../base/problem.ts';
import { layerShapes } from '../../compute/layer-shapes.ts';
import type { Experiment } from '../../experiment/experiment.ts';
import { settingProblems } from '../../fit/setting-problems.ts';
import type { Model } from '../../model/model.ts';
import { estimators } from '../estimator/index.ts';
import { shortestSeries } from '../guide/encoder/encoder.ts';
import { seriesShape } from '../guide/encoder/series-shape.ts';
import { guides } from '../guide/index.ts';
import { segment } from '../guide/weight-layout.ts';
import { objectives } from '../objective/index.ts';
import { priorTables } from '../prior/tables.ts';
import type { FitSpec } from '../spec/fit-spec.ts';
import { fitFingerprint } from './fingerprint.ts';
import { fitIdentity } from './fit-identity.ts';
import { memoryProblem } from './fit-memory.ts';
import type { FitPlan } from './fit-plan.ts';
import type { FitSettings, FitSplit } from './fit-settings.ts';
import { additionProblems, kernelIndividual } from './kernel-individual.ts';
import { countOf } from './level-block.ts';
import { matchSignals, matchTreatments } from './match-data.ts';
import { pinnedValue } from './parameter-layout.ts';
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
export function prepareFit(sources: PlanSources): Outcome<FitPlan> {
  const { spec, model, experiment, split, settings } = sources;
  const problems: Problem[] = [...settingProblems(settings), ...splitProblems(split)];
  const parameters = resolveParameters(spec, model, experiment, problems);
  const signals = matchSignals(spec, model, experiment, problems);
  const treatments = matchTreatments(spec, model, experiment, problems);
  pushAll(problems, additionProblems(model, experiment, { treatments }));
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
  if (countOf(parameters.blocks, 'individual') > 0) pushAll(problems, seriesProblems(spec, experiment));
  pushAll(problems, unseenParts(experiment, split, usedParts(parameters)));
  const refused = estimators[settings.estimator].refuses(objectives[settings.objective]);
  if (refused !== null) problems.push(refused);
  if (hasError(problems)) return failure(problems);

  const series = seriesShape(spec.encoder, experiment);
  const parts = partsTaken(model, experiment);
  const { shapes, length: networkLength } = layerShapes(model, parts);
  const guide = guides[settings.guide]({
    parameters,
    encoder: series.shape,
    groupConditioning: spec.groupConditioning,
    individualConditioning: spec.individualConditioning,
    parts: experiment.individuals[0].partsHot.length,
    treatments: experiment.treatments.length,
    network: networkLength,
  });
  const pinned = experiment.devices.flatMap((_, device) =>
    parameters.drawn.map((entry) => pinnedValue(entry, device)),
  );
  const inputs = guide.encoder === null ? null : series.inputs(split.train);
  const plan: FitPlan = {
    spec,
    model,
    experiment,
    split,
    settings,
    individuals: experiment.individuals.map((individual) =>
      kernelIndividual(individual, model, { signals, treatments, parts }),
    ),
    features: experiment.individuals.map((individual, index) => ({
      encoderInput: inputs === null ? new Float64Array(0) : inputs[index],
      partsHot: individual.partsHot,
      logTreatments: individual.logTreatments,
    })),
    signals,
    parameters,
    priors: priorTables(parameters.drawn),
    pinned: Float64Array.from(pinned),
    guide,
    network:
      networkLength === 0
        ? null
        : { shapes, length: networkLength, parts, offset: segment(guide.layout, 'network').offset },
    fingerprint: fitFingerprint(spec, model, experiment, split, settings),
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

/** The encoder needs series long enough for one value after convolution and pooling. */
function seriesProblems(spec: FitSpec, experiment: Experiment): Problem[] {
  const least = shortestSeries(spec.encoder);
  const { filters, width, pool, hidden } = spec.encoder;
  if (![filters, width, pool, hidden].every((size) => Number.isInteger(size) && size > 0)) {
    const sizes = `n_filters ${filters}, filter_size ${width}, pool_size ${pool}, n_hidden ${hidden}`;
    return [
      error('spec.badEncoder', `The encoder's sizes are ${sizes}.`, 'Use whole numbers above 0.', spec),
    ];
  }
  const { shape } = seriesShape(spec.encoder, experiment);
  if (shape.times >= least) return [];
  const [{ id }] = experiment.individuals;
  const message =
    shape.extra > 0
      ? `The encoder takes series of at least ${least} steps (filter_size ${width} + pool_size ${pool}), and wells with times of their own have ${shape.times}.`
      : `Well ${id} has ${shape.times} readings; the encoder needs at least ${least} (filter_size ${width} + pool_size ${pool}).`;
  const remedy = 'Use smaller filter_size and pool_size, or longer series.';
  return [error('fit.seriesTooShort', message, remedy, spec)];
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
