import type { Problem } from '../../base/problem.ts';
import type { Experiment } from '../../experiment/experiment.ts';
import type { Model } from '../../model/model.ts';
import { isSameDoseUnit } from '../../plate/dose-unit.ts';
import type { FitSpec } from '../spec/fit-spec.ts';

/** Index of the experiment's signal for each observable of the model. */
export function matchSignals(
  spec: FitSpec,
  model: Model,
  experiment: Experiment,
  problems: Problem[],
): number[] {
  const { signals } = experiment;
  const meant = spec.data.observables ?? signals;
  const place = { file: spec.file, where: 'data.signals' };
  const matched = model.observables.map(({ signal }) => meant.indexOf(signal));
  const lacking = model.observables.filter((_, o) => matched[o] === -1).map(({ signal }) => signal);
  const free = signals.filter((_, s) => !matched.includes(s));
  for (const signal of lacking) {
    const wanted = model.observables.map((each) => each.signal).join(', ');
    const example = `{${free[0] ?? 'a signal of the file'}: ${signal}}`;
    problems.push({
      code: 'spec.missingSignal',
      severity: 'error',
      message: `The model ${model.id} predicts the signal ${signal}; the data have ${boundNames(signals, meant)}.`,
      remedy: `Say which signal of the files it is, as in signals: ${example}, or choose another model; ${model.id} needs ${wanted}.`,
      place,
    });
  }
  signals.forEach((signal, s) => {
    if (matched.includes(s)) return;
    const other = meant[s] === signal ? '' : ` (${meant[s]})`;
    problems.push({
      code: 'spec.unmodelledSignal',
      severity: 'warning',
      message: `The model ${model.id} says nothing about the signal ${signal}${other}; only the encoder sees it.`,
      remedy: `Remove ${signal} from data.signals if it should have no influence.`,
      place,
    });
  });
  return matched;
}

/** Index of the experiment's treatment for each of the model, -1 where it has none. */
export function matchTreatments(
  spec: FitSpec,
  model: Model,
  experiment: Experiment,
  problems: Problem[],
): number[] {
  const { treatments, treatmentUnits = [] } = experiment;
  const meant = spec.data.treatments ?? treatments;
  const place = { file: spec.file, where: 'data.conditions' };
  (spec.data.treatments ?? []).forEach((name, c) => {
    if (model.treatments.some((treatment) => treatment.name === name)) return;
    const names = model.treatments.map((treatment) => treatment.name).join(', ');
    problems.push({
      code: 'spec.unknownTreatment',
      severity: 'error',
      message: `data.conditions calls ${treatments[c]} the model’s ${name}, and the model ${model.id} has no such treatment.`,
      remedy: names === '' ? `Remove it: ${model.id} has no treatments.` : `Use one of: ${names}.`,
      place,
    });
  });
  return model.treatments.map(({ name, unit }) => {
    const index = meant.indexOf(name);
    if (index < 0) {
      problems.push({
        code: 'spec.missingTreatment',
        severity: 'warning',
        message: `The model ${model.id} has the treatment ${name}, which data.conditions does not list; its dose is 0 in every well.`,
        remedy: `Add ${name} to data.conditions if wells were treated with it, or say which treatment of the files it is: conditions: {IPTG: ${name}}.`,
        place,
      });
    }
    const stated = treatmentUnits[index] ?? null;
    if (stated !== null && unit !== '' && !isSameDoseUnit(stated, unit)) {
      problems.push({
        code: 'spec.treatmentUnit',
        severity: 'error',
        message: `The layout states ${treatments[index]} in ${stated}; the model ${model.id} takes ${name} in ${unit}.`,
        remedy: `State its doses in ${unit} in the layout, or give the model’s ${name} the unit ${stated}.`,
        place,
      });
    }
    return index;
  });
}

/** `OD, GFP (reporter)`. */
function boundNames(names: readonly string[], meant: readonly string[]): string {
  return names.map((name, n) => (meant[n] === name ? name : `${name} (${meant[n]})`)).join(', ');
}
