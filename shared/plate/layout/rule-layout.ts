import { pushAll } from '../../base/lists.ts';
import { failure, hasError, type Outcome, type Place, type Problem, success } from '../../base/problem.ts';
import type { NumberMarks } from '../amount.ts';
import type { DecimalMark } from '../number.ts';
import { treatmentName } from '../treatment.ts';
import type { LayoutField } from './heading.ts';
import { layOut } from './lay-out.ts';
import type { Layout } from './layout.ts';
import type { LayoutRule } from './layout-rule.ts';
import type { LayoutTable } from './layout-table.ts';
import { parseRule } from './parse-rule.ts';
import { type PlateSize, wellPlace } from './well-range.ts';
import { saysNoDose } from './written-dose.ts';

/** Layouts by rules, and what the rules were taken for. */
export interface RuledLayouts {
  readonly layouts: readonly Layout[];
  /** [rule]: `device = R33: 48 wells`. */
  readonly said: readonly string[];
}

/**
 * A layout of all plates from rules, one after the other: what a later one says of a well wins.
 * @param decimal how people said that numbers are written; null: nobody was asked.
 */
export function layoutByRules(
  rules: readonly string[],
  size: PlateSize,
  decimal: DecimalMark | null = null,
): Outcome<RuledLayouts> {
  const problems: Problem[] = [];
  const read = rules.flatMap((text): LayoutRule[] => {
    const rule = parseRule(text, { size, marks: marksOf(text, decimal) });
    if (!('fault' in rule)) {
      const outside = [...rule.cells.keys()].filter((well) => !isOn(well, size));
      if (outside.length > 0) problems.push(offPlate(text, outside, size));
      return [rule];
    }
    const { fault: message, remedy } = rule;
    problems.push({ ...{ code: 'layout.rule', severity: 'error' }, message, remedy, place: placeOf(text) });
    return [];
  });
  if (hasError(problems)) return failure(problems);
  const meant = withoutDose(read);
  const laid = layOut(tableOf(meant), '', null);
  const where = { where: '--rule' };
  // One rule is a line for each of its wells: what is wrong with it is told once.
  const told = new Map(
    laid.problems.map((problem) => [`${problem.message} ${problem.remedy}`, { ...problem, place: where }]),
  );
  pushAll(problems, [...told.values()]);
  if (hasError(problems)) return failure(problems);
  return success({ layouts: laid.layouts, said: [...new Set(meant.map(saidOf))] }, problems);
}

function saidOf({ said, cells }: LayoutRule): string {
  return `${said}: ${cells.size === 1 ? '1 well' : `${cells.size} wells`}`;
}

/** By hand nobody writes ten as 10.000: it may be ten thousand. */
function marksOf(text: string, answered: DecimalMark | null): NumberMarks {
  const zeros = /(?<![\d.,])[1-9]\d{0,2}\.000(?![\d.,])/.test(text);
  return { answered, seen: zeros ? 'either' : null };
}

function placeOf(text: string): Place {
  return { where: `--rule “${text}”` };
}

/** `IPTG = none` beside a rule of doses of IPTG says that these wells have none of it; alone it is a factor. */
function withoutDose(rules: readonly LayoutRule[]): readonly LayoutRule[] {
  return rules.flatMap((rule): readonly LayoutRule[] => {
    const { field } = rule;
    if (field.kind !== 'factor' || ![...rule.cells.values()].every(saysNoDose)) return [rule];
    const doses = rules.filter(
      (other) => other.field.kind === 'dose' && treatmentName(other.field.name) === treatmentName(field.name),
    );
    return doses.length === 0
      ? [rule]
      : doses.map((dose) => ({
          ...dose,
          cells: rule.cells,
          said: rule.said.replace(/^factor /, 'dose '),
        }));
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
    place: placeOf(text),
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
