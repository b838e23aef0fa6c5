import { amountOf, type NumberMarks } from '../amount.ts';
import { type Dilution, diluted, dilutionSeries } from './dilution.ts';
import { type LayoutRule, type RuleContext, type RuleFault, ruleForms } from './layout-rule.ts';
import { addedAt, doseHeading, doseName, type RuleDose, ruleDose } from './rule-dose.ts';
import type { WellBlock } from './well-range.ts';

const number = String.raw`\d+(?:[.,]\d+)?`;
const end = String.raw`(?=\s*(?:[,;@]|$)|\s)`;
const clauseForms = {
  ratio: new RegExp(String.raw`^(?:1\s*[:/]\s*|/\s*)(${number})${end}`, 'i'),
  fold: new RegExp(String.raw`^(${number})\s*-?\s*(?:fold|x|times)${end}`, 'i'),
  across: new RegExp(`^(?:across|along (?:the )?rows?)${end}`, 'i'),
  down: new RegExp(`^(?:down|along (?:the )?columns?)${end}`, 'i'),
  last: new RegExp(String.raw`^(?:the )?last\s*(?:is|=|:)?\s*(?:0|zero|none)${end}`, 'i'),
  time: /^(?:@|(?:at|after)\s)\s*([^,;]+)/i,
} as const;
type ClauseKind = keyof typeof clauseForms;
const clauseKinds = Object.keys(clauseForms) as readonly ClauseKind[];
const betweenClauses = /^[\s,;]+/;
/** A number with decimals or thousands, but not the first half of `1:3`. */
const startingDose =
  /^[+\-\u2212]?(?:\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+(?!\d)|\d+)?(?:[.,]\d+)*(?:e[+\-\u2212]?\d+)?(?![\d:])/i;

/**
 * `C6 from 25000 nM, 1:3, across, last is 0 @ 2 h`: commas may be left out. null: the rule is no dilution series.
 * @param text the rule without its wells.
 */
export function seriesRule(
  text: string,
  blocks: readonly WellBlock[],
  { marks }: RuleContext,
): LayoutRule | RuleFault | null {
  const [, written = '', rest = ''] = /^([^=]+?)\s+from\s+(.*)$/is.exec(text) ?? [];
  if (written === '') return null;
  const start = startIn(rest);
  const clauses = clausesIn(rest.slice(start.length));
  if ('fault' in clauses) return clauses;
  const time = clauses.get('time');
  const dose = ruleDose(doseName(written), time === undefined ? start : `${start} @ ${time}`, marks);
  if ('fault' in dose) return startFault(dose, start);
  if (dose.value === 0) return startFault(null, start);
  const dilution = dilutionOf(clauses, dose.value, marks);
  return 'fault' in dilution ? dilution : laidSeries(dose, dilution, blocks);
}

/** The dose with which a text begins, up to the first clause. */
function startIn(text: string): string {
  const [amount = ''] = startingDose.exec(text) ?? [];
  for (let at = amount.length; at < text.length; at++) {
    if (text[at] === ',' || text[at] === ';') return text.slice(0, at);
    const isWord = at === amount.length || /\s/.test(text[at - 1] ?? '');
    if (text[at] !== '@' && !isWord) continue;
    const clause = text.slice(at);
    if (clauseKinds.some((kind) => clauseForms[kind].test(clause))) return text.slice(0, at);
  }
  return text;
}

function startFault(fault: RuleFault | null, start: string): RuleFault {
  const written = start.trim();
  const ends = /^(.+?)\s+(?:to|down to|until|bis)\s+\S/i.exec(written);
  if (ends !== null)
    return {
      fault: `“${written}” is no dose to begin with`,
      remedy: `A series ends with its last well: from ${ends[1]}, 1:3, in A1:A12.`,
    };
  if (fault !== null && /\d/.test(written)) return fault;
  return {
    fault: `“${written}” is no dose to begin with`,
    remedy: 'Write a number above 0 and its unit: from 25000 nM.',
  };
}

/** What stands behind the dose, each at most once; the text is used up. */
function clausesIn(text: string): ReadonlyMap<ClauseKind, string> | RuleFault {
  const clauses = new Map<ClauseKind, string>();
  let rest = text.replace(betweenClauses, '');
  while (rest !== '') {
    const kind = clauseKinds.find((one) => clauseForms[one].test(rest));
    const [whole = '', value = ''] = kind === undefined ? [] : (clauseForms[kind].exec(rest) ?? []);
    const [clause = ''] = rest.split(/[,;]/);
    if (kind === undefined)
      return { fault: `“${clause.trim()}” is no part of a dilution series`, remedy: ruleForms };
    const twin = twins[kind];
    if (clauses.has(kind) || (twin !== undefined && clauses.has(twin)))
      return { fault: `“${whole.trim()}” says again what was said before`, remedy: 'Say it once.' };
    clauses.set(kind, value.trim());
    rest = rest.slice(whole.length).replace(betweenClauses, '');
  }
  return clauses;
}

const twins: Readonly<Partial<Record<ClauseKind, ClauseKind>>> = {
  ratio: 'fold',
  fold: 'ratio',
  across: 'down',
  down: 'across',
};

function dilutionOf(
  clauses: ReadonlyMap<ClauseKind, string>,
  from: number,
  marks: NumberMarks,
): Dilution | RuleFault {
  const written = clauses.get('ratio') ?? clauses.get('fold');
  const fold = amountOf(written, marks);
  if (written === undefined || fold.kind !== 'number' || !(fold.value > 1))
    return {
      fault:
        written === undefined
          ? 'it does not say by how much each dose is diluted'
          : `a dilution by ${written} is none, or may be another`,
      remedy: 'Write 1:3 for a third each, with a number above 1.',
    };
  const direction = clauses.has('down') ? 'down' : 'across';
  return { from, fold: fold.value, direction, lastIsZero: clauses.has('last') };
}

function laidSeries(
  dose: RuleDose,
  dilution: Dilution,
  blocks: readonly WellBlock[],
): LayoutRule | RuleFault {
  const { direction, fold, lastIsZero } = dilution;
  const series = dilutionSeries(blocks, direction);
  const wells = series.flat();
  const again = wells.find((well, index) => wells.indexOf(well) !== index);
  if (again !== undefined)
    return { fault: `${again} has two doses of the series`, remedy: 'Name each well once.' };
  if (series.every(({ length }) => length < 2)) {
    const other = direction === 'across' ? 'down' : 'across';
    return {
      fault: `a series ${direction} has one well alone here`,
      remedy: `Write ${other} for one along the other side; for one dose everywhere: ${dose.name} = ${dose.value}${dose.unit === null ? '' : ` ${dose.unit}`}.`,
    };
  }
  const doses = diluted(series, dilution);
  const last = lastIsZero ? ', the last is 0' : '';
  const count = series.length === 1 ? '1 series' : `${series.length} series`;
  const unit = dose.unit === null ? '' : ` ${dose.unit}`;
  return {
    ...doseHeading(dose),
    cells: new Map([...doses].map(([well, value]) => [well, String(value)])),
    said: `${dose.name} from ${dose.value}${unit}, 1:${fold}, ${direction}${last}${addedAt(dose.time_s)}, ${count}`,
  };
}
