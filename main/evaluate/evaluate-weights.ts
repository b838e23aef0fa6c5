import { layerShapes } from '../../shared/compute/layer-shapes.ts';
import type { Model } from '../../shared/model/model.ts';
import type { JsonDoor } from './json-door.ts';
import { listShape, namedShape, numbersShape } from './json-shapes.ts';

/** A layer's weights and biases as JSON has them: `<name>.weight` [output][input], `<name>.bias` [output]. */
export type NamedWeights = Readonly<
  Record<string, readonly (number | null)[] | readonly (readonly (number | null)[])[]>
>;

/**
 * The flat weights of the model's layers (`layerShapes`); each must be there with its shape.
 *
 * @param parts length of the multi-hot vector of parts.
 */
export function parseWeights(door: JsonDoor, value: unknown, model: Model, parts: number): Float64Array {
  const { shapes, length } = layerShapes(model, parts);
  const flat = new Float64Array(length);
  const given = door.read(namedShape, value ?? {}, 'weights');
  if (given === null) return flat;
  const known = new Set<string>();
  const put = (name: string, at: number, rows: number, columns: number | null): void => {
    known.add(name);
    const item = given.get(name);
    const where = `weights.${name}`;
    const shape = columns === null ? `${rows}` : `${rows} x ${columns}`;
    if (item === undefined) {
      door.report(where, 'it is missing', `Give ${shape} numbers.`);
      return;
    }
    const lists = readLists(door, item, where, columns !== null);
    if (lists === null) return;
    const isSo =
      columns === null
        ? lists[0]?.length === rows
        : lists.length === rows && lists.every((row) => row.length === columns);
    if (isSo)
      flat.set(
        lists.flatMap((numbers) => [...numbers]),
        at,
      );
    else door.report(where, foundShape(lists, columns !== null), `Its shape is ${shape}, outputs first.`);
  };
  for (const { name, weight, bias, inputs, outputs } of shapes) {
    put(`${name}.weight`, weight, outputs, inputs);
    if (bias >= 0) put(`${name}.bias`, bias, outputs, null);
  }
  for (const name of given.keys()) {
    if (!known.has(name))
      door.warn(`weights.${name}`, `the model has no weights “${name}”; they are not used`);
  }
  return flat;
}

/** The one list, or each row of a list of rows; null: something in it is none, which is reported. */
function readLists(
  door: JsonDoor,
  item: unknown,
  where: string,
  inRows: boolean,
): readonly Float64Array[] | null {
  const rows = inRows
    ? door
        .read(listShape, item, where)
        ?.map((row, index) => door.read(numbersShape, row, `${where}[${index}]`))
    : [door.read(numbersShape, item, where)];
  return rows?.every((row) => row !== null) === true ? rows : null;
}

function foundShape(lists: readonly Float64Array[], inRows: boolean): string {
  const count = lists.reduce((sum, { length }) => sum + length, 0);
  const lengths = new Set(lists.map(({ length }) => length));
  const rows = inRows && lengths.size === 1 ? `, ${lists.length} x ${[...lengths].join()}` : '';
  return `it has ${count} numbers${rows}`;
}

/** The flat array under the layers' names. */
export function namedWeights(model: Model, parts: number, flat: Float64Array): NamedWeights {
  const number = (value: number): number | null => (Number.isFinite(value) ? value : null);
  return Object.fromEntries(
    layerShapes(model, parts).shapes.flatMap(({ name, weight, bias, inputs, outputs }) => {
      const rows = Array.from({ length: outputs }, (_, output) => {
        const from = weight + output * inputs;
        return Array.from(flat.subarray(from, from + inputs), number);
      });
      const biases: [string, readonly (number | null)[]][] =
        bias < 0 ? [] : [[`${name}.bias`, Array.from(flat.subarray(bias, bias + outputs), number)]];
      return [[`${name}.weight`, rows] as const, ...biases];
    }),
  );
}
