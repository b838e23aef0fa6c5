import type { Problem } from '../base/problem.ts';
import { runWork, type Work } from '../base/work.ts';
import type { Expression } from './expression.ts';
import type { LayerInput, ModelDefinition, ModelLayer } from './model.ts';
import type { Resolver } from './resolve.ts';
import type { Position, SourceText } from './source-text.ts';
import type { SyntaxLayer } from './syntax.ts';

/**
 * Layers stand in an order in which each uses only earlier ones, through definitions too; so the text must have them.
 *
 * @param definitions in an order in which each uses only earlier ones.
 */
export function checkLayers(
  source: SourceText,
  layers: readonly SyntaxLayer[],
  definitions: readonly ModelDefinition[],
  resolver: Resolver,
  problems: Problem[],
): readonly ModelLayer[] {
  /** The last layer that each definition needs, -1 for none. */
  const lastOfDefinition: number[] = [];
  function* last(expression: Expression): Work<number> {
    switch (expression.kind) {
      case 'number':
        return -1;
      case 'output':
        return expression.layer;
      case 'name':
        return expression.role === 'definition' ? (lastOfDefinition[expression.index] ?? -1) : -1;
      case 'call': {
        let latest = -1;
        for (const arg of expression.args) latest = Math.max(latest, yield last(arg));
        return latest;
      }
    }
  }
  const lastLayer = (expression: Expression): number => runWork(last(expression));
  for (const { expression } of definitions) lastOfDefinition.push(lastLayer(expression));
  const checkOrder = (layer: SyntaxLayer, index: number, input: Position, used: number): void => {
    if (used < index) return;
    const itself = used === index ? 'itself' : `\`${layers[used]?.name}\`, which comes later`;
    problems.push(
      source.problem(
        'model.layerOrder',
        input,
        `\`${layer.name}\` uses ${itself}`,
        'put layers in the order in which they are computed; what feeds back on itself is a state',
      ),
    );
  };
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
        checkOrder(layer, index, input, entry.layer);
        return { kind: 'layer', layer: entry.layer };
      }
      const value = resolver.resolve(input, 'dynamics');
      checkOrder(layer, index, input, lastLayer(value));
      return { kind: 'value', value };
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
    const { name, weightName, activation, outputs, bias, startsAt, place } = layer;
    return { name, weightName, activation, inputs, outputs, bias, startsAt, place };
  });
}
