import type { Problem } from '../base/problem.ts';
import type { LayerInput, ModelLayer } from './model.ts';
import type { Resolver } from './resolve.ts';
import type { SourceText } from './source-text.ts';
import type { SyntaxLayer } from './syntax.ts';

/** Layers stand in an order in which each uses only earlier ones; so the text must have them. */
export function checkLayers(
  source: SourceText,
  layers: readonly SyntaxLayer[],
  resolver: Resolver,
  problems: Problem[],
): readonly ModelLayer[] {
  const weightNames = new Map<string, SyntaxLayer>();
  return layers.map((layer, index): ModelLayer => {
    const same = weightNames.get(layer.weightName);
    if (same !== undefined) {
      problems.push(
        source.problem(
          'model.duplicate',
          layer,
          `the weights \`${layer.weightName}\` belong to \`${same.name}\` on line ${same.line}`,
          'choose another name in the quotes',
        ),
      );
    }
    weightNames.set(layer.weightName, layer);
    const inputs = layer.inputs.map((input): LayerInput => {
      const entry = input.kind === 'name' ? resolver.entryOf(input.name) : undefined;
      if (entry?.kind === 'parts') return { kind: 'parts' };
      if (entry?.kind === 'layer') {
        if (entry.layer >= index) {
          problems.push(
            source.problem(
              'model.layerOrder',
              input,
              `\`${layer.name}\` uses a layer that comes later`,
              'put layers in the order in which they are computed',
            ),
          );
        }
        return { kind: 'layer', layer: entry.layer };
      }
      return { kind: 'value', value: resolver.resolve(input, 'dynamics') };
    });
    if (inputs.length === 0) {
      problems.push(
        source.problem(
          'model.layerInputs',
          layer,
          `\`${layer.name}\` has no inputs`,
          'list them after `from`',
        ),
      );
    }
    const { name, weightName, activation, outputs, bias, place } = layer;
    return { name, weightName, activation, inputs, outputs, bias, place };
  });
}
