import type { Problem } from '../../base/problem.ts';
import { isSameDosing } from '../treatment-text.ts';
import type { LayoutWell } from './layout.ts';
import type { SaidOfWell } from './line-reader.ts';

/** One well as the lines of a layout say it, one after the other. */
export class WrittenWell {
  readonly #name: string;
  #said: SaidOfWell;
  readonly #line: number;

  constructor(name: string, said: SaidOfWell, line: number) {
    this.#name = name;
    this.#said = said;
    this.#line = line;
  }

  /** Another line for the same well: only where each line is one dose may there be one, and then they must agree. */
  join(said: SaidOfWell, line: number, doseLines: boolean, file: string, problems: Problem[]): void {
    const report = (code: string, message: string, remedy: string): void => {
      problems.push({
        code,
        severity: 'error',
        message,
        remedy,
        place: { file, line, where: `well ${this.#name}` },
      });
    };
    if (!doseLines) {
      const message = `the well stands on line ${this.#line} already`;
      const remedy = 'Keep one line a well; for several plates, name them in a column “plate”.';
      report('layout.twice', message, remedy);
      return;
    }
    for (const key of ['device', 'role', 'biological', 'technical', 'excluded'] as const) {
      const [before, now] = [this.#said[key], said[key]];
      if (before === undefined || now === undefined || before === now) continue;
      report(
        'layout.disagree',
        `${key} is “${now}” here and “${before}” on line ${this.#line}`,
        'Say the same on each line of a well.',
      );
    }
    for (const [name, now] of Object.entries(said.factors ?? {})) {
      const before = this.#said.factors?.[name] ?? now;
      if (before !== now)
        report(
          'layout.disagree',
          `${name} is “${now}” here and “${before}” on line ${this.#line}`,
          'Say the same on each line of a well.',
        );
    }
    const treatments = [...(this.#said.treatments ?? [])];
    for (const treatment of said.treatments ?? []) {
      if (!treatments.some((other) => isSameDosing(treatment, other))) treatments.push(treatment);
      else
        report(
          'layout.dose',
          `a dose of ${treatment.name} at the same time stands on another line already`,
          'Keep one of the two, or state when each was added.',
        );
    }
    const factors = { ...this.#said.factors, ...said.factors };
    const stated = this.#said.treatments !== undefined || said.treatments !== undefined;
    this.#said = {
      ...said,
      ...this.#said,
      ...(stated && { treatments }),
      ...(Object.keys(factors).length > 0 && { factors }),
    };
  }

  well(): LayoutWell {
    const { parts: _, ...said } = this.#said;
    return { well: this.#name, ...said };
  }
}
