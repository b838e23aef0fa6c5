import { pushAll } from '../base/lists.ts';
import type { Problem } from '../base/problem.ts';
import type { SourceText } from './source-text.ts';
import type { SyntaxEquation, SyntaxExpression } from './syntax.ts';

/**
 * Definitions in an order in which each uses only earlier ones; the text may have them in any order. A circle is a
 * problem that names its members.
 */
export function orderDefinitions(
  source: SourceText,
  definitions: readonly SyntaxEquation[],
  problems: Problem[],
): readonly SyntaxEquation[] {
  const byName = new Map(definitions.map((definition) => [definition.name, definition]));
  const uses = new Map(
    definitions.map((definition) => [
      definition.name,
      [...new Set(namesIn(definition.expression))].filter((name) => byName.has(name)),
    ]),
  );
  const ordered: SyntaxEquation[] = [];
  const done = new Set<string>();
  const path: string[] = [];
  const open = new Set<string>();

  // An explicit stack: a chain of definitions may be longer than the call stack is deep.
  for (const start of byName.keys()) {
    const stack: { readonly name: string; next: number }[] = done.has(start)
      ? []
      : [{ name: start, next: 0 }];
    while (stack.length > 0) {
      const frame = stack[stack.length - 1];
      if (frame === undefined) break;
      if (frame.next === 0) {
        open.add(frame.name);
        path.push(frame.name);
      }
      const used = uses.get(frame.name)?.[frame.next++];
      if (used === undefined) {
        stack.pop();
        path.pop();
        open.delete(frame.name);
        done.add(frame.name);
        const definition = byName.get(frame.name);
        if (definition !== undefined) ordered.push(definition);
      } else if (open.has(used)) {
        problems.push(circle(source, byName.get(used), [...path.slice(path.indexOf(used)), used]));
      } else if (!done.has(used)) {
        stack.push({ name: used, next: 0 });
      }
    }
  }
  return ordered;
}

function circle(
  source: SourceText,
  definition: SyntaxEquation | undefined,
  names: readonly string[],
): Problem {
  return source.problem(
    'model.circular',
    definition ?? { line: 1, column: 1 },
    `the definitions go in a circle: ${shortened(names).join(' -> ')}`,
    'break the circle: something that changes in time and feeds back on itself is a state',
  );
}

/** So many that the circle can be found. */
function shortened(names: readonly string[]): readonly string[] {
  return names.length <= 12 ? names : [...names.slice(0, 6), '...', ...names.slice(-4)];
}

function* namesIn(expression: SyntaxExpression): Generator<string> {
  const stack: SyntaxExpression[] = [expression];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    if (top.kind === 'name') yield top.name;
    else if (top.kind === 'call') pushAll(stack, top.args);
  }
}
