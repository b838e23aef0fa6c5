import type { Problem } from '../base/problem.ts';
import type { NameRole } from './expression.ts';
import { callableNames } from './operations/index.ts';
import type { Position, SourceText } from './source-text.ts';
import type { SyntaxModel } from './syntax.ts';

export interface NameEntry {
  readonly role: NameRole;
  /** Within its list in the Model. */
  readonly index: number;
}

export type NameTable = Map<string, NameEntry>;

/** Every name an expression may use but definitions, whose order is not yet known; double and reserved names are problems. */
export function collectNames(source: SourceText, syntax: SyntaxModel, problems: Problem[]): NameTable {
  const table: NameTable = new Map([['t', { role: 'time', index: 0 }]]);
  const firstLine = new Map<string, number>();
  const claim = (name: string, position: Position): boolean => {
    const first = firstLine.get(name);
    if (first === undefined && name !== 't' && !callableNames.includes(name)) {
      firstLine.set(name, position.line);
      return true;
    }
    const why =
      first !== undefined
        ? `is already defined on line ${first}`
        : name === 't'
          ? 'is the time in hours'
          : 'is a function';
    problems.push(
      source.problem('model.duplicate', position, `the name \`${name}\` ${why}`, 'choose another name'),
    );
    return false;
  };
  const add = (role: NameRole, entries: readonly ({ readonly name: string } & Position)[]): void => {
    entries.forEach((entry, index) => {
      if (claim(entry.name, entry)) table.set(entry.name, { role, index });
    });
  };
  add('treatment', syntax.treatments);
  add('parameter', syntax.parameters);
  add('state', syntax.states);
  for (const definition of syntax.definitions) claim(definition.name, definition);
  return table;
}
