import { nearestName } from '../base/nearest-name.ts';
import { hasError, type Problem } from '../base/problem.ts';
import type { SourceText } from './source-text.ts';
import type { SyntaxModel } from './syntax.ts';

/** Each rate belongs to one state. */
export function checkRates(source: SourceText, syntax: SyntaxModel, problems: Problem[]): void {
  const seen = new Set<string>();
  const states = syntax.states.map((state) => state.name);
  for (const rate of syntax.rates) {
    if (!states.includes(rate.name)) {
      const nearest = nearestName(rate.name, states);
      problems.push(
        source.problem(
          'model.rateOfNothing',
          rate,
          `\`${rate.name}\` has a rate but is not a state`,
          nearest === null
            ? `add under states: ${rate.name} starts at 0`
            : `did you mean \`${nearest}'\`? Else add under states: ${rate.name} starts at 0`,
        ),
      );
    } else if (seen.has(rate.name)) {
      problems.push(
        source.problem('model.duplicate', rate, `\`${rate.name}'\` has two rates`, 'keep one of them'),
      );
    }
    seen.add(rate.name);
  }
}

/** A model has states and observables, one for a signal; what nothing uses is said. */
export function checkWhole(
  source: SourceText,
  syntax: SyntaxModel,
  used: ReadonlySet<string>,
  problems: Problem[],
): void {
  const top = { line: 1, column: 1 };
  if (syntax.states.length === 0 && syntax.rates.length === 0) {
    problems.push(source.problem('model.noStates', top, 'the model has no states', 'add a section: states'));
  }
  if (syntax.observables.length === 0) {
    problems.push(
      source.problem(
        'model.noObservables',
        top,
        'the model has no observables',
        'add a section: observables',
      ),
    );
  }
  const treatments = new Set<string>();
  for (const treatment of syntax.treatments) {
    if (treatments.has(treatment.treatment)) {
      problems.push(
        source.problem(
          'model.duplicate',
          treatment,
          `the treatment \`${treatment.treatment}\` is listed twice`,
          'keep one of them',
        ),
      );
    }
    treatments.add(treatment.treatment);
  }
  const seen = new Set<string>();
  for (const observable of syntax.observables) {
    if (seen.has(observable.name)) {
      problems.push(
        source.problem(
          'model.duplicate',
          observable,
          `the signal \`${observable.name}\` has two observables`,
          'keep one of them',
        ),
      );
    }
    seen.add(observable.name);
  }
  // beside errors it would most often repeat one of them: the name that was misspelt is the one that is unused
  if (hasError(problems)) return;
  // most often a typo somewhere else, so it is said; but it does no harm
  const constants = syntax.treatments.filter(({ kind }) => kind !== 'added');
  for (const entry of [...syntax.parameters, ...constants, ...syntax.definitions]) {
    if (used.has(entry.name)) continue;
    problems.push(
      source.problem(
        'model.unused',
        entry,
        `nothing uses \`${entry.name}\``,
        'use it, or leave it out',
        'warning',
      ),
    );
  }
}
