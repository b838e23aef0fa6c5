import { present } from '../../base/assert.ts';
import { arithmetic } from './arithmetic.ts';
import { functions } from './functions.ts';
import type { Operation, PrimitiveOperation } from './operation.ts';
import { selection } from './selection.ts';
import { special } from './special.ts';

/** Every operation there is. */
export const operations: ReadonlyMap<string, Operation> = new Map(
  [...arithmetic, ...functions, ...selection, ...special].map((operation) => [operation.id, operation]),
);

/** What model text may call by name, sorted. */
export const callableNames: readonly string[] = [...operations.values()]
  .filter((operation) => operation.callable)
  .map((operation) => operation.id)
  .sort();

export function operationOf(id: string): Operation {
  return present(operations.get(id), `operation ${id} is in the table`);
}

export function primitiveOf(id: string): PrimitiveOperation {
  const operation = operationOf(id);
  if (operation.kind !== 'primitive') throw new Error(`${id} was expanded before it reached a kernel`);
  return operation;
}
