import { nearestName } from '../../base/nearest-name.ts';
import type { Problem } from '../../base/problem.ts';
import { isDoseUnit, isSameDoseUnit } from '../dose-unit.ts';
import { type Treatment, treatmentName } from '../treatment.ts';
import {
  type ColumnLook,
  isOfNoDoses,
  type LayoutField,
  layoutWords,
  plainHeading,
  splitUnit,
} from './heading.ts';
import type { LayoutTable } from './layout-table.ts';

/** What is wrong with headings as such: two of one name, one without a name, one that was meant to be another. */
export function headingProblems(
  { headings }: LayoutTable,
  fields: readonly LayoutField[],
  looks: readonly ColumnLook[],
  file: string,
): readonly Problem[] {
  const problems: Problem[] = [];
  headings.forEach(({ heading, line }, column) => {
    const before = headings.findIndex((other) => other.heading === heading);
    if (heading === '' || before === column) return;
    const message = `two columns are called “${heading}”`;
    const place = { file, line, where: `column ${column + 1}` };
    problems.push({
      code: 'layout.heading',
      severity: 'error',
      message,
      remedy: 'Give each a name of its own.',
      place,
    });
  });
  headings.forEach(({ heading, line }, column) => {
    if (fields[column]?.kind !== 'factor' || heading.length < 5) return;
    const plain = plainHeading(heading);
    const near = nearestName(plain, layoutWords);
    if (near === null || near === plain || near.length < 5 || Math.abs(near.length - plain.length) > 1)
      return;
    const taken = fields.some((_, other) => plainHeading(headings[other]?.heading ?? '') === near);
    if (taken) return;
    const message = `the column “${heading}” is kept as a factor; did you mean “${near}”?`;
    const remedy = `Call it ${near}, or factor:${heading} if it is one.`;
    const place = { file, line, where: `column ${heading}` };
    problems.push({ code: 'layout.nearHeading', severity: 'warning', message, remedy, place });
  });
  headings.forEach(({ heading, line }, column) => {
    const field = fields[column];
    if (field?.kind !== 'factor' || field.name !== heading || !isLikeDoses(heading, looks[column])) return;
    const message = `the column “${heading}” is kept as a factor, though its cells look like doses`;
    const { name } = splitUnit(heading);
    const remedy = `If they are doses, call it treatment:${name} (mM) with their unit, and write no other words than none between them; if not, call it factor:${heading}.`;
    const place = { file, line, where: `column ${heading}` };
    problems.push({ code: 'layout.factor', severity: 'warning', message, remedy, place });
  });
  return problems;
}

/** Numbers under a heading such as day or temperature are none, as long as no unit of doses stands by. */
function isLikeDoses(heading: string, look: ColumnLook | undefined): boolean {
  if (look === undefined || look.like === null) return false;
  const { unit } = splitUnit(heading);
  if (look.like === 'doses' || (unit !== null && isDoseUnit(unit))) return true;
  return unit === null && !isOfNoDoses(heading);
}

/** By a treatment's comparable name: as it was first written, its unit ('': none) and where. */
export type MetUnits = Map<string, { readonly name: string; readonly unit: string; readonly line: number }>;

/** Doses that no unit stands by: a model has its own, and nothing tells whether it is the same. */
export function unitless(units: MetUnits, file: string): readonly Problem[] {
  return [...units.values()]
    .filter(({ unit }) => unit === '')
    .map(({ name, line }) => ({
      code: 'layout.noUnit',
      severity: 'warning',
      message: `the doses of ${name} have no unit; a model takes them to be in its own`,
      remedy: `Write it with the name, as ${name} (nM), or with each dose.`,
      place: { file, line, where: name },
    }));
}

/** One treatment has one unit in all of a layout: doses are compared. `units`: those met so far, by name. */
export function unitProblems(
  treatments: readonly Treatment[],
  units: MetUnits,
  line: number,
  file: string,
  problems: Problem[],
): void {
  for (const { name, value, unit } of treatments) {
    // Nothing is nothing in any unit.
    if (value === 0) continue;
    const key = treatmentName(name);
    const before = units.get(key);
    const written = unit ?? '';
    if (before === undefined) units.set(key, { name, unit: written, line });
    else if ((written === '') !== (before.unit === '') || !isSameDoseUnit(written, before.unit)) {
      const [now, then] = [written, before.unit].map((text) => (text === '' ? 'no unit' : text));
      const message = `${name} has ${now} here and ${then} on line ${before.line}`;
      const remedy = `State all doses of ${name} in one unit.`;
      problems.push({
        code: 'layout.units',
        severity: 'error',
        message,
        remedy,
        place: { file, line, where: name },
      });
    }
  }
}
