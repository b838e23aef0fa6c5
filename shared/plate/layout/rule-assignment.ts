import { isDoseUnit } from '../dose-unit.ts';
import { readTreatments, treatmentsText } from '../treatment-text.ts';
import { type ColumnLook, isLayoutWord, type LayoutField, layoutFields } from './heading.ts';
import { wellRoles } from './layout.ts';
import {
  type LayoutRule,
  leftOver,
  type RuleContext,
  type RuleFault,
  ruleForms,
  sameInAll,
} from './layout-rule.ts';
import { addedAt, doseHeading, doseName, ruleDose } from './rule-dose.ts';
import { type RuleParts, strayWells, wellsAt, withoutLead, withoutQuoted } from './rule-wells.ts';
import { roleOf, yesOrNo } from './well-role.ts';

/** `device = R33`, `C6 = 5 nM @ 2 h`, `strain wt`: one thing of wells, under any heading of a layout. */
export function assignmentRule(parts: RuleParts, context: RuleContext): LayoutRule | RuleFault {
  const pair = pairIn(parts);
  if (pair === null) return equalsMissing(parts) ?? { fault: 'it says nothing of wells', remedy: ruleForms };
  const { blocks } = parts;
  const { name, value, tail } = pair;
  const isNumber = /^[+\-\u2212]?[\d.,]+(?:[eE][+\-\u2212]?\d+)?(?:\s|$|@|[A-Za-zµμ%])/.test(value);
  const [field] = layoutFields([name], [lookOf(value, isNumber)]);
  const [asDose] = layoutFields([name], [lookOf('1', true)]);
  if (field === undefined) return { fault: 'it says nothing of wells', remedy: ruleForms };
  const [, meant] = layoutFields(['compound', name], [lookOf('C6', false), lookOf('1', true)]);
  if (isNumber && meant?.kind === 'doseValue')
    return {
      fault: `“${name}” does not say of what`,
      remedy: `Give the treatment’s own name: IPTG = ${value}.`,
    };
  if (field.kind === 'dose') return doseRule(field, pair, parts, context);
  if (field.kind === 'factor' && asDose?.kind === 'dose') {
    const none = readTreatments(value);
    const isNone = none.fault === null && none.treatments?.length === 0;
    const isWells = wellsAt(name, 0, context.size)?.end === name.length;
    if (isWells && !isNone && !isLikeDose(value)) return wellsAsName(name, value, parts.written);
    if (isLikeDose(value)) return doseRule(asDose, pair, parts, context);
  }
  if (tail !== '') return leftOver(tail, parts.written ?? name);
  const wrong = valueFault(field, name, value, parts, context);
  if (wrong !== null) return wrong;
  const cell = cellOf(field, value, context);
  if (typeof cell !== 'string') return cell;
  const kind = field.kind === 'factor' ? 'factor ' : '';
  const heading = field.kind === 'factor' ? field.name : name;
  return sameInAll(blocks, cell, { heading: name, field, said: `${kind}${heading} = ${cell}` });
}

interface Pair {
  readonly name: string;
  readonly value: string;
  /** What stands behind the wells. */
  readonly tail: string;
}

/** `device = R33 in A1`, `device in A1 = R33`, `device R33 in A1`; null: it is none of them. */
function pairIn({ head, tail }: RuleParts): Pair | null {
  const at = withoutQuoted(head).indexOf('=');
  if (at > 0) return pairOf(head.slice(0, at), head.slice(at + 1), tail);
  if (at < 0 && tail.startsWith('=')) return pairOf(head, tail.slice(1), '');
  const [, word = '', value = ''] = /^(\S+)\s+(?![=@])(.+)$/s.exec(head) ?? [];
  return at < 0 && isLayoutWord(word) ? pairOf(word, value, tail) : null;
}

function pairOf(name: string, value: string, tail: string): Pair | null {
  const pair = { name: name.trim(), value: value.trim(), tail };
  return pair.name === '' || pair.value === '' ? null : pair;
}

/** `IPTG 1 mM in row A` lacks one sign; null: with it it would still be no dose. */
function equalsMissing({ head, written }: RuleParts): RuleFault | null {
  const [, name = '', dose = ''] =
    /^([^=@\d]*[^=@:\s\d]|[A-Za-z]+\d{1,2})\s*:?\s+([\d.,]+(?:[eE][+-]?\d+)?(?:\s.*|$))/s.exec(head) ?? [];
  const wells = written === null ? '' : ` in ${written}`;
  const [, amount = '', of = ''] = /^([\d.,]+\s?\S+)\s+(?:of\s+)?(\S+)$/.exec(head) ?? [];
  if (amount !== '' && readTreatments(`${of}=${amount}`).fault === null)
    return { fault: 'it says nothing of wells', remedy: `For a dose write “${of} = ${amount}${wells}”.` };
  if (name === '' || readTreatments(`${name}=${dose}`).fault !== null) return null;
  return { fault: 'it says nothing of wells', remedy: `For a dose write “${name} = ${dose}${wells}”.` };
}

function lookOf(value: string, isNumber: boolean): ColumnLook {
  return { numeric: isNumber, pairs: value.includes('='), roles: roleOf(value) !== null };
}

function doseRule(
  { name, unit, time_s }: Extract<LayoutField, { kind: 'dose' }>,
  { name: heading, value, tail }: Pair,
  parts: RuleParts,
  { marks, size }: RuleContext,
): LayoutRule | RuleFault {
  const stray = strayWells(value, parts.written !== null, size);
  if (stray !== null) return strayFault(stray, heading, value, { ...parts, isDose: true });
  const named = unit === null ? { ...doseName(name), time_s } : { name, unit, time_s };
  const dose = ruleDose(named, `${value} ${tail.replace(/^[,;]\s*/, '')}`.trim(), marks);
  if ('fault' in dose) return orFactor(dose, heading, value);
  const amount = dose.unit === null ? String(dose.value) : `${dose.value} ${dose.unit}`;
  const said = `dose ${dose.name} = ${amount}${addedAt(dose.time_s)}`;
  return sameInAll(parts.blocks, String(dose.value), { ...doseHeading(dose), said });
}

/** `10^-9 M`, `~5`, `five nM`: whoever writes so means a dose. */
function isLikeDose(value: string): boolean {
  const unit = value.split(/\s+/).slice(1).at(-1) ?? '';
  return /^[\d.,+~<>\u2248\u00b1]|^[-\u2212]\s*[\d.,]/.test(value) || (unit.length > 1 && isDoseUnit(unit));
}

/** What looks like a dose and is none, `medium = 2xYT`, may be a factor, for whoever says so. */
function orFactor({ fault, remedy }: RuleFault, name: string, value: string): RuleFault {
  const isDose = isDoseUnit(value.split(/\s+/).at(-1) ?? '') || name.includes(':');
  return { fault, remedy: isDose ? remedy : `${remedy} If it is no dose, write factor:${name} = ${value}.` };
}

function wellsAsName(name: string, value: string, written: string | null): RuleFault {
  const role = roleOf(value);
  const meant = role === null ? `device = ${value} in ${name}` : `${role} in ${name}`;
  const other = written === null ? `“${meant}”; ` : '';
  return {
    fault: `“${name}” names wells, and “${value}” is no dose of a treatment of that name`,
    remedy: `Write ${other}a treatment’s dose as a number, ${name} = 5 nM; a factor of that name as factor:${name} = ${value}.`,
  };
}

/** What a value cannot hold unless it stands between quotes, and what a rule cannot say. */
function valueFault(
  field: LayoutField,
  name: string,
  value: string,
  { written }: RuleParts,
  { size }: RuleContext,
): RuleFault | null {
  const { kind } = field;
  if (kind === 'well' || kind === 'row' || kind === 'column' || kind === 'plate')
    return {
      fault: `a rule says nothing of a ${kind}`,
      remedy:
        'Wells stand behind in: device = R33 in A1:D12; of several plates each has its own layout, or a column plate in a file.',
    };
  const stray = strayWells(value, written !== null, size);
  if (stray !== null) return strayFault(stray, name, value, { written, isDose: false });
  const [sign] = /[;=]/.exec(kind === 'treatments' ? '' : withoutQuoted(value)) ?? [];
  return sign === undefined
    ? null
    : {
        fault: `it says more than one thing: “${value}”`,
        remedy: `Give each thing a rule of its own, or put the value between quotes: ${quoted(name, value, written)}.`,
      };
}

/** @param rule where it names its wells, null where it names none, and whether the value is a number. */
function strayFault(
  stray: string,
  name: string,
  value: string,
  { written, isDose }: { readonly written: string | null; readonly isDose: boolean },
): RuleFault {
  const own = value.endsWith(stray) ? withoutLead(value.slice(0, -stray.length)) : '';
  const meant =
    own !== '' && written === null && !/\s(?:row|column)s?$/i.test(stray)
      ? `Write “${name} = ${own} in ${stray}”`
      : 'Name wells behind in, as A1:A6, row A or columns 1-3';
  return {
    fault: `“${stray}” stands within “${value}”, where it names no wells`,
    remedy: isDose
      ? `${meant}.`
      : `${meant}; if it belongs to a value, put that between quotes: ${quoted(name, value, written)}.`,
  };
}

function quoted(name: string, value: string, written: string | null): string {
  return `${name} = "${value}" in ${written ?? 'all'}`;
}

/** As it stands in a layout's cell, without its quotes. */
function cellOf({ kind }: LayoutField, value: string, { marks }: RuleContext): string | RuleFault {
  const plain = /^(?:"([^"]+)"|[\u201c\u201e]([^\u201c\u201d]+)[\u201c\u201d])$/.exec(value);
  const text = plain?.[1] ?? plain?.[2] ?? value;
  if (kind === 'role' && roleOf(text) === null)
    return { fault: `there is no role “${text}”`, remedy: `Use one of ${wellRoles.join(', ')}.` };
  if (kind === 'blank' && yesOrNo(text) === null)
    return { fault: `“${text}” is neither yes nor no`, remedy: 'Write “blank in H1:H12”.' };
  if (kind !== 'treatments') return text;
  const { treatments, fault } = readTreatments(text, marks);
  if (fault !== null) return { fault: `“${fault.piece}” ${fault.fault}`, remedy: fault.remedy };
  return treatmentsText(treatments ?? []);
}
