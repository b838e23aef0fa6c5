import { pushAll } from '../../base/lists.ts';
import { failure, hasError, type Outcome, type Problem, success } from '../../base/problem.ts';
import { sameKind } from '../few-problems.ts';
import { treatmentName } from '../treatment.ts';
import type { LayoutField } from './heading.ts';
import { layOut } from './lay-out.ts';
import type { Layout } from './layout.ts';
import type { LayoutTable } from './layout-table.ts';
import { type LayoutRule, parseRule } from './parse-rule.ts';
import { type PlateSize, wellPlace } from './well-range.ts';
import { saysNoDose } from './written-dose.ts';

/** A layout of all plates from rules, one after the other: what a later one says of a well wins. */
export function layoutByRules(rules: readonly string[], size: PlateSize): Outcome<readonly Layout[]> {
  const problems: Problem[] = [];
  const read = rules.flatMap((text): LayoutRule[] => {
    const rule = parseRule(text, size);
    if (!('fault' in rule)) {
      const outside = [...rule.cells.keys()].filter((well) => !isOn(well, size));
      if (outside.length > 0) problems.push(offPlate(text, outside, size));
      return [rule];
    }
    const { fault: message, remedy } = rule;
    problems.push({
      code: 'layout.rule',
      severity: 'error',
      message,
      remedy,
      place: { where: `--rule “${text}”` },
    });
    return [];
  });
  if (hasError(problems)) return failure(problems);
  const laid = layOut(tableOf(withoutDose(read)), '', null);
  const where = { where: '--rule' };
  // A rule is of many wells, and what is wrong with it is told once.
  const told = new Map(laid.problems.map((problem) => [problem.message, { ...problem, place: where }]));
  pushAll(
    problems,
    [...told.values()].filter(({ remedy }) => remedy !== sameKind),
  );
  return hasError(problems) ? failure(problems) : success(laid.layouts, problems);
}

/** `IPTG = none` beside a rule of doses of IPTG says that these wells have none of it; alone it is a factor. */
function withoutDose(rules: readonly LayoutRule[]): readonly LayoutRule[] {
  return rules.flatMap((rule): readonly LayoutRule[] => {
    const { field } = rule;
    if (field.kind !== 'factor' || ![...rule.cells.values()].every(saysNoDose)) return [rule];
    const doses = rules.filter(
      (other) => other.field.kind === 'dose' && treatmentName(other.field.name) === treatmentName(field.name),
    );
    return doses.length === 0 ? [rule] : doses.map((dose) => ({ ...dose, cells: rule.cells }));
  });
}

function isOn(well: string, { rows, columns }: PlateSize): boolean {
  const place = wellPlace(well);
  return place.row < rows && place.column < columns;
}

function offPlate(text: string, outside: readonly string[], { rows, columns }: PlateSize): Problem {
  const more = outside.length > 1 ? ` and ${outside.length - 1} more wells are` : ' is';
  return {
    code: 'layout.rule',
    severity: 'error',
    message: `${outside[0]}${more} not on a plate of ${rows} x ${columns}`,
    remedy: 'Give other wells, or the plate with --plate, for example --plate 384.',
    place: { where: `--rule “${text}”` },
  };
}

/** One of a kind: a dose of a treatment at a time, a role, a factor of one name. */
function keyOf(field: LayoutField): string {
  if (field.kind === 'dose') return JSON.stringify(['dose', field.name, field.time_s]);
  const blank = field.kind === 'blank' ? { kind: 'role' } : field;
  return JSON.stringify(blank);
}

function tableOf(rules: readonly LayoutRule[]): LayoutTable {
  const wells = new Map<string, Map<string, { readonly heading: string; readonly cell: string }>>();
  for (const { heading, field, cells } of rules) {
    for (const [well, cell] of cells) {
      const own = wells.get(well) ?? new Map<string, { heading: string; cell: string }>();
      own.set(keyOf(field), { heading, cell });
      wells.set(well, own);
    }
  }
  const headings = [...new Set(rules.map(({ heading }) => heading))];
  const inOrder = [...wells].sort(([one], [other]) => {
    const [a, b] = [wellPlace(one), wellPlace(other)];
    return a.row - b.row || a.column - b.column;
  });
  return {
    headings: headings.map((heading, index) => ({ heading, line: index + 1 })),
    lines: inOrder.map(([well, said], index) => ({
      ...{ plate: null, well, line: index + 1 },
      cells: headings.map((heading) => {
        const own = [...said.values()].find((one) => one.heading === heading);
        return { cell: own?.cell ?? null, line: index + 1 };
      }),
    })),
    marks: { answered: null, seen: null },
  };
}
