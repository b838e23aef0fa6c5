import fc from 'fast-check';

/** A model that anything might have written: text, and how many names it has. */
export interface RandomModel {
  readonly text: string;
  readonly states: number;
  readonly parameters: number;
}

const unary = ['exp', 'log', 'sqrt', 'tanh', 'sigmoid', 'softplus', 'relu', '-'] as const;
const binary = ['+', '-', '*', '/', '^', 'min', 'max'] as const;

/** Expressions over the given names; magnitudes are kept where float64 can follow a few steps. */
function expression(names: readonly string[]): fc.Arbitrary<string> {
  const leaf = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...names) },
    { weight: 1, arbitrary: fc.constantFrom('0', '1', '2', '0.5', '1.5', '3e-2') },
  );
  return fc.letrec<{ tree: string }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      leaf,
      fc.tuple(fc.constantFrom(...binary), tie('tree'), tie('tree')).map(([operator, a, b]) => {
        if (operator === 'min' || operator === 'max') return `${operator}(${a}, ${b})`;
        if (operator === '^') return `(0.1 + relu(${a}))^min(relu(${b}), 2)`;
        if (operator === '/') return `(${a}) / (1 + (${b})^2)`;
        return `(${a} ${operator} ${b})`;
      }),
      fc.tuple(fc.constantFrom(...unary), tie('tree')).map(([operator, a]) => {
        if (operator === '-') return `-(${a})`;
        if (operator === 'exp') return `exp(min(${a}, 2))`;
        if (operator === 'log') return `log(1.1 + relu(${a}))`;
        if (operator === 'sqrt') return `sqrt(0.1 + relu(${a}))`;
        return `${operator}(${a})`;
      }),
      fc
        .tuple(tie('tree'), tie('tree'), tie('tree'))
        .map(([a, b, c]) => `hill(relu(${a}), 0.1 + relu(${b}), 0.5 + sigmoid(${c}))`),
      fc
        .tuple(tie('tree'), tie('tree'), tie('tree'))
        .map(([a, b, c]) => `(if ${a} < ${b} then ${c} else tanh(${a}))`),
    ),
  })).tree;
}

/** Models with 1 to 5 states, 1 to 6 parameters, definitions, perhaps a network, every residual family. */
export const randomModel: fc.Arbitrary<RandomModel> = fc
  .record({
    states: fc.integer({ min: 1, max: 5 }),
    parameters: fc.integer({ min: 1, max: 6 }),
    definitions: fc.integer({ min: 0, max: 3 }),
    network: fc.boolean(),
  })
  .chain(({ states, parameters, definitions, network }) => {
    const stateNames = Array.from({ length: states }, (_, i) => `s${i}`);
    const parameterNames = Array.from({ length: parameters }, (_, i) => `p${i}`);
    const definitionNames = Array.from({ length: definitions }, (_, i) => `d${i}`);
    const known = [...stateNames, ...parameterNames, 'D', 't'];
    const outputs = network ? ['net.a', 'net.b'] : [];
    const tuple = (count: number, names: readonly string[]) =>
      fc.tuple(...Array.from({ length: count }, () => expression(names)));
    return fc
      .record({
        initial: tuple(states, [...parameterNames, 'D']),
        definition: fc.tuple(
          ...definitionNames.map((_, i) => expression([...known, ...definitionNames.slice(0, i)])),
        ),
        inputs: tuple(2, known),
        rates: tuple(states, [...known, ...definitionNames, ...outputs]),
        observables: tuple(2, [...known, ...definitionNames]),
        widths: tuple(2, [...parameterNames, 'prediction']),
        families: fc.tuple(...[0, 1].map(() => fc.constantFrom('', 'student ', 'laplace '))),
        correlated: fc.tuple(fc.boolean(), fc.boolean()),
        white: fc.tuple(fc.boolean(), fc.boolean()),
        missed: fc.tuple(fc.boolean(), fc.boolean()),
      })
      .map((parts): RandomModel => {
        const lines = [
          'model random "Random"',
          'treatments',
          '  D within 1e-3 .. 5',
          'parameters',
          ...parameterNames.map(
            (name, i) => `  ${name} population LogNormal(0, 1)${i % 2 === 1 ? ' within 0.2 .. 2' : ''}`,
          ),
          'states',
          ...stateNames.map((name, i) => `  ${name} starts at tanh(${parts.initial[i]})`),
          ...(definitions > 0 ? ['definitions'] : []),
          ...definitionNames.map((name, i) => `  ${name} = ${parts.definition[i]}`),
          ...(network
            ? [
                'networks',
                `  deep = tanh layer of 3 from ${parts.inputs.join(', ')}`,
                '  net = sigmoid layer for a, b from deep',
              ]
            : []),
          'rates',
          ...stateNames.map((name, i) => `  ${name}' = tanh(${parts.rates[i]}) - 0.1 * ${name}`),
          'observables',
          ...parts.observables.map((formula, i) => {
            // shares and discrepancies are of normal errors only
            const isNormal = parts.families[i] === '';
            const white = isNormal && parts.white[i] ? ' with white share 0.3' : '';
            const lasting = parts.correlated[i] ? ` correlated over 0.5${white}` : '';
            const missed = isNormal && parts.missed[i] ? ' with discrepancy sd 0.5 * prediction over 2' : '';
            const correlated = `${lasting}${missed}`;
            return `  S${i} = tanh(${formula}) with ${parts.families[i]}precision 0.5 + sigmoid(${parts.widths[i]})${correlated}`;
          }),
        ];
        return { text: `${lines.join('\n')}\n`, states, parameters };
      });
  });
