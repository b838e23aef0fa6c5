import { pushAll } from '../../shared/base/lists.ts';
import { failure, type Outcome, type Problem, success } from '../../shared/base/problem.ts';
import type { FitResult } from '../../shared/fit/fit-result.ts';
import { fitStatus } from '../../shared/fit/life.ts';
import type { FitOrder } from '../../shared/fit/order.ts';
import { warmupProblems } from '../../shared/fit/warmup.ts';
import { parseSpecModel } from '../../shared/inference/spec/model-settings.ts';
import {
  type NoiseForm,
  type NoiseName,
  type NoiseRow,
  noiseForms,
  noiseNames,
  noiseRows,
} from '../../shared/prediction/trust/noise-forms.ts';
import { type FitEnd, startFitRun } from '../fits/fit-run.ts';
import type { RestedFit } from '../fits/rested-fit.ts';
import { orderedModel } from '../jobs/freeze-model.ts';
import { readOrder } from '../jobs/read-order.ts';
import { findProgramFolders } from '../store/resources.ts';
import { section } from './diagnose-text.ts';
import type { Interruptible } from './interruptible.ts';
import type { Output } from './output.ts';
import { createProgressBar } from './progress-bar.ts';
import { columnsText } from './text-table.ts';

/** Part and population values under constant, combined and autocorrelated errors. */
export interface NoiseComparison {
  /** Of the chains under each: `converged`, or not and why. */
  readonly verdicts: Readonly<Record<NoiseName, string>>;
  /** CRPS is not of these short chains alone: rmse and coverage of validation wells by signal. */
  readonly validation: Readonly<Record<NoiseName, FitResult['validation']>>;
  readonly rows: readonly NoiseRow[];
}

/** Transitions of the chains that are run anew where nothing else is asked for. */
export const noiseEpochs = { warmup: 200, epochs: 600 } as const;

export interface NoiseRequest {
  readonly warmup: number;
  readonly epochs: number;
}

/** Runs the spec of a fit by short chains under each form; what it is told goes to stderr. null: interrupted. */
export async function noiseFits(
  { order, files }: RestedFit,
  { warmup, epochs }: NoiseRequest,
  output: Output,
  jobs: Interruptible,
): Promise<Outcome<NoiseComparison> | null> {
  const { models, version } = findProgramFolders();
  // chains choose nothing: wells that chose for the fit train here
  const chains = { posterior: 'nuts', selection: 'reported', estimator: 'plain' } as const;
  const settings = { ...order.settings, ...chains, warmup, epochs };
  const early = warmupProblems(settings);
  if (early.length > 0) return failure(early);
  const spec = readOrder(order);
  if (!spec.ok) return spec;
  const file = orderedModel(order, spec.value, models);
  const model = file.ok ? parseSpecModel(spec.value, file.value.text, file.value.file) : file;
  if (!model.ok) return model;
  const forms = noiseForms(model.value, spec.value);
  if (!forms.ok) return failure([noForms(forms.reason)]);
  const results: Partial<Record<NoiseName, FitResult>> = {};
  for (const form of forms.value.forms) {
    output.say(`Chains under ${form.name} errors: ${epochs} transitions.`);
    const bar = createProgressBar();
    const run = startFitRun({
      ...{ supervisor: jobs.supervisor, models, version, files, keeper: null, checkpoint: null },
      ...{ order: { ...order, settings, overrides: [...order.overrides, ...overridesOfForm(form)] } },
      background: false,
      listener: (event) => {
        if (event.kind === 'progress') bar.show(event.progress);
      },
    });
    const end = await run.end;
    bar.clear();
    if (jobs.interrupted()) return null;
    if (end.status !== fitStatus.done) return failure(problemsOfEnd(end, form.name));
    results[form.name] = end.result;
  }
  return compared(results, forms.value.own);
}

function overridesOfForm({ held, settings }: NoiseForm): FitOrder['overrides'] {
  return [
    ...held.map(({ parameter, value }) => ({ name: `params.fix.${parameter}`, value: String(value) })),
    ...settings.map(({ name, value }) => ({ name: `params.${name}`, value })),
  ];
}

function compared(
  results: Partial<Record<NoiseName, FitResult>>,
  own: readonly string[],
): Outcome<NoiseComparison> {
  const { constant, combined, autocorrelated } = results;
  if (!constant || !combined || !autocorrelated) throw new Error('every form was fitted');
  const all = { constant, combined, autocorrelated };
  const each = <T>(of: (result: FitResult) => T): Readonly<Record<NoiseName, T>> => ({
    ...{ constant: of(constant), combined: of(combined), autocorrelated: of(all.autocorrelated) },
  });
  return success({
    verdicts: each(({ diagnostics }) => diagnostics.sampling?.verdict ?? 'not known'),
    validation: each(({ validation }) => validation),
    rows: noiseRows(
      each(({ parameters }) => parameters),
      own,
    ),
  });
}

function problemsOfEnd(end: FitEnd, name: NoiseName): readonly Problem[] {
  const problems: Problem[] = [
    {
      code: 'diagnose.noiseFit',
      severity: 'error',
      message: `the chains under ${name} errors came to no result${end.status === 'bug' ? `: ${end.message}` : ''}`,
      remedy: 'Give them more transitions (--warmup, --epochs), or leave --noise out.',
    },
  ];
  if (end.status !== 'bug') pushAll(problems, end.problems);
  return problems;
}

function noForms(reason: string): Problem {
  return {
    code: 'diagnose.noNoiseForms',
    severity: 'error',
    message: `the fit cannot be made again under other errors: ${reason}`,
    remedy:
      'Use a model whose errors have a share of the prediction and a correlation time, such as those of the library that end in _learned.',
  };
}

/** For people: what depends on the noise model first. */
export function noiseSection({ verdicts, validation, rows }: NoiseComparison): string {
  const depends = rows.filter((row) => row.depends);
  const name = ({ parameter, group }: NoiseRow): string => (group === '' ? parameter : group);
  const finding =
    depends.length === 0
      ? `No part or population value of ${rows.length} depends on the noise model: all 95 % intervals overlap.`
      : `${depends.length} of ${rows.length} part and population values depend on the noise model (95 % intervals that do not overlap): ${depends.map(name).join(', ')}.`;
  const number = (value: number): string => String(Number(value.toPrecision(3)));
  const fits = noiseNames.flatMap((noise) =>
    Object.entries(validation[noise]).map(([signal, { rmse, coverage95 }]) => [
      ...[noise, signal, rmse?.toPrecision(3) ?? '–', coverage95?.toFixed(2) ?? '–'],
    ]),
  );
  const open = noiseNames.filter((noise) => verdicts[noise] !== 'converged');
  return section('Noise model', [
    finding,
    ...(open.length === 0
      ? []
      : [
          `The chains under ${open.join(', ')} errors have not converged: what is marked may be their doing. Give them more with --warmup and --epochs.`,
        ]),
    ...noiseNames.map((noise) => `${noise}: ${verdicts[noise]}.`),
    columnsText(
      ['parameter', ...noiseNames, ''],
      [...rows]
        .sort((a, b) => Number(b.depends) - Number(a.depends))
        .map((row) => [
          name(row),
          ...noiseNames.map((noise) => {
            const { mean, low, high } = row.values[noise];
            return `${number(mean)} (${number(low)} to ${number(high)})`;
          }),
          row.depends ? 'depends on the noise model' : '',
        ]),
    ),
    'Each has short chains of its own: intervals are as good as those have converged. Rmse of the mean curve and coverage have no errors here; diagnose and compare fits of each for those:',
    columnsText(['errors', 'signal', 'validation rmse', 'in 95 %'], fits),
  ]);
}
