import { type LayoutRule, leftOver, type RuleContext, type RuleFault, sameInAll } from './layout-rule.ts';
import { noWells, rulePartsOf, strayWells, wellsAt, wellsMisspelt, withoutQuoted } from './rule-wells.ts';
import type { WellBlock } from './well-range.ts';

const verb = /^(?:exclude|omit|ausschließen)(?![\p{L}\d_])\s*/iu;
const because = /^\s*(?:=|:|because\b|weil\b)\s*/i;
const prefix = /^(?:(?:in|wells?)\s+)*/i;

const remedy =
  'Name them behind the word, and the reason behind because: exclude A1,B7 because a bubble; of the whole plate: exclude all.';

/**
 * `exclude A1,B7 because a bubble`, `row A: exclude because it was dry`, `exclude = a bubble in A1`. What stands behind because is the
 * reason, and is searched for wells only where none stand before. null: the rule excludes nothing.
 */
export function exclusionRule(rule: string, { size }: RuleContext): LayoutRule | RuleFault | null {
  const first = wellsAt(rule, 0, size);
  const isFirst = first !== null && /^\s*:\s/.test(rule.slice(first.end));
  const said = isFirst ? rule.slice(first.end).replace(/^\s*:\s*/, '') : rule;
  const [opening] = verb.exec(said) ?? [];
  if (opening === undefined) return null;
  const rest = said.slice(opening.length);
  const reason = reasonIn(rest);
  if (isFirst) return reason === null ? leftOver(rest, first.written) : excluded(first.blocks, reason);
  if (rest !== '' && reason !== null) return reasonWithWells(reason);

  const start = prefix.exec(rest)?.[0].length ?? 0;
  const wells = wellsAt(rest, start, size);
  if (wells === null)
    return (
      wellsMisspelt(`in ${rest}`) ?? {
        fault: rest === '' ? 'it does not say which wells' : `“${rest}” is not understood as wells`,
        remedy,
      }
    );
  const behind = rest.slice(wells.end).trim();
  const why = reasonIn(behind);
  if (why !== null) return excluded(wells.blocks, why);
  const { fault } = leftOver(behind, wells.written);
  const meant = behind.replace(/^[\s,;\-\u2013]+/, '');
  return {
    fault,
    remedy: `Join wells by commas; for a reason write “exclude ${wells.written} because ${meant}”.`,
  };

  function reasonWithWells(text: string): LayoutRule | RuleFault {
    const parts = rulePartsOf(text, size);
    if ('fault' in parts) return parts;
    if (parts.written === null) return { fault: 'it does not say which wells', remedy };
    if (parts.tail !== '') return leftOver(parts.tail, parts.written);
    const stray = strayWells(parts.head, true, size);
    return stray === null ? excluded(parts.blocks, parts.head) : { fault: `it names “${stray}” too`, remedy };
  }
}

/** Behind the wells: nothing is a yes; null: it is no reason. */
function reasonIn(text: string): string | null {
  if (text.trim() === '') return 'yes';
  const [opening] = because.exec(withoutQuoted(text)) ?? [];
  const reason = opening === undefined ? '' : text.slice(opening.length).trim();
  return reason === '' ? null : reason;
}

function excluded(
  blocks: readonly WellBlock[] | { readonly wrong: string },
  reason: string,
): LayoutRule | RuleFault {
  if ('wrong' in blocks) return noWells(blocks.wrong);
  const said = reason === 'yes' ? 'excluded' : `excluded because ${reason}`;
  return sameInAll(blocks, reason, { heading: 'exclude', field: { kind: 'excluded' }, said });
}
