import { layerShapes } from '../../shared/compute/layer-shapes.ts';
import type { Model } from '../../shared/model/model.ts';
import type { JsonDoor } from './json-door.ts';

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
  const given = door.object(value ?? {}, 'weights');
  const known = new Set<string>();
  const put = (name: string, at: number, rows: number, columns: number | null): void => {
    known.add(name);
    const item = given[name];
    if (item === undefined) {
      door.report(
        `weights.${name}`,
        'it is missing',
        `Give ${rows}${columns === null ? '' : ` x ${columns}`} numbers.`,
      );
      return;
    }
    const values =
      columns === null
        ? [...door.numbers(item, `weights.${name}`)]
        : door
            .list(item, `weights.${name}`)
            .flatMap((row, index) => [...door.numbers(row, `weights.${name}[${index}]`)]);
    if (values.length !== rows * (columns ?? 1)) {
      const shape = columns === null ? `${rows}` : `${rows} x ${columns}`;
      door.report(
        `weights.${name}`,
        `it has ${values.length} numbers`,
        `Its shape is ${shape}, outputs first.`,
      );
      return;
    }
    flat.set(values, at);
  };
  for (const { name, weight, bias, inputs, outputs } of shapes) {
    put(`${name}.weight`, weight, outputs, inputs);
    if (bias >= 0) put(`${name}.bias`, bias, outputs, null);
  }
  for (const name of Object.keys(given)) {
    if (known.has(name)) continue;
    door.problems.push({
      code: 'input.unused',
      severity: 'warning',
      message: `the model has no weights “${name}”; they are not used`,
      place: { where: `weights.${name}` },
    });
  }
  return flat;
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
