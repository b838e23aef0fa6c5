import type { DocumentEdit } from '../../shared/base/edit-document.ts';
import { canonicalName } from '../../shared/base/written-forms.ts';
import type { Override } from '../../shared/fit/order.ts';

const sections = ['constant', 'global', 'global_conditioned', 'local', 'shared'] as const;

/**
 * `--set name=value` as edits of a spec of this file. A dotted name is a path from the top (`data.normalize`,
 * `params.constant.init_x`); a bare one is the parameter of that name in whichever section of `params` holds it, else the
 * key of `params` (`solver`, `learning_rate`, a setting of the model such as `noise_form`), which may be new. Values are
 * YAML; whether they make sense is checked where the spec is parsed.
 */
export function overrideEdits(overrides: readonly Override[], file: string): readonly DocumentEdit[] {
  return overrides.map(({ name, value }) => ({
    path: (has) => pathOf(canonicalName(name), has),
    value,
    place: { file, where: optionOf(name, value) },
    remedy: 'Write a number, a word or {key: value}.',
  }));
}

/** As it was given: `--fix dR=0.1` is `--set params.fix.dR=0.1`. */
function optionOf(name: string, value: string): string {
  const [, section, parameter] = /^params\.(fix|tie|bound)\.([^.]+)$/.exec(name) ?? [];
  if (section === undefined) return `--set ${name}=${value}`;
  const [, low, high] = /^\[(.+), (.+)\]$/.exec(value) ?? [];
  return `--${section} ${parameter}=${section === 'bound' && low !== undefined ? `${low}..${high}` : value}`;
}

function pathOf(name: string, has: (path: readonly string[]) => boolean): readonly string[] {
  if (name === 'model') return ['model'];
  if (name.includes('.')) return name.split('.');
  const section = sections.find((candidate) => has(['params', candidate, name]));
  return section === undefined ? ['params', name] : ['params', section, name];
}
