import { pushAll } from '../../base/lists.ts';
import { failure, hasError, type Outcome, type Problem, success } from '../../base/problem.ts';
import type { KernelIndividual } from '../../compute/kernel.ts';
import { layerShapes } from '../../compute/layer-shapes.ts';
import type { Experiment, Individual } from '../../experiment/experiment.ts';
import { settingProblems } from '../../fit/setting-problems.ts';
import type { Model } from '../../model/model.ts';
import { isSameDoseUnit } from '../../plate/dose-unit.ts';
import { networkSegment } from '../guide/common-segments.ts';
import { encoderInputs } from '../guide/encoder/encoder-input.ts';
import { priorTables } from '../prior/tables.ts';
import type { FitSpec } from '../spec/fit-spec.ts';
import { type DrawPlan, pinnedValues } from './draw-plan.ts';
import { factorsOf } from './factor.ts';
import { fitFingerprint } from './fingerprint.ts';
import { fitIdentity } from './fit-identity.ts';
import { memoryProblem } from './fit-memory.ts';
import type { FitPlan } from './fit-plan.ts';
import type { FitSettings, FitSplit } from './fit-settings.ts';
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
  const signals = matchSignals(spec, model, experiment, problems);
  const treatments = matchTreatments(spec, model, experiment, problems);
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
  pushAll(problems, estimator.refuses(objective, settings));
  if (hasError(problems)) return failure(problems);

  const encoder = {
    ...spec.encoder,
    signals: experiment.signals.length,
    times: experiment.individuals[0].times_h.length,
  };
  const parts = partsTaken(model, experiment);
  const { shapes, length: networkLength } = layerShapes(model, parts);
  const factors = factorsOf(experiment);
  const drawPlan: DrawPlan = {
    ...{ parameters, factors },
    priors: priorTables(parameters.drawn),
    pinned: pinnedValues(parameters, factors),
  };
  const guide = members.guide.make({
    plan: drawPlan,
    encoder,
    groupConditioning: spec.groupConditioning,
    individualConditioning: spec.individualConditioning,
    parts: experiment.individuals[0].partsHot.length,
    treatments: experiment.treatments.length,
    network: networkLength,
  });
  const inputs =
    guide.encoder === null
      ? null
      : encoderInputs(experiment.individuals, split.train, encoder.signals, encoder.pool);
  const plan: FitPlan = {
    ...drawPlan,
    ...{ spec, model, experiment, split, settings, objective, estimator },
    individuals: experiment.individuals.map((individual) =>
      kernelIndividual(individual, signals, treatments, parts),
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

/** Signals and doses in the model's order; a treatment that the experiment lacks (-1) has dose 0. */
function kernelIndividual(
  individual: Individual,
  signals: readonly number[],
  treatments: readonly number[],
  parts: number,
): KernelIndividual {
  const times = individual.times_h.length;
  const observations = new Float64Array(signals.length * times);
  const mask = new Uint8Array(signals.length * times);
  signals.forEach((signal, s) => {
    observations.set(individual.observations.subarray(signal * times, (signal + 1) * times), s * times);
    mask.set(individual.mask.subarray(signal * times, (signal + 1) * times), s * times);
  });
  const doses = Float64Array.from(treatments, (c) => (c < 0 ? 0 : individual.doses[c]));
  const { times_h, partsHot } = individual;
  return { doses, times_h, observations, mask, ...(parts > 0 && { parts: partsHot }) };
}

function matchSignals(spec: FitSpec, model: Model, experiment: Experiment, problems: Problem[]): number[] {
  const have = experiment.signals.join(', ');
  const matched = model.observables.map(({ signal }) => {
    const index = experiment.signals.indexOf(signal);
    if (index < 0) {
      const message = `The model ${model.id} predicts the signal ${signal}; the data have ${have}.`;
      problems.push(
        error('spec.missingSignal', message, `Add ${signal} to data.signals, or choose another model.`, spec),
      );
    }
    return index;
  });
  experiment.signals.forEach((signal, index) => {
    if (matched.includes(index)) return;
    problems.push({
      code: 'spec.unmodelledSignal',
      severity: 'warning',
      message: `The model ${model.id} says nothing about the signal ${signal}; only the encoder sees it.`,
      remedy: `Remove ${signal} from data.signals if it should have no influence.`,
      place: { file: spec.file },
    });
  });
  return matched;
}

function matchTreatments(spec: FitSpec, model: Model, experiment: Experiment, problems: Problem[]): number[] {
  return model.treatments.map(({ name, unit }) => {
    const index = experiment.treatments.indexOf(name);
    const stated = experiment.treatmentUnits?.[index] ?? null;
    if (stated !== null && unit !== '' && !isSameDoseUnit(stated, unit)) {
      const message = `The layout states ${name} in ${stated}; the model ${model.id} takes it in ${unit}.`;
      const remedy = `State its doses in ${unit} in the layout, or give the model’s ${name} the unit ${stated}.`;
      problems.push(error('spec.treatmentUnit', message, remedy, spec));
    }
    if (index < 0) {
      problems.push({
        code: 'spec.missingTreatment',
        severity: 'warning',
        message: `The model ${model.id} has the treatment ${name}, which data.conditions does not list; its dose is 0 in every well.`,
        remedy: `Add ${name} to data.conditions if wells were treated with it.`,
        place: { file: spec.file },
      });
    }
    return index;
  });
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
