import type { Problem } from '../../base/problem.ts';
import { shortText } from '../../base/short-text.ts';
import { isBlank, textOf } from '../containers/cell.ts';
import { isSameDoseUnit } from '../dose-unit.ts';
import { timeIn } from '../duration.ts';
import type { Treatment } from '../treatment.ts';
import {
  doseFault,
  isNothingAdded,
  isSameDosing,
  readTime,
  readTreatments,
  type TreatmentFault,
} from '../treatment-text.ts';
import { layoutText } from './cell-text.ts';
import type { LayoutField } from './heading.ts';
import { type WellFacts, type WellRole, wellRoles } from './layout.ts';
import type { LayoutCell, LayoutLine, LayoutTable } from './layout-table.ts';
import { parseWells } from './well-range.ts';
import { roleOf, roleOfNoDevice, yesOrNo } from './well-role.ts';
import { isBlankWord, saysNoDose, writtenDose } from './written-dose.ts';

/** What one line says of its wells; what it does not say is left out. */
export interface SaidOfWell extends WellFacts {
  readonly parts: Readonly<Record<string, string>>;
}

/** What stands for a reason where people only say yes. */
const noReason = 'excluded in the layout';
/** No part: a cell that is left blank says nothing. */
const noPart = /^(?:none|keine?[rs]?|ohne|-|0)$/i;
const wholePlate = { rows: 32, columns: 48 };

/** Reads the lines of a layout by what its columns mean. */
export class LineReader {
  /** Whether a line is one dose of a well, so that a well may have several. */
  readonly hasDoseLines: boolean;
  readonly #fields: readonly LayoutField[];
  readonly #table: LayoutTable;
  readonly #file: string;
  readonly #problems: Problem[];

  constructor(fields: readonly LayoutField[], table: LayoutTable, file: string, problems: Problem[]) {
    this.hasDoseLines = fields.some(({ kind }) => kind === 'doseValue');
    this.#fields = fields;
    this.#table = table;
    this.#file = file;
    this.#problems = problems;
  }

  /** The wells of a line; none where it has none, which is told. */
  wells(line: LayoutLine): readonly string[] {
    if (line.well !== null) return [line.well];
    const single = this.#text(line, 'well');
    const text = single ?? `${this.#text(line, 'row') ?? ''}${this.#text(line, 'column') ?? ''}`;
    if (text !== '') {
      const wells = parseWells(text, wholePlate);
      if (wells !== null) return wells;
    } else if (line.cells.every(({ cell }) => isBlank(cell))) return [];
    const [message, remedy] =
      text === ''
        ? ['the line names no well', 'Write its well, such as A1, or remove the line.']
        : [
            `there is no well “${shortText(text, 30)}” on any plate`,
            'Write wells as A1, or ranges as A1:A12 or A1-A12,C1.',
          ];
    this.#report('layout.well', line.line, this.#heading('well'), message, remedy);
    return [];
  }

  /** null: the line says none. */
  plate(line: LayoutLine): string | null {
    return this.#text(line, 'plate');
  }

  read(line: LayoutLine): SaidOfWell {
    const named = this.#text(line, 'device');
    const noDevice = named === null ? null : roleOfNoDevice(named);
    const stated = this.#role(line);
    const role = stated ?? noDevice;
    const device = noDevice === null || (stated !== null && stated !== noDevice) ? named : null;
    const treatments = this.#treatments(line);
    if (role === null) this.#unsaidBlank(line);
    const [biological, technical] = [this.#text(line, 'biological'), this.#text(line, 'technical')];
    const excluded = this.#excluded(line);
    const [factors, parts] = this.#named(line);
    return {
      ...(device !== null && { device }),
      ...(treatments !== null && { treatments }),
      ...(role !== null && { role }),
      ...(biological !== null && { biological }),
      ...(technical !== null && { technical }),
      ...(excluded !== null && { excluded }),
      ...(Object.keys(factors).length > 0 && { factors }),
      parts,
    };
  }

  #role(line: LayoutLine): WellRole | null {
    const text = this.#text(line, 'role');
    const role = text === null ? null : roleOf(text);
    if (text !== null && role === null) {
      const message = `there is no role “${shortText(text, 30)}”`;
      const heading = this.#heading('role');
      const remedy = `Use one of ${wellRoles.join(', ')}; or call the column factor:${heading} if it says something else.`;
      this.#report('layout.role', line.line, heading, message, remedy);
    }
    const blank = this.#flag(line, 'blank');
    if (blank !== true) return role;
    if (role !== null && role !== 'blank') {
      const message = `the well is a blank and has the role ${role}`;
      this.#report('layout.role', line.line, this.#heading('blank'), message, 'Say one of the two.');
    }
    return 'blank';
  }

  #excluded(line: LayoutLine): string | null {
    const text = this.#text(line, 'excluded');
    const reason = this.#text(line, 'reason');
    const flag = text === null ? null : yesOrNo(text);
    if (flag === false) return '';
    if (text === null) return null;
    return reason ?? (flag === true ? noReason : text);
  }

  /** yes or no; null: nothing is said. */
  #flag(line: LayoutLine, kind: 'blank'): boolean | null {
    const text = this.#text(line, kind);
    const flag = text === null ? null : yesOrNo(text);
    if (text !== null && flag === null) {
      const message = `“${shortText(text, 30)}” is neither yes nor no`;
      const heading = this.#heading(kind);
      const remedy = `Write yes or no, or call the column factor:${heading} if it says something else.`;
      this.#report('layout.yesNo', line.line, heading, message, remedy);
    }
    return flag;
  }

  /** Factors and parts. */
  #named(line: LayoutLine): readonly [Record<string, string>, Record<string, string>] {
    const factors: Record<string, string> = {};
    const parts: Record<string, string> = {};
    this.#fields.forEach((field, column) => {
      if (field.kind !== 'factor' && field.kind !== 'part') return;
      const text = layoutText(line.cells[column]?.cell);
      if (text === '') return;
      if (field.kind === 'factor') factors[field.name] = text;
      else parts[field.group] = noPart.test(text) ? '' : text;
    });
    return [factors, parts];
  }

  /** null: the line says nothing of treatments. */
  #treatments(line: LayoutLine): readonly Treatment[] | null {
    let said = false;
    const treatments: Treatment[] = [];
    this.#fields.forEach((field, column) => {
      const cell = line.cells[column];
      if (cell === undefined || isBlank(cell.cell)) return;
      const found =
        field.kind === 'treatments'
          ? this.#text_(cell, column)
          : field.kind === 'dose'
            ? this.#dose(field, cell, column)
            : field.kind === 'doseName'
              ? this.#doseLine(line, layoutText(cell.cell), column)
              : null;
      if (found === null) return;
      said = true;
      for (const treatment of found) {
        if (!treatments.some((other) => isSameDosing(treatment, other))) treatments.push(treatment);
        else this.#twice(treatment, cell.line, column);
      }
    });
    return said ? treatments : null;
  }

  /** `blank` where a dose would stand says that nothing was added; what the well is for stands elsewhere. */
  #unsaidBlank(line: LayoutLine): void {
    this.#fields.forEach(({ kind }, column) => {
      const cell = line.cells[column];
      if ((kind !== 'dose' && kind !== 'doseValue') || cell === undefined || !isBlankWord(cell.cell)) return;
      const text = shortText(layoutText(cell.cell), 30);
      const message = `“${text}” is read as no dose; nothing says that the well is a blank`;
      const remedy = 'Write blank into a column “role”, or none here if it holds cells.';
      this.#reportAt('layout.blankDose', cell.line, column, message, remedy, 'warning');
    });
  }

  #twice({ name }: Treatment, line: number, column: number): void {
    const message = `the well has a dose of ${name} twice at one time`;
    this.#reportAt(
      'layout.dose',
      line,
      column,
      message,
      'Keep one of the two, or state when each was added.',
    );
  }

  /** `C6=25000;Ara=5` in one cell. */
  #text_(cell: LayoutCell, column: number): readonly Treatment[] | null {
    const text = typeof cell.cell === 'number' && cell.cell !== 0 ? String(cell.cell) : layoutText(cell.cell);
    const { treatments, fault } = readTreatments(text, this.#table.marks);
    if (fault === null) return treatments;
    const heading = this.#table.headings[column]?.heading ?? '';
    const remedy =
      fault.kind === 'unreadable' && !text.includes('=')
        ? `${fault.remedy} Or call the column factor:${heading} if it holds no doses.`
        : fault.remedy;
    const code = codeOf(fault.kind, 'layout.treatment');
    this.#reportAt(code, cell.line, column, `“${shortText(fault.piece, 40)}” ${fault.fault}`, remedy);
    return null;
  }

  /** A cell of a treatment's own column. */
  #dose(
    field: Extract<LayoutField, { kind: 'dose' }>,
    cell: LayoutCell,
    column: number,
  ): readonly Treatment[] | null {
    const { name, time_s } = field;
    if (saysNoDose(cell.cell)) return [];
    const dose = this.#amount(cell, column, name, field.unit);
    return dose === null ? null : [{ name, ...dose, time_s }];
  }

  /** A line of a name and a dose. */
  #doseLine(line: LayoutLine, name: string, nameAt: number): readonly Treatment[] | null {
    const at = this.#fields.findIndex(({ kind }) => kind === 'doseValue');
    const [field, cell] = [this.#fields[at], line.cells[at]];
    const noDose = isBlank(cell?.cell) || saysNoDose(cell?.cell);
    if (isNothingAdded(name) && (noDose || textOf(cell?.cell) === '0')) return [];
    if (cell !== undefined && !isBlank(cell.cell) && noDose) return [];
    if (field?.kind !== 'doseValue' || cell === undefined || isBlank(cell.cell)) {
      const message = `${shortText(name, 30)} has no dose`;
      this.#reportAt('layout.dose', line.line, nameAt, message, 'Write the dose, 0 if none was added.');
      return null;
    }
    const dose = this.#amount(cell, at, name, field.unit ?? this.#text(line, 'doseUnit'));
    const time_s = this.#doseTime(line);
    return dose === null || time_s === null ? null : [{ name, ...dose, time_s }];
  }

  #doseTime(line: LayoutLine): number | null {
    const at = this.#fields.findIndex(({ kind }) => kind === 'doseTime');
    const [field, cell] = [this.#fields[at], line.cells[at]?.cell];
    if (field?.kind !== 'doseTime' || isBlank(cell)) return 0;
    const time =
      field.seconds === null
        ? typeof cell === 'object'
          ? timeIn(cell, 1, 'point')
          : readTime(layoutText(cell))
        : timeIn(cell, field.seconds, textOf(cell).includes(',') ? 'comma' : 'point');
    if (time >= 0) return time;
    const message = `“${shortText(layoutText(cell), 30)}” is no time, or has no unit`;
    const remedy = 'Write times with their unit, 2 h or 30 min, or put it into the heading: time (h).';
    this.#reportAt('layout.time', line.line, at, message, remedy);
    return null;
  }

  /** @param stated the unit beside the cell: of its heading or its line. */
  #amount(
    { cell, line }: LayoutCell,
    column: number,
    name: string,
    stated: string | null,
  ): Pick<Treatment, 'value' | 'unit'> | null {
    const { amount, unit } = writtenDose(cell, this.#table.marks, stated);
    const fault = doseFault(amount, layoutText(cell));
    if (fault === null && !isSameDoseUnit(unit, stated)) {
      const message = `${shortText(name, 30)} has “${shortText(layoutText(cell), 30)}” where the doses are in ${stated}`;
      const remedy = `State all doses of ${name} in one unit.`;
      this.#reportAt('layout.units', line, column, message, remedy);
      return null;
    }
    if (fault === null && amount.kind === 'number') return { value: amount.value, unit: stated ?? unit };
    if (fault === null) return null;
    const code = codeOf(fault.kind, 'layout.dose');
    const heading = this.#table.headings[column]?.heading ?? '';
    const remedy =
      fault.kind === 'unreadable' && this.#fields[column]?.kind === 'dose'
        ? `${fault.remedy} If the column holds no doses, call it factor:${heading}.`
        : fault.remedy;
    this.#reportAt(code, line, column, `${shortText(name, 30)} ${fault.fault}`, remedy);
    return null;
  }

  /** The text of a plain column; null: blank, or there is no such column. */
  #text(line: LayoutLine, kind: LayoutField['kind']): string | null {
    const column = this.#fields.findIndex((field) => field.kind === kind);
    const text = column === -1 ? '' : layoutText(line.cells[column]?.cell);
    return text === '' ? null : text;
  }

  #heading(kind: LayoutField['kind']): string {
    return this.#table.headings[this.#fields.findIndex((field) => field.kind === kind)]?.heading ?? '';
  }

  #reportAt(
    code: string,
    line: number,
    column: number,
    ...[message, remedy, severity = 'error']: readonly [string, string, Problem['severity']?]
  ): void {
    const heading = this.#table.headings[column]?.heading ?? '';
    this.#report(code, line, heading, message, remedy, severity);
  }

  #report(
    code: string,
    line: number,
    heading: string,
    ...[message, remedy, severity = 'error']: readonly [string, string, Problem['severity']?]
  ): void {
    const where = heading === '' ? {} : { where: `column ${heading}` };
    this.#problems.push({
      ...{ code, severity, message, remedy },
      place: { file: this.#file, line, ...where },
    });
  }
}

function codeOf(kind: TreatmentFault['kind'], otherwise: string): string {
  if (kind === 'negative') return 'layout.negativeDose';
  return kind === 'ambiguous' ? 'layout.ambiguousNumber' : otherwise;
}
