import { failure, type Outcome, type Problem, success } from '../../shared/base/problem.ts';
import type { FitOrder } from '../../shared/fit/order.ts';
import { wholeRange } from '../../shared/fit/setting.ts';
import { settingProblems } from '../../shared/fit/setting-problems.ts';
import {
  type FitOrderSettings,
  optionName,
  settingDefaults,
  settingEntries,
} from '../../shared/fit/settings.ts';
import { warmupProblems } from '../../shared/fit/warmup.ts';
import { readInputText } from '../jobs/input-file.ts';
import { fitOptions } from './fit-options.ts';
import type { Given } from './options.ts';
import { userPath } from './output.ts';

/** `--resume` may stand alone: then it means the fit in `--out`. A spec is no fit, so `--resume spec.yaml` stands alone too. */
export function expandResume(args: readonly string[]): readonly string[] {
  const at = args.indexOf('--resume');
  const next = args[at + 1];
  if (at === -1 || (next !== undefined && !next.startsWith('-') && !/\.ya?ml$/i.test(next))) return args;
  return args.with(at, `--resume=${standsAlone}`);
}

/** Cannot be a path. */
export const standsAlone = '\0';

export function readSpecFile(spec: string): Outcome<FitOrder['spec']> {
  const file = userPath(spec);
  const text = readInputText(file);
  if (text.ok) return success({ file, text: text.value });
  const message = `the spec cannot be read: ${text.fault}`;
  const { remedy } = text;
  return failure([{ code: 'spec.unreadable', severity: 'error', message, remedy, place: { file: spec } }]);
}

/** Settings with what was given for them; `refuseGiven` comes first. */
export function givenSettings(given: Given, otherwise: FitOrderSettings): FitOrderSettings {
  const values = settingEntries.map(([key, { kind }]): readonly [string, unknown] => {
    const option = optionName(key);
    if (!given.has(option)) return [key, otherwise[key]];
    if (kind === 'flag') return [key, true];
    return [key, kind === 'whole' ? given.integer(option) : given.text(option)];
  });
  return Object.fromEntries(values) as unknown as FitOrderSettings;
}

/** Problems with what was given, before anything is made: what this version has not, and more than it can do. */
export function refuseGiven(given: Given): readonly Problem[] {
  const later = refuseNotYet(given);
  if (later.length > 0) return later;
  const beyond = settingEntries.flatMap(([key, setting]): readonly Problem[] => {
    const value = given.text(optionName(key));
    if (setting.kind !== 'whole' || value === null) return [];
    return settingProblems({ [key]: Number(value) }).map((problem) => ({
      ...problem,
      message: `--${optionName(key)} ${value}: it is more than the program can do`,
      remedy: `Give ${wholeRange(setting)}.`,
    }));
  });
  // What a fit that goes on was ordered with is not known here.
  if (beyond.length > 0 || given.has('resume')) return beyond;
  return warmupProblems(givenSettings(given, settingDefaults));
}

function refuseNotYet(given: Given): readonly Problem[] {
  return Object.entries(fitOptions).flatMap(([option, { notYet }]): readonly Problem[] => {
    const value = given.text(option);
    const instead =
      value === null || notYet === undefined || !Object.hasOwn(notYet, value) ? undefined : notYet[value];
    if (instead === undefined) return [];
    const message = `--${option} ${value} is not in this version`;
    return [{ code: 'option.notYet', severity: 'error', message, remedy: `Use ${instead}.` }];
  });
}
