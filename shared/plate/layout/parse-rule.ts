import { nearestName } from '../../base/nearest-name.ts';
import { amountOf } from '../amount.ts';
import { readTime, readTreatments, timeText } from '../treatment-text.ts';
import { diluted } from './dilution.ts';
import { type ColumnLook, isLayoutWord, type LayoutField, layoutFields, splitUnit } from './heading.ts';
import { type PlateSize, parseWellBlocks, type WellBlock, wellsOf } from './well-range.ts';
import { roleOf } from './well-role.ts';

/** What a rule says of wells: what stands under one heading. */
export interface LayoutRule {
  readonly heading: string;
  readonly field: LayoutField;
  /** By well, as it would stand in a layout's cell. */
  readonly cells: ReadonlyMap<string, string>;
}

/** Why a rule cannot be read: half a sentence after it, and what to write. */
export interface RuleFault {
  readonly fault: string;
  readonly remedy: string;
}

const well = String.raw`[A-Za-z]{1,2}0?\d{1,2}`;
const to = String.raw`\s*(?:[-:\u2013]|\bto\b|\bbis\b)\s*`;
const item = String.raw`(?:${well}(?:${to}${well})?|(?:rows?|zeilen?|reihen?)\s+[A-Za-z]{1,2}(?:${to}[A-Za-z]{1,2})?(?:\s+(?:and|und)\s+[A-Za-z]{1,2}(?!\w))*|(?:col(?:umn)?s?|spalten?)\s+\d{1,2}(?:${to}\d{1,2})?(?:\s+(?:and|und)\s+\d{1,2}(?!\w))*|all(?:\s+wells)?|allen?|the\s+(?:whole\s+)?plate)`;
const items = String.raw`${item}(?:\s*(?:[,;]|\band\b|\bund\b)\s*${item})*`;
const leading = new RegExp(String.raw`^(${items})\s*:\s+(?=\S)`, 'i');
const placed = new RegExp(
  String.raw`(?:^|[\s,])(?:in|over|on)\s+(?:wells?\s+)?(${items})\s*(?=,|:|$|\sbecause\b)`,
  'i',
);
const following = new RegExp(
  String.raw`^(exclude|blanks?|empty|controls?)\s+(${items})\s*(?=:|$|\sbecause\b)`,
  'i',
);

/** Words of `item`, for "did you mean". */
const placeWords = ['row', 'rows', 'column', 'columns', 'cols', 'zeile', 'zeilen', 'spalte', 'spalten'];

const forms =
  'Write it like: C6 from 25000 nM, 1:3, across, last is 0, in A1:H12; device = R33 in A1:D12; C6 = 5 nM @ 2 h in A1:A6; blank in H1:H12; exclude A1 because a bubble.';

/**
 * A rule of a layout:
 *
 *     C6 from 25000 nM, 1:3, across, last is 0, in A1-A12,C1-C12
 *     device = R33S32 in rows A-D
 *     medium = M9 in all
 *     blank in H1:H12
 *
 * Without wells it is of the whole plate, which is of `size`.
 */
export function parseRule(text: string, size: PlateSize): LayoutRule | RuleFault {
  const misspelt = wellsMisspelt(text) ?? wellsUnknown(text);
  if (misspelt !== null) return misspelt;
  const { body, blocks } = wellsIn(text, size);
  if ('wrong' in blocks) return { fault: `there are no wells “${blocks.wrong}”`, remedy: forms };
  const dilution = /^(.+?)\s+from\s+(.*)$/is.exec(body);
  if (dilution !== null) return dilutionRule(dilution[1] ?? '', dilution[2] ?? '', blocks);
  const [, reason] = /^exclude(?:\s*(?:=|:|\bbecause\b)\s*(.+))?$/is.exec(body) ?? [];
  if (/^exclude\b/i.test(body) && (reason !== undefined || /^exclude$/i.test(body)))
    return sameInAll('exclude', reason ?? 'yes', { kind: 'excluded' }, blocks);
  const role = roleOf(body);
  if (role !== null) return sameInAll('role', role, { kind: 'role' }, blocks);
  const assigned = assignment(body, blocks);
  return 'fault' in assigned && assigned.remedy === forms
    ? (equalsMissing(text, body) ?? assigned)
    : assigned;
}

/** `blank in colum 12`: what was likely meant by words that stand where wells do; null: nothing was. */
function wellsMisspelt(text: string): RuleFault | null {
  const [, named = '', word = '', rest = ''] =
    /(?:^|[\s,])(?:in|over|on)\s+(([A-Za-z]{2,8})(\s+(?:[A-Za-z]{1,2}|\d{1,2})(?:\s*[-:\u2013]\s*\w{1,2})?))$/i.exec(
      text.trim(),
    ) ?? [];
  const meant = nearestName(word.toLowerCase(), placeWords);
  if (meant === null || meant === word.toLowerCase()) return null;
  return {
    fault: `“${named}” is not understood as wells`,
    remedy: `Did you mean “${meant}${rest}”? Name them as A1:H12, row A, rows A-D, column 12, columns 1-3 or all.`,
  };
}

/** `blank in bogus 12`: a role of wells that are none; null: the text is no such rule. */
function wellsUnknown(text: string): RuleFault | null {
  const [, what = '', named = ''] = /^([^=]*?)\s+(?:in|over|on)\s+([^=:]*)$/i.exec(text.trim()) ?? [];
  if (roleOf(what) === null || placed.test(text)) return null;
  return {
    fault: `“${named}” is not understood as wells`,
    remedy: 'Name them as A1:H12, row A, rows A-D, column 12, columns 1-3 or all.',
  };
}

/** `IPTG 1 mM in row A` lacks one sign; null: with it it would still be no dose. */
function equalsMissing(text: string, body: string): RuleFault | null {
  const [, name = '', dose = ''] =
    /^([^=@\d]*[^=@\s\d])\s+([\d.,]+(?:[eE][+-]?\d+)?(?:\s.*|$))/s.exec(body) ?? [];
  if (name === '' || readTreatments(`${name}=${dose}`).fault !== null) return null;
  return {
    fault: 'it says nothing of wells',
    remedy: `For a dose write “${text.replace(body, `${name} = ${dose}`)}”.`,
  };
}

function wellsIn(
  text: string,
  size: PlateSize,
): { readonly body: string; readonly blocks: readonly WellBlock[] | { readonly wrong: string } } {
  const [match, found] = [leading, placed, following]
    .map((form) => form.exec(text))
    .map((one) => [one, one?.at(-1)] as const)
    .find(([one]) => one !== null) ?? [null, undefined];
  const blocks = parseWellBlocks(found ?? 'all', size);
  if (match === null) return { body: text.trim(), blocks };
  const verb = match.length > 2 ? `${match[1]} ` : '';
  const rest = `${text.slice(0, match.index)}${verb}${text.slice(match.index + match[0].length)}`;
  return { body: rest.replace(/^[\s,]+|[\s,]+$/g, ''), blocks };
}

/** Before a clause of a dilution series that no comma parts from the one before: `1 mM 1:2 across`. */
const unparted =
  /(?<=[^\s,])\s+(?=1\s*[:/]\s*\d|\d+(?:\.\d+)?[- ]?(?:fold|times)\b|(?:across|down|along)\b|(?:the\s+)?last\b)/gi;

function dilutionRule(name: string, rest: string, blocks: readonly WellBlock[]): LayoutRule | RuleFault {
  const [start = '', ...clauses] = rest
    .replace(unparted, ', ')
    .split(/,(?!\d)/)
    .map((clause) => clause.trim());
  const [, amount = '', unit = '', , when] =
    /^([\d.,]+(?:[eE][+-]?\d+)?)\s*([^@]*?)\s*(@\s*(.*))?$/.exec(start) ?? [];
  const dose = amountOf(amount, { answered: null, seen: null });
  if (dose.kind !== 'number' || !(dose.value > 0))
    return {
      fault: `“${start}” is no dose to begin with`,
      remedy: 'Write a number above 0 and its unit: from 25000 nM.',
    };
  let fold: number | null = null;
  let direction: 'across' | 'down' = 'across';
  let lastIsZero = false;
  let time_s = when === undefined ? 0 : readTime(when);
  for (const clause of clauses) {
    if (clause === '') continue;
    const ratio = /^(?:1\s*[:/]\s*|\/\s*)(\d+(?:\.\d+)?)$|^(\d+(?:\.\d+)?)[- ]?(?:fold|x|times)$/i.exec(
      clause,
    );
    const [, at] = /^(?:@|at\s|after\s)\s*(.+)$/i.exec(clause) ?? [];
    if (ratio !== null) fold = Number(ratio[1] ?? ratio[2]);
    else if (/^(?:across|along (?:the )?rows?)$/i.test(clause)) direction = 'across';
    else if (/^(?:down|along (?:the )?columns?)$/i.test(clause)) direction = 'down';
    else if (/^(?:the )?last\s*(?:is|=|:)?\s*(?:0|zero|none)$/i.test(clause)) lastIsZero = true;
    else if (at !== undefined) time_s = readTime(at);
    else return { fault: `“${clause}” is no part of a dilution series`, remedy: forms };
  }
  if (fold === null || !(fold > 1))
    return {
      fault: 'it does not say by how much each dose is diluted',
      remedy: 'Write 1:3 for a third each, with a number above 1.',
    };
  if (Number.isNaN(time_s)) return { fault: 'its time cannot be read', remedy: 'Write @ 2 h or @ 30 min.' };
  const doses = diluted(blocks, { from: dose.value, fold, direction, lastIsZero });
  const cells = new Map([...doses].map(([well, value]) => [well, String(value)]));
  const heading = doseHeading(name.trim(), unit === '' ? null : unit, time_s);
  return { ...heading, cells };
}

function assignment(body: string, blocks: readonly WellBlock[]): LayoutRule | RuleFault {
  const word = /^(\S+)\s+(?![=@])(.+)$/s.exec(body);
  const [, left = '', right = ''] =
    /^([^=]*?)\s*=\s*(.+)$/s.exec(body) ?? (word !== null && isLayoutWord(word[1] ?? '') ? word : []);
  const value = right.trim();
  if (left === '' || value === '') return { fault: 'it says nothing of wells', remedy: forms };
  const isNumber = /^[+-]?[\d.,]+(?:[eE][+-]?\d+)?(?:\s|$|@|[A-Za-zµμ%])/.test(value);
  const [field] = layoutFields([left], [lookOfRule(value, isNumber)]);
  if (field?.kind !== 'dose')
    return field === undefined ? { fault: '', remedy: forms } : sameInAll(left, value, field, blocks);
  const { name, unit, time_s } = field;
  const { treatments, fault } = readTreatments(`${name}=${value}`);
  const [dose] = treatments ?? [];
  if (fault !== null || dose === undefined)
    return {
      fault: fault === null ? 'it states no dose' : `“${fault.piece}” ${fault.fault}`,
      remedy: fault?.remedy ?? forms,
    };
  const heading = doseHeading(name, dose.unit ?? unit, dose.time_s === 0 ? time_s : dose.time_s);
  return { ...heading, cells: new Map(blocks.flatMap(wellsOf).map((one) => [one, String(dose.value)])) };
}

function lookOfRule(value: string, isNumber: boolean): ColumnLook {
  const like = isNumber ? 'doses' : null;
  return {
    ...{ numeric: isNumber, doses: isNumber, concentrations: false, unit: null, like },
    ...{ pairs: value.includes('='), roles: roleOf(value) !== null },
  };
}

function doseHeading(
  written: string,
  stated: string | null,
  time_s: number,
): Pick<LayoutRule, 'heading' | 'field'> {
  const { name, unit } = stated === null ? splitUnit(written) : { name: written, unit: stated };
  const plain = unit === null ? name : `${name} (${unit})`;
  const heading = `treatment:${time_s === 0 ? plain : `${plain} @ ${timeText(time_s)}`}`;
  return { heading, field: { kind: 'dose', name, unit, time_s } };
}

function sameInAll(
  heading: string,
  value: string,
  field: LayoutField,
  blocks: readonly WellBlock[],
): LayoutRule {
  return { heading, field, cells: new Map(blocks.flatMap(wellsOf).map((one) => [one, value])) };
}
