import type { Experiment, Individual } from '../../experiment/experiment.ts';
import { deviceHot, partsHot } from '../../experiment/part-groups.ts';
import type { FitPlan } from '../../inference/plan/fit-plan.ts';
import type { ScenarioDoses } from './scenario-doses.ts';

/** `plate` of wells that were never there. */
export const scenarioPlate = 'scenario';

/** Wells without readings, on one grid of times. */
export function scenarioWells(
  { experiment }: Pick<FitPlan, 'experiment'>,
  device: number,
  given: readonly ScenarioDoses[],
  times_h: Float64Array,
): readonly Individual[] {
  const size = experiment.signals.length * times_h.length;
  const hot = hotParts(experiment, device);
  return given.map(({ doses, additions }, n) => {
    const well = String(n + 1);
    return {
      ...{ id: `${scenarioPlate}/${well}`, plate: scenarioPlate, well, device, times_h, additions },
      partsHot: hot,
      logTreatments: doses.map((dose, c) => logDose(experiment, c, dose)),
      doses: doses.map((dose, c) => seenDose(experiment, c, dose)),
      statedDoses: doses,
      observations: new Float64Array(size),
      backgrounds: new Float64Array(experiment.signals.length),
      mask: new Uint8Array(size),
    };
  });
}

/** As wells of the fit have it: without groups one entry, or one for each device. */
function hotParts({ parts, devices, individuals }: Experiment, device: number): Float64Array {
  const length = individuals[0]?.partsHot.length ?? 1;
  return parts.length === 0 && length === devices.length
    ? deviceHot(parts, devices.length, device)
    : partsHot(parts, device);
}

/** What the model sees of a dose: as of a well that had it, so that its own doses give it its own prediction. */
function seenDose({ individuals }: Experiment, c: number, dose: number): number {
  const same = individuals.find(({ statedDoses }) => statedDoses[c] === dose);
  return same === undefined ? dose : (same.doses[c] ?? dose);
}

function logDose({ individuals, doseUnits }: Experiment, c: number, dose: number): number {
  const same = individuals.find(({ statedDoses }) => statedDoses[c] === dose);
  return same === undefined ? Math.log1p(dose / (doseUnits[c] ?? 1)) : (same.logTreatments[c] ?? 0);
}

/** The times that a scenario asks for; those of a well where it asks for nothing. */
export function scenarioTimes(
  own: Float64Array,
  until_h: number | null,
  every_min: number | null,
): Float64Array {
  if (until_h === null && every_min === null) return own;
  const first = own[0] ?? 0;
  const last = own.at(-1) ?? first;
  const until = until_h ?? last;
  const step = every_min === null ? (last - first) / Math.max(1, own.length - 1) : every_min / 60;
  const count = Math.floor((until - first) / step + 1e-9);
  return Float64Array.from({ length: count + 1 }, (_, t) => first + t * step);
}

/** The times, and between them those at which something is given: steps of the solver end there, as in a fit. */
export function withChanges(times_h: Float64Array, wells: readonly ScenarioDoses[]): Float64Array {
  const [first, last] = [times_h[0] ?? 0, times_h.at(-1) ?? 0];
  const known = new Set(times_h);
  const changes = new Set(wells.flatMap(({ additions }) => additions.map(({ time_h }) => time_h)));
  const more = [...changes].filter((time) => time > first && time < last && !known.has(time));
  return more.length === 0 ? times_h : Float64Array.from([...times_h, ...more]).sort();
}

/** A well of which readings after `seen_h` are not known. */
export function maskedAfter(individual: Individual, seen_h: number): Individual {
  const { times_h, id, well } = individual;
  const mask = individual.mask.map((code, at) => ((times_h[at % times_h.length] ?? 0) <= seen_h ? code : 0));
  return { ...individual, id: `${id} to ${seen_h} h`, well, mask };
}
