import { isCollection, isMap, isScalar, parseDocument } from 'yaml';
import { failure, type Outcome, type Problem, success } from '../../shared/base/problem.ts';
import type { Override } from '../../shared/channels.ts';

const sections = ['constant', 'global', 'global_conditioned', 'local', 'shared'] as const;

/**
 * The spec's text with `--set name=value` applied. A dotted name is a path from the top (`data.normalize`,
 * `params.constant.init_x`); a bare one is the parameter of that name in whichever section of `params` holds it, else the
 * key of `params` (`solver`, `learning_rate`, `noise_form`), which may be new. Values are YAML; whether they make sense is
 * checked where the spec is parsed. The text must parse as YAML already.
 */
export function applyOverrides(text: string, overrides: readonly Override[]): Outcome<string> {
  if (overrides.length === 0) return success(text);
  const document = parseDocument(text);
  const problems: Problem[] = [];
  for (const { name, value } of overrides) {
    const parsed = parseDocument(value);
    const [error] = parsed.errors;
    if (error !== undefined || parsed.contents === null) {
      problems.push(
        problem(name, `the value “${value}” is no YAML`, 'Write a number, a word or {key: value}.'),
      );
      continue;
    }
    const path =
      name === 'model' ? ['model'] : name.includes('.') ? name.split('.') : findKey(document, name);
    const parent: unknown = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
    if (!isMap(parent)) {
      problems.push(
        problem(name, 'the spec has no section of that name', 'Name a key of the spec, as in params.solver.'),
      );
      continue;
    }
    if (isScalar(parsed.contents) || isCollection(parsed.contents)) document.setIn(path, parsed.contents);
  }
  return problems.length > 0 ? failure(problems) : success(document.toString({ lineWidth: 0 }));
}

function findKey(document: ReturnType<typeof parseDocument>, name: string): readonly string[] {
  const section = sections.find((section) => document.hasIn(['params', section, name]));
  return section === undefined ? ['params', name] : ['params', section, name];
}

function problem(name: string, message: string, remedy: string): Problem {
  return { code: 'option.set', severity: 'error', message, remedy, place: { where: `--set ${name}` } };
}
