import type { Override } from '../../shared/fit/order.ts';
import { UsageError } from './command.ts';
import type { Given, OptionTable } from './options.ts';

/** Options that change the spec: each is an edit of it, which the order of the fit keeps. */
export const overrideOptions: OptionTable = {
  set: {
    kind: 'text',
    value: 'NAME=VALUE',
    many: true,
    help: 'override a key of the spec, or choose a setting of the model; may be given several times',
  },
  fix: {
    kind: 'text',
    value: 'NAME=VALUE',
    many: true,
    help: 'a parameter has this value in every well and is not inferred',
  },
  tie: {
    kind: 'text',
    value: 'NAME=OTHER',
    many: true,
    help: 'a parameter takes the value of another, of the same level or one above',
  },
  bound: {
    kind: 'text',
    value: 'NAME=LOW..HIGH',
    many: true,
    help: 'limits of a parameter, in place of those of the model',
  },
};

const names: readonly string[] = Object.keys(overrideOptions);

/** Those that were given, by name. */
export function givenOverrides(given: Given): readonly string[] {
  return names.filter((name) => given.has(name));
}

/** Throws UsageError for what is not written as help has it. */
export function overridesOf(given: Given): readonly Override[] {
  return names.flatMap((option) => given.texts(option).map((text) => overrideOf(option, text)));
}

function overrideOf(option: string, text: string): Override {
  const at = text.indexOf('=');
  const [name, value] = [text.slice(0, at).trim(), text.slice(at + 1).trim()];
  if (at < 1 || name === '' || value === '')
    throw new UsageError(`--${option} ${text}: write --${option} ${overrideOptions[option]?.value}`);
  if (option === 'set') return { name, value };
  return { name: `params.${option}.${name}`, value: option === 'bound' ? endsOf(text, value) : value };
}

/** `0.5..2` -> `[0.5, 2]`. */
function endsOf(text: string, value: string): string {
  const [low = '', high = '', ...more] = value.split('..').map((end) => end.trim());
  if (low === '' || high === '' || more.length > 0)
    throw new UsageError(`--bound ${text}: write --bound NAME=LOW..HIGH, as in --bound nR=0.5..2`);
  return `[${low}, ${high}]`;
}
