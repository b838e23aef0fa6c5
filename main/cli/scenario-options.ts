import type { Scenario, ScenarioPart, ScenarioTreatment } from '../../shared/prediction/scenario/scenario.ts';
import type { ZeroShotQuestion } from '../../shared/prediction/zero-shot/zero-shot.ts';
import { UsageError } from './command.ts';
import type { Given, OptionTable } from './options.ts';

/** What is asked of a finished fit. Each one of these makes `predict` predict wells that were never there. */
export const scenarioOptions: OptionTable = {
  device: { kind: 'text', value: 'NAME', help: 'a device of the fit, by its title or its name in the files' },
  part: {
    kind: 'text',
    value: 'GROUP=PART',
    many: true,
    help: 'a device put together of parts (aR=R33): a word of device titles, a device that has it, a number, or none',
  },
  treatment: {
    kind: 'text',
    value: 'NAME=VALUE',
    many: true,
    help: 'a dose: C6=100, C6=1uM, from 2 h on C6=100@2h, a dose response C6=0,1,10,100 (others 0, or the well’s)',
  },
  well: { kind: 'text', value: 'ID', help: 'with the own values of this well of the fit, such as plate/A1' },
  seen: {
    kind: 'text',
    value: 'HOURS',
    help: 'with --well: a forecast from its readings up to then, scored on the rest',
  },
  until: { kind: 'text', value: 'HOURS', help: 'the last time that is predicted (that of the fit)' },
  every: { kind: 'text', value: 'MIN', help: 'minutes between two times (as in the fit)' },
  draws: { kind: 'integer', value: 'N', least: 2, most: 100_000, help: 'how many draws (the fit’s)' },
  seed: { kind: 'integer', value: 'N', help: 'of the random numbers (the fit’s)' },
  out: {
    kind: 'text',
    value: 'DIR',
    help: 'a new folder for the tables (predictions.csv and others) and predict.json',
  },
};

/** What is asked of a fit that left a device out. */
export const zeroShotOptions: OptionTable = {
  'zero-shot': {
    kind: 'flag',
    help: 'the wells of the device that the fit left out (--held-out), by what it learned of others; scored',
  },
  'seen-signals': {
    kind: 'text',
    value: 'NAMES',
    many: true,
    help: 'with --zero-shot: also given each well’s own readings of these signals alone, such as OD,mRFP1',
  },
};

/** What goes with `--zero-shot`. */
const withZeroShot: readonly string[] = ['draws', 'seed', 'out'];

/** null: nothing of the kind is asked. Throws UsageError for what does not go together. */
export function givenZeroShot(given: Given): ZeroShotQuestion | null {
  if (!given.has('zero-shot')) {
    if (given.has('seen-signals')) throw new UsageError('--seen-signals goes with --zero-shot');
    return null;
  }
  const other = Object.keys(scenarioOptions).find((name) => given.has(name) && !withZeroShot.includes(name));
  if (other !== undefined)
    throw new UsageError(
      `--zero-shot predicts the wells of the device left out as they were: --${other} does not go with it`,
    );
  return {
    seenSignals: given.has('seen-signals') ? given.texts('seen-signals') : null,
    ...{ draws: given.integer('draws'), seed: given.integer('seed') },
  };
}

/** null: nothing of the kind is asked. Throws UsageError for what does not go together. */
export function givenScenario(given: Given): Scenario | null {
  if (!Object.keys(scenarioOptions).some((name) => given.has(name))) return null;
  const well = given.text('well');
  if (well !== null && (given.has('device') || given.has('part')))
    throw new UsageError('--well has a device of its own: --device and --part do not go with it');
  if (given.has('device') && given.has('part'))
    throw new UsageError('give --device, or the parts of a new one with --part, not both');
  if (given.has('seen') && well === null) throw new UsageError('--seen goes with --well');
  if (given.has('seen') && given.has('treatment'))
    throw new UsageError('--seen forecasts the well as it was: --treatment does not go with it');
  return {
    ...{ well, device: given.text('device') },
    parts: given.texts('part').map(partOf),
    treatments: given.texts('treatment').map(treatmentOf),
    seen_h: hours(given, 'seen', /^(.*?)\s*h?$/),
    until_h: hours(given, 'until', /^(.*?)\s*h?$/),
    every_min: hours(given, 'every', /^(.*?)\s*(?:min)?$/),
    ...{ draws: given.integer('draws'), seed: given.integer('seed') },
  };
}

function hours(given: Given, option: string, form: RegExp): number | null {
  const text = given.text(option);
  if (text === null) return null;
  const value = numberOf(form.exec(text)?.[1] ?? '');
  if (value === null || !(value > 0))
    throw new UsageError(`--${option} ${text}: write a number above 0, with a decimal point`);
  return value;
}

function partOf(text: string): ScenarioPart {
  const at = text.indexOf('=');
  if (at < 1 || at === text.length - 1)
    throw new UsageError(`--part ${text}: write --part GROUP=PART, as in aR=R33`);
  return { group: text.slice(0, at), part: text.slice(at + 1) };
}

function treatmentOf(text: string): ScenarioTreatment {
  const wrong = new UsageError(
    `--treatment ${text}: write NAME=VALUE, as in C6=100, C6=0,1,10, C6=100nM or C6=100@2h`,
  );
  const at = text.indexOf('=');
  const [values = '', when, ...more] = text.slice(at + 1).split('@');
  if (at < 1 || more.length > 0) throw wrong;
  const time_h = when === undefined ? null : numberOf(when.replace(/\s*h$/, ''));
  if (when !== undefined && (time_h === null || time_h < 0)) throw wrong;
  if (/^\s*[1-9]\d{0,2}(,\d{3})+(?![\d.])[^,]*$/.test(values))
    throw new UsageError(
      `--treatment ${text}: this may be ${values.replaceAll(',', '')} or several doses; write ${values.replaceAll(',', '')}, or a list with blanks, "${text.slice(0, at)}=${values.replaceAll(',', ', ')}"`,
    );
  const each = values.split(',').map((one) => {
    const [, number = '', unit = ''] = /^\s*([-+]?[\d.]+(?:e[-+]?\d+)?)\s*(.*?)\s*$/i.exec(one) ?? [];
    const dose = numberOf(number);
    if (dose === null) throw wrong;
    return { dose, unit };
  });
  const units = [...new Set(each.map(({ unit }) => unit).filter((unit) => unit !== ''))];
  if (units.length > 1)
    throw new UsageError(`--treatment ${text}: write all doses of a list in one unit, after the last one`);
  return { name: text.slice(0, at), doses: each.map(({ dose }) => dose), unit: units[0] ?? null, time_h };
}

function numberOf(text: string): number | null {
  const value = Number(text);
  return text.trim() === '' || !Number.isFinite(value) ? null : value;
}
