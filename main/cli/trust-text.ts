import { shortNumber } from '../../shared/plate/checks/short-number.ts';
import type {
  ComponentSensitivity,
  FitTrust,
  PowerScaling,
} from '../../shared/prediction/trust/diagnosis.ts';
import type { Found } from '../../shared/prediction/trust/found.ts';
import type { Identifiability, Ratio } from '../../shared/prediction/trust/identifiability.ts';
import type { PopulationRow } from '../../shared/prediction/trust/population-check.ts';
import { sensitiveFrom } from '../../shared/prediction/trust/power-scaling.ts';
import type { Profile } from '../../shared/prediction/trust/profile.ts';
import type { Shrinkage } from '../../shared/prediction/trust/shrinkage.ts';
import { section } from './diagnose-text.ts';
import { columnsText, withError } from './text-table.ts';

/** Sections on what the posterior itself says. @param profile its parameter; null: none is asked for. */
export function posteriorSections(trust: FitTrust, profile: string | null): readonly string[] {
  return [
    told('What the data decide (identifiability)', trust.identifiability, identifiabilityLines),
    told('Sensitivity to prior and likelihood (power scaling)', trust.powerScaling, scalingLines),
    told('Limits', trust.limits, (lines) =>
      lines.length === 0 ? ['No shared parameter lies at a limit.'] : lines,
    ),
    told('Shrinkage of the wells’ own values', trust.shrinkage, shrinkageLines),
    told('Wells simulated from the population (VPC, NPDE)', trust.population, populationLines),
    ...(profile === null ? [] : [told(`Profile of ${profile}`, trust.profile, profileLines)]),
  ];
}

function told<T>(title: string, found: Found<T>, lines: (value: T) => readonly string[]): string {
  return section(title, found.ok ? lines(found.value) : [`Not computed: ${found.reason}.`]);
}

function ratioText({ value, low, high }: Ratio): string {
  return `${shortNumber(value)} (${shortNumber(low)} to ${shortNumber(high)})`;
}

/** Things of a kind that are told; all are in the tables of --out. */
const mostTold = 10;

function identifiabilityLines(found: Identifiability): readonly string[] {
  const { parameters, directions, combinations, unknown } = found;
  if (directions.length === 0)
    return [
      `All ${parameters} shared parameters are decided by the data: no direction is less than twice as narrow, in variance, as its prior.`,
    ];
  return [
    `${directions.length} of ${parameters} directions of the shared parameters are hardly decided by the data: prior variance over posterior variance below 2.`,
    ...combinations
      .slice(0, mostTold)
      .map(
        ({ sum, ratio, sd, priorSd, parameters: own }) =>
          `${sum} is known (sd ${shortNumber(sd)}, prior ${shortNumber(priorSd)}; ratio ${ratioText(ratio)}), each alone is not (${own.map(({ name, alone }) => `${name} ${ratioText(alone)}`).join(', ')}).`,
      ),
    ...unknown
      .slice(0, mostTold)
      .map(({ name, ratio }) => `${name} is little better known than its prior: ratio ${ratioText(ratio)}.`),
    ...directions.slice(0, mostTold).map(
      ({ ratio, loadings }) =>
        `open direction, ratio ${ratioText(ratio)}: ${loadings
          .slice(0, 5)
          .map(({ name, loading }) => `${name} ${loading.toFixed(2)}`)
          .join(', ')}`,
    ),
  ];
}

function scalingLines({ draws, prior, likelihood }: PowerScaling): readonly string[] {
  const depends = new Set(
    (prior?.parameters ?? []).filter(({ distance }) => distance >= sensitiveFrom).map(({ name }) => name),
  );
  const learns = new Set(
    (likelihood?.parameters ?? [])
      .filter(({ distance }) => distance >= sensitiveFrom)
      .map(({ name }) => name),
  );
  const conflict = [...depends].filter((name) => learns.has(name));
  const ruled = likelihood === null ? [] : [...depends].filter((name) => !learns.has(name));
  const rows = [
    ...new Set([...(prior?.parameters ?? []), ...(likelihood?.parameters ?? [])].map(({ name }) => name)),
  ]
    .map((name) => ({ name, p: of(prior, name), l: of(likelihood, name) }))
    .sort((a, b) => (b.p?.distance ?? 0) - (a.p?.distance ?? 0));
  return [
    depends.size === 0
      ? 'No shared parameter depends on its prior beyond the threshold.'
      : `${depends.size} shared parameters depend on the priors: ${[...depends].slice(0, mostTold).join(', ')}.`,
    ...(conflict.length > 0
      ? [
          `Prior and data both move ${conflict.slice(0, mostTold).join(', ')}: they may disagree, or both count.`,
        ]
      : []),
    ...(ruled.length > 0
      ? [`The prior alone moves ${ruled.slice(0, mostTold).join(', ')}: the data say little of it.`]
      : []),
    ...[componentText('prior', prior), componentText('likelihood', likelihood)],
    `From ${draws} draws; a distance of ${sensitiveFrom} or more counts (it has no error of its own). Shifts of the mean are in posterior sd a doubling of the power, with errors from the chains.`,
    columnsText(
      ['parameter', 'prior: distance', 'shift', 'likelihood: distance', 'shift'],
      rows.slice(0, mostTold).map(({ name, p, l }) => [name, ...cells(p), ...cells(l)]),
    ),
  ];
}

function of(
  component: ComponentSensitivity | null,
  name: string,
): ComponentSensitivity['parameters'][number] | undefined {
  return component?.parameters.find((one) => one.name === name);
}

function cells(one: ComponentSensitivity['parameters'][number] | undefined): readonly string[] {
  return one === undefined ? ['-', '-'] : [one.distance.toFixed(3), withError(one.shift, one.error, 2)];
}

function componentText(what: string, component: ComponentSensitivity | null): string {
  if (component === null)
    return `The ${what} is not scaled: even the smallest change leaves a few draws with all the weight.`;
  const { alpha, kHat } = component;
  const near =
    alpha === 1.25
      ? ''
      : ' (at 1.25 a few draws had all the weight, so that what is told is of a smaller change)';
  const tail = Number.isFinite(kHat) ? `, k-hat ${kHat.toFixed(2)}` : '';
  return `The ${what} is raised to ${alpha} and 1/${alpha}${near}${tail}.`;
}

function shrinkageLines(rows: readonly Shrinkage[]): readonly string[] {
  const strong = rows.filter(({ shrinkage }) => shrinkage > 0.5).map(({ parameter }) => parameter);
  return [
    strong.length === 0
      ? 'No parameter of wells is drawn more than half way to the population’s mean.'
      : `Wells say little themselves of ${strong.join(', ')}: more than half of the spread is the population’s.`,
    columnsText(
      ['parameter', 'shrinkage', '95 % by what is known of the width', 'wells'],
      rows.map(({ parameter, shrinkage, low, high, wells }) => [
        ...[parameter, shrinkage.toFixed(3), `${low.toFixed(3)} to ${high.toFixed(3)}`, `${wells}`],
      ]),
    ),
  ];
}

function populationLines(rows: readonly PopulationRow[]): readonly string[] {
  const far = ({ npdeVariance: { value, error } }: PopulationRow): number => (value - 1) / error;
  const wide = rows.filter((row) => far(row) < -2).length;
  const narrow = rows.filter((row) => far(row) > 2).length;
  const low = rows.filter(({ inside95: { value, error } }) => value < 0.95 - 2 * error).length;
  return [
    `Of ${rows.length} devices and signals in a set, ${low} have too few readings inside the simulated 95 % band; simulated wells differ more than real ones in ${wide} (NPDE variance below 1), less in ${narrow}. Those farthest off first.`,
    columnsText(
      ['set', 'device', 'signal', 'in 50 %', 'in 95 %', 'NPDE mean', 'NPDE variance', 'wells'],
      rows
        .toSorted((a, b) => Math.abs(far(b)) - Math.abs(far(a)))
        .slice(0, mostTold)
        .map((row) => [
          ...[row.set, row.device, row.signal],
          withError(row.inside50.value, row.inside50.error, 2),
          withError(row.inside95.value, row.inside95.error, 2),
          withError(row.npdeMean.value, row.npdeMean.error, 2),
          withError(row.npdeVariance.value, row.npdeVariance.error, 2),
          `${row.wells}`,
        ]),
    ),
    'Doses are each well’s own, so nothing is to be corrected for them. NPDE are of at most twelve times a signal, and should have mean 0 and variance 1. Validation wells are predicted here without their readings.',
  ];
}

function profileLines({ low, high, drawsLow, drawsHigh, points }: Profile): readonly string[] {
  const end = (value: number | null): string => (value === null ? 'beyond the grid' : shortNumber(value));
  return [
    `95 % by chi-squared: ${end(low)} to ${end(high)}; the draws’ own 2.5 % and 97.5 %: ${shortNumber(drawsLow)} and ${shortNumber(drawsHigh)}.`,
    'Priors are in it. At each value all else is where the joint density is highest, learned spreads of wells where the marginal is (joint), and integrated by Laplace’s approximation there (marginal, which the interval is of): an approximation with no error of its own to state, to be put beside the draws.',
    columnsText(
      ['value', 'joint, nats', 'marginal, nats'],
      points.map(({ value, joint, marginal }) => [shortNumber(value), joint.toFixed(2), marginal.toFixed(2)]),
    ),
  ];
}
