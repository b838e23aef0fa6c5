import type { Problem } from '../base/problem.ts';
import type { Expression, NameRole } from './expression.ts';
import { callableNames } from './operations/index.ts';
import type { Position, SourceText } from './source-text.ts';
import type { SyntaxModel } from './syntax.ts';

/** What a name in an expression becomes. */
export type NameEntry =
  | { readonly kind: 'name'; readonly role: NameRole; readonly index: number }
  | Extract<Expression, { kind: 'number' | 'output' }>
  /** A layer by its own name: all outputs, as an input of another layer only. */
  | { readonly kind: 'layer'; readonly layer: number }
  /** The multi-hot vector of a device's parts, as an input of a layer only. */
  | { readonly kind: 'parts' }
  /** Amounts added to a state; not a quantity. */
  | { readonly kind: 'amount' };

export type NameTable = Map<string, NameEntry>;

/** Words that mean something in expressions or entries; none may be given to a quantity. */
const reserved: ReadonlyMap<string, string> = new Map([
  ['t', 'is the time in hours'],
  ['t0', 'is the time of the first reading'],
  ['prediction', 'is the value of an observable in its residual error'],
  ['parts', 'is the list of a device’s parts'],
  ...['if', 'then', 'else', 'and', 'or', 'with', 'from', 'nu', 'correlated', 'within', 'each', 'when'].map(
    (word): [string, string] => [word, 'is a word of the language'],
  ),
]);

/** Every name an expression may use but definitions, whose order is not yet known; double and reserved names are problems. */
export function collectNames(source: SourceText, syntax: SyntaxModel, problems: Problem[]): NameTable {
  const table: NameTable = new Map<string, NameEntry>([
    ['t', { kind: 'name', role: 'time', index: 0 }],
    ['t0', { kind: 'name', role: 'time', index: 1 }],
    ['prediction', { kind: 'name', role: 'prediction', index: 0 }],
    ['parts', { kind: 'parts' }],
  ]);
  for (const [name, value] of syntax.settings)
    if (typeof value === 'number') table.set(name, { kind: 'number', value });
  const firstLine = new Map<string, number>();
  const claim = (name: string, position: Position): boolean => {
    const first = firstLine.get(name);
    const why =
      first !== undefined
        ? `is already defined on line ${first}`
        : callableNames.includes(name)
          ? 'is a function'
          : syntax.settings.has(name)
            ? 'is a setting'
            : reserved.get(name);
    if (why === undefined) {
      firstLine.set(name, position.line);
      return true;
    }
    problems.push(
      source.problem('model.duplicate', position, `the name \`${name}\` ${why}`, 'choose another name'),
    );
    return false;
  };
  const add = (role: NameRole, entries: readonly ({ readonly name: string } & Position)[]): void => {
    entries.forEach((entry, index) => {
      if (claim(entry.name, entry)) table.set(entry.name, { kind: 'name', role, index });
      // said once; its uses are not unknown names on top
      else if (!table.has(entry.name)) table.set(entry.name, { kind: 'number', value: 0 });
    });
  };
  add('treatment', syntax.treatments);
  for (const { name, kind } of syntax.treatments) if (kind === 'added') table.set(name, { kind: 'amount' });
  add('parameter', syntax.parameters);
  add('state', syntax.states);
  for (const definition of syntax.definitions) claim(definition.name, definition);
  syntax.networks.forEach((layer, index) => {
    if (!claim(layer.name, layer)) return;
    table.set(layer.name, { kind: 'layer', layer: index });
    layer.outputNames?.forEach((output, position) => {
      table.set(`${layer.name}.${output}`, { kind: 'output', layer: index, output: position });
    });
  });
  return table;
}
