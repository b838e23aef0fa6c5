import type { Problem } from '../base/problem.ts';
import type { Expression } from './expression.ts';
import type { ModelObservable, Residual } from './model.ts';
import type { Resolver } from './resolve.ts';
import type { SourceText } from './source-text.ts';
import type { SyntaxExpression, SyntaxObservable } from './syntax.ts';

/** An observable with its residual error: names resolved, widths as precisions, parts that do not go together refused. */
export function checkObservable(
  source: SourceText,
  observable: SyntaxObservable,
  resolver: Resolver,
  problems: Problem[],
): ModelObservable {
  const { name, place, width, family } = observable;
  const given = resolver.resolve(width.expression, 'residual');
  const precision: Expression =
    width.as === 'precision'
      ? given
      : {
          kind: 'call',
          operation: 'divide',
          args: [
            { kind: 'number', value: 1 },
            { kind: 'call', operation: 'multiply', args: [given, given] },
          ],
        };
  const positive = (what: string, expression: SyntaxExpression): Expression => {
    const resolved = resolver.resolve(expression, 'residual');
    checkPositive(source, { what, expression, resolved }, problems);
    return resolved;
  };
  checkPositive(
    source,
    { what: widthNames[width.as], expression: width.expression, resolved: given },
    problems,
  );
  const optional = (what: string, expression: SyntaxExpression | null): Expression | null =>
    expression === null ? null : positive(what, expression);
  const nu = optional('a number of degrees of freedom', observable.nu);
  return {
    signal: name,
    place,
    expression: resolver.resolve(observable.expression, 'dynamics'),
    residual: {
      family,
      precision,
      // four degrees of freedom: heavy tails with a finite variance (INFERENCE.md, 5)
      nu: family === 'student' ? (nu ?? { kind: 'number', value: 4 }) : null,
      correlation: optional('a correlation time', observable.correlation),
      whiteShare: checkWhiteShare(source, observable, resolver, problems),
      discrepancy: checkDiscrepancy(source, observable, resolver, problems),
    },
  };
}

const widthNames = { sd: 'a standard deviation', precision: 'a precision' } as const;

/** What is written as a number must be one that an error can have; of a formula that is seen when it is solved. */
function checkPositive(
  source: SourceText,
  { what, expression, resolved }: { what: string; expression: SyntaxExpression; resolved: Expression },
  problems: Problem[],
): void {
  const value = writtenNumber(resolved);
  if (value === null || value > 0) return;
  problems.push(
    source.problem(
      'model.width',
      expression,
      `${what} is above 0, here it is ${value}`,
      'give a number above 0, or a parameter with a prior, such as LogNormal(-3, 1)',
    ),
  );
}

/** null: a formula. */
function writtenNumber(expression: Expression): number | null {
  if (expression.kind === 'number') return expression.value;
  if (expression.kind !== 'call' || expression.operation !== 'negate') return null;
  const [of] = expression.args;
  return of?.kind === 'number' ? -of.value : null;
}

function checkWhiteShare(
  source: SourceText,
  { whiteShare, correlation, family }: SyntaxObservable,
  resolver: Resolver,
  problems: Problem[],
): Residual['whiteShare'] {
  if (whiteShare === null) return null;
  const refuse = (message: string, remedy: string): void => {
    problems.push(source.problem('model.share', whiteShare, message, remedy));
  };
  if (correlation === null) {
    refuse(
      'a white share is what is not correlated of errors that are',
      'write `correlated over` a time before it, or leave the share out: such errors are white',
    );
  }
  if (family !== 'normal') {
    refuse(
      `a white share needs normal errors, these are ${family}`,
      'take normal errors (`residuals: normal` in the library’s models), or leave the white share out (`noise: lasting`)',
    );
  }
  const resolved = resolver.resolve(whiteShare, 'share');
  if (resolved.kind === 'number' && !(resolved.value >= 0 && resolved.value <= 1)) {
    refuse(
      `a white share lies between 0 and 1, here it is ${resolved.value}`,
      'give a number from 0 to 1, or a parameter with such a prior: share population Kumaraswamy(1, 1)',
    );
  }
  return resolved;
}

function checkDiscrepancy(
  source: SourceText,
  { discrepancy, family }: SyntaxObservable,
  resolver: Resolver,
  problems: Problem[],
): Residual['discrepancy'] {
  if (discrepancy === null) return null;
  if (family !== 'normal') {
    problems.push(
      source.problem(
        'model.discrepancy',
        discrepancy.sd,
        `a discrepancy needs normal errors beside it, these are ${family}`,
        'take normal errors (`residuals: normal` in the library’s models), or leave the discrepancy out',
      ),
    );
  }
  const [sd, time] = [discrepancy.sd, discrepancy.time].map((one) => resolver.resolve(one, 'residual')) as [
    Expression,
    Expression,
  ];
  checkPositive(
    source,
    { what: 'the sd of a discrepancy', expression: discrepancy.sd, resolved: sd },
    problems,
  );
  checkPositive(
    source,
    { what: 'the time of a discrepancy', expression: discrepancy.time, resolved: time },
    problems,
  );
  return { sd, time };
}
