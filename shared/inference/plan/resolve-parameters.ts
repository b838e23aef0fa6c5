import type { Problem } from '../../base/problem.ts';
import type { Experiment, PartGroup } from '../../experiment/experiment.ts';
import { isCarried } from '../../model/carried.ts';
import type { Model, ModelParameter } from '../../model/model.ts';
import { deviceFactor, type Level, type PriorSpec } from '../../model/prior.ts';
import { etaPrior } from '../prior/eta-prior.ts';
import type { FitSpec } from '../spec/fit-spec.ts';
import { levelBlocks, sortedByBlock } from './level-block.ts';
import { linkCorrelated } from './link-correlated.ts';
import { linkParents } from './link-parents.ts';
import { linkTerms } from './link-terms.ts';
import {
  type DrawnEntry,
  type KnownEntry,
  type ParameterLayout,
  type PointEntry,
  pointForm,
} from './parameter-layout.ts';

/**
 * Decides for each parameter of the model where its value comes from: the spec's constants and priors first, then part
 * values (`groups`), then the model file's own constant or prior. A parameter that none of them gives is an error, a name
 * in the spec that the model does not have a warning.
 */
export function resolveParameters(
  spec: FitSpec,
  model: Model,
  experiment: Experiment,
  problems: Problem[],
): ParameterLayout {
  const drawn: DrawnEntry[] = [];
  const points: PointEntry[] = [];
  const known: KnownEntry[] = [];
  const template = new Float64Array(model.parameters.length);
  const stated = new Map(spec.parameters.map((parameter) => [parameter.name, parameter]));

  const draw = (parameter: ModelParameter, index: number, level: Level, prior: PriorSpec) => {
    const wrong = priorFault(prior);
    if (wrong !== null) problems.push(badPrior(parameter.name, wrong, stated.get(parameter.name)?.place));
    else if (level !== 'constant') {
      const factor = level === 'group' ? (parameter.factor ?? deviceFactor) : null;
      const parts = level === 'group' ? partGroup(experiment, parameter.name) : null;
      if (parts !== null && factor !== deviceFactor) problems.push(otherFactor(parameter, spec));
      drawn.push({
        name: parameter.name,
        level,
        factor,
        prior: etaPrior(prior),
        model: index,
        parts,
        parents: { mean: null, sd: null },
        terms: [],
      });
    }
  };

  model.parameters.forEach((parameter, index) => {
    const constant = spec.constants.get(parameter.name);
    const inSpec = stated.get(parameter.name);
    const parts = partsOf(parameter, experiment);
    if (constant !== undefined) template[index] = constant;
    else if (inSpec !== undefined) draw(parameter, index, inSpec.level, inSpec.prior);
    else if (parameter.carries !== undefined) {
      const values = carriedBy(parameter.carries, experiment);
      known.push({ model: index, factor: deviceFactor, values });
    } else if (parts !== null && hasGroupPrior(parameter)) {
      draw(parameter, index, 'group', parameter.prior);
    } else if (parts !== null) {
      if (parameter.prior !== null) problems.push(replacedPrior(parameter, spec));
      const form = pointForm(parameter.name);
      points.push({ name: parameter.name, form, model: index, factor: deviceFactor, parts });
    } else if (parameter.value !== null) template[index] = parameter.value;
    else if (parameter.prior !== null && parameter.level !== 'constant') {
      draw(parameter, index, parameter.level, parameter.prior);
    } else problems.push(missing(parameter, spec, model));
  });

  const names = new Set(model.parameters.map((parameter) => parameter.name));
  // one that is tied is another's, whatever the spec says of it besides
  for (const { name } of spec.constraints.tied) names.add(name);
  for (const { name, place } of spec.parameters)
    if (!names.has(name)) problems.push(unused(name, model, place));
  for (const name of spec.constants.keys()) {
    if (!names.has(name)) problems.push(unused(name, model, { file: spec.file, where: 'constant' }));
  }
  const sorted = sortedByBlock(drawn);
  const found = { template, constants: spec.constants };
  const linked = linkParents(sorted, model, found, problems);
  return {
    drawn: linkTerms(linked, points, { model, experiment, ...found }, problems),
    blocks: levelBlocks(sorted),
    points,
    known,
    correlated: linkCorrelated(linked, model, spec, problems),
    template,
  };
}

/** [device]: 1 where the device's name or its groups say that it carries this. */
function carriedBy(marker: string, experiment: Experiment): Float64Array {
  return Float64Array.from(experiment.devices, ({ name }, device) => {
    const groups = experiment.parts.filter((group) => (group.partOfDevice[device] ?? null) !== null);
    return isCarried(
      marker,
      name,
      groups.map((group) => group.name),
    )
      ? 1
      : 0;
  });
}

function partGroup(experiment: Experiment, name: string): PartGroup | null {
  return experiment.parts.find((group) => group.name === name) ?? null;
}

/** Without any `groups` the part is the same for all devices (reference preprocessing). */
function partsOf(parameter: ModelParameter, experiment: Experiment): PartGroup | null {
  const stated = partGroup(experiment, parameter.name);
  if (stated !== null || !parameter.part || experiment.parts.length > 0) return stated;
  return {
    name: parameter.name,
    partOfDevice: experiment.devices.map(() => 0),
    count: 1,
    baseline: null,
  };
}

/** A prior that the model states for each part: its author wants it to act (REFERENCE.md: a stated prior is used). */
function hasGroupPrior(
  parameter: ModelParameter,
): parameter is ModelParameter & { readonly prior: NonNullable<ModelParameter['prior']> } {
  return parameter.level === 'group' && parameter.prior !== null;
}

/** Parts are those of devices. */
function otherFactor({ name, factor }: ModelParameter, spec: FitSpec): Problem {
  return {
    code: 'spec.partFactor',
    severity: 'error',
    message: `The groups of the data make ${name} a value of each part of a device; in the model it has one for each ${factor}.`,
    remedy: `Take ${name} out of data.groups and of the parts that layouts state, or write in the model: ${name} group.`,
    place: { file: spec.file },
  };
}

/** The spec's `groups` make a parameter of another level a value of each part: its prior is then about something else. */
function replacedPrior({ name, level }: ModelParameter, spec: FitSpec): Problem {
  return {
    code: 'spec.replacedPrior',
    severity: 'warning',
    message: `The spec's groups make ${name} a value of each part, fitted as a point; its ${level} prior in the model is not used.`,
    remedy: `Give ${name} a prior under params.global_conditioned to use one, or take it out of data.groups.`,
    place: { file: spec.file },
  };
}

/** What is wrong with a prior's numbers; null: nothing. */
function priorFault(prior: PriorSpec): string | null {
  if (!Number.isFinite(prior.mu) || !Number.isFinite(prior.sigma)) return 'its numbers must be finite';
  if (!(prior.sigma > 0))
    return `its ${prior.distribution === 'Kumaraswamy' ? 'b' : 'sigma'} is ${prior.sigma}, not above 0`;
  if (prior.distribution === 'Normal' || prior.distribution === 'LogNormal') return null;
  if (prior.distribution === 'Kumaraswamy' && !(prior.mu > 0)) return `its a is ${prior.mu}, not above 0`;
  const lower = prior.lower ?? (prior.distribution === 'Kumaraswamy' ? 0 : -Infinity);
  const upper = prior.upper ?? (prior.distribution === 'Kumaraswamy' ? 1 : Infinity);
  if (!(Number.isFinite(lower) && Number.isFinite(upper) && lower < upper)) {
    return `its bounds ${lower} .. ${upper} are not two finite numbers in ascending order`;
  }
  return null;
}

function badPrior(name: string, wrong: string, place: Problem['place']): Problem {
  return {
    code: 'spec.badPrior',
    severity: 'error',
    message: `The prior of ${name} cannot be used: ${wrong}.`,
    remedy: 'Correct the numbers of this prior.',
    ...(place && { place }),
  };
}

function unused(name: string, model: Model, place: Problem['place']): Problem {
  return {
    code: 'spec.unusedParameter',
    severity: 'warning',
    message: `The model ${model.id} does not use ${name}; it is ignored.`,
    remedy: 'Remove it from the spec, or check its spelling.',
    ...(place && { place }),
  };
}

function missing(parameter: ModelParameter, spec: FitSpec, model: Model): Problem {
  const parts = parameter.part
    ? `Add ${parameter.name} to \`groups\` in the data section, with a part for each device.`
    : `Add ${parameter.name} to the spec, as a constant or with a prior under global, global_conditioned or local.`;
  return {
    code: 'spec.missingParameter',
    severity: 'error',
    message: `The model ${model.id} needs ${parameter.name}, and neither the spec nor the model file gives it a value or a prior.`,
    remedy: parts,
    place: { file: spec.file },
  };
}
