import { largest } from '../../base/lists.ts';
import { doseText } from '../../experiment/doses.ts';
import type { Individual } from '../../experiment/experiment.ts';
import type { FitPlan } from '../../inference/plan/fit-plan.ts';
import { hasParents, partAt } from '../../inference/plan/parameter-layout.ts';
import { deviceFactor } from '../../model/prior.ts';
import { leastEffective } from '../parameter-summary.ts';
import type { Unmeasured } from './unmeasured.ts';

/** Of every well of a scenario that is not a known well. */
export function drawnMarks(plan: FitPlan, { device, parts }: Unmeasured): readonly string[] {
  const { drawn } = plan.parameters;
  const groups = drawn.filter((entry) => entry.level === 'group' && entry.parts === null);
  const ofDevice = groups.filter(({ factor }) => factor === deviceFactor);
  const others = Map.groupBy(
    groups.filter(({ factor }) => factor !== deviceFactor),
    ({ factor }) => factor ?? '',
  );
  return [
    ...[...parts].map((group) => `part never measured: ${group} is drawn from its prior`),
    ...(device ? [neverMeasured(ofDevice.map(({ name }) => name))] : []),
    ...[...others].map(
      ([factor, entries]) =>
        `${factor} never measured: ${entries.map(({ name }) => name).join(', ')} are drawn from their priors`,
    ),
    ...priorOnlyMarks(plan),
  ];
}

/** Of a device that has no part of what its wells' means go with. */
export function partlessMarks({ parameters }: FitPlan, device: number): readonly string[] {
  const { drawn, points } = parameters;
  const all = [...drawn, ...points];
  const lacking = new Map<string, string[]>();
  for (const { name, terms } of drawn) {
    for (const { covariate } of terms) {
      const one = 'column' in covariate ? all[covariate.column] : undefined;
      if (one === undefined || one.parts === null || partAt(one.parts, device) !== null) continue;
      lacking.set(one.name, [...(lacking.get(one.name) ?? []), name]);
    }
  }
  return [...lacking].map(
    ([part, names]) => `no part of ${part}: the mean of ${names.join(', ')} is as with the baseline`,
  );
}

/** Of every well whose own values come from p(z | u). */
export function priorOnlyMarks({ parameters }: FitPlan): readonly string[] {
  const own = parameters.drawn.filter(({ level }) => level === 'individual');
  const stated = own.filter((entry) => !hasParents(entry)).map(({ name }) => name);
  return stated.length > 0 ? [`prior only: ${stated.join(', ')} of a well come from stated priors`] : [];
}

function neverMeasured(names: readonly string[]): string {
  const what = 'device never measured';
  return names.length === 0 ? what : `${what}: ${names.join(', ')} are drawn from their priors`;
}

/** What a well is asked for beyond what training wells had. */
export function rangeMarks(
  plan: FitPlan,
  { statedDoses, additions = [], times_h }: Individual,
): readonly string[] {
  const { experiment, split } = plan;
  const training = Array.from(split.train, (well) => experiment.individuals[well]).filter(
    (well) => well !== undefined,
  );
  const marks: string[] = experiment.treatments.flatMap((name, c): readonly string[] => {
    const given = dosesOf({ statedDoses, additions }, c);
    const most = largest(
      training.flatMap((well) => dosesOf(well, c)),
      0,
    );
    return largest(given, 0) > most * (1 + 1e-9)
      ? [`dose beyond those measured: ${doseText(most)} of ${name} is the highest`]
      : [];
  });
  const end = times_h.at(-1) ?? 0;
  const timed = new Set(training.flatMap((well) => (well.additions ?? []).map(({ treatment }) => treatment)));
  for (const { treatment, time_h } of additions) {
    const name = experiment.treatments[treatment] ?? '';
    if (time_h > end)
      marks.push(
        `${name} is given at ${doseText(time_h)} h, after the last time predicted: it has no effect`,
      );
    else if (time_h > 0 && !timed.has(treatment))
      marks.push(`${name} was never given later than the start in what the fit learned from`);
  }
  const last = training.reduce((latest, well) => Math.max(latest, well.times_h.at(-1) ?? 0), 0);
  const late = (times_h.at(-1) ?? 0) > last * (1 + 1e-9);
  return late ? [...marks, `time beyond those measured: ${doseText(last)} h is the last`] : marks;
}

function dosesOf(
  { statedDoses, additions = [] }: Pick<Individual, 'statedDoses' | 'additions'>,
  c: number,
): readonly number[] {
  return [
    statedDoses[c] ?? 0,
    ...additions.filter(({ treatment }) => treatment === c).map(({ value }) => value),
  ];
}

export function essMarks(ess: number): readonly string[] {
  return ess < leastEffective
    ? [`few effective draws: ${ess.toFixed(1)}; read the curve as one good solution, not as a range`]
    : [];
}
