import type { Model } from '../model/model.ts';
import type { LayerShape } from './kernel-plan.ts';

/**
 * Shapes of a model's layers and where their weights lie in one flat array: layer after layer, weights before bias.
 *
 * @param parts length of the multi-hot vector of parts, which comes with the data.
 */
export function layerShapes(
  model: Model,
  parts: number,
): { readonly shapes: readonly LayerShape[]; readonly length: number } {
  const shapes: LayerShape[] = [];
  let length = 0;
  for (const layer of model.layers) {
    const inputs = layer.inputs.reduce((count, input) => {
      if (input.kind === 'parts') return count + parts;
      return count + (input.kind === 'layer' ? model.layers[input.layer].outputs : 1);
    }, 0);
    const weight = length;
    length += layer.outputs * inputs;
    const bias = layer.bias ? length : -1;
    if (layer.bias) length += layer.outputs;
    shapes.push({ name: layer.weightName, inputs, outputs: layer.outputs, weight, bias });
  }
  return { shapes, length };
}
