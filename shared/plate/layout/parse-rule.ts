import type { LayoutRule, RuleContext, RuleFault } from './layout-rule.ts';
import { leftOver, sameInAll } from './layout-rule.ts';
import { assignmentRule } from './rule-assignment.ts';
import { exclusionRule } from './rule-exclusion.ts';
import { seriesRule } from './rule-series.ts';
import { type RuleParts, rulePartsOf, wellsAt, wellsMisspelt } from './rule-wells.ts';
import { roleOf } from './well-role.ts';

/** A longer one nobody writes: each of 1536 wells named by itself has less. */
const longestRule = 10_000;
/** `autofluorescence control` and the like are shorter. */
const longestRole = 60;

/**
 * A rule of a layout:
 *
 *     C6 from 25000 nM, 1:3, across, last is 0, in A1-A12,C1-C12
 *     device = R33S32 in rows A-D
 *     C6 = 5 nM @ 2 h in A1:A6
 *     medium = M9 in all
 *     blank in H1:H12
 *     exclude A1,B7 because a bubble
 *
 * Without wells it is of the whole plate, an exclusion excepted. All of it must be understood: words that are left over, a unit that
 * is none and wells within a value are faults, for whoever wrote them meant something by them.
 */
export function parseRule(text: string, context: RuleContext): LayoutRule | RuleFault {
  const rule = text.trim().replace(/\s+/g, ' ');
  if (rule.length > longestRule) return { fault: 'it is too long', remedy: 'Make several rules of it.' };
  if ((rule.split('"').length - 1) % 2 === 1)
    return { fault: 'a quote is opened and never closed', remedy: 'Close it, or leave it out.' };
  const misspelt = wellsMisspelt(rule);
  if (misspelt !== null) return misspelt;
  const exclusion = exclusionRule(rule, context);
  if (exclusion !== null) return exclusion;
  const found = rulePartsOf(rule, context.size);
  if ('fault' in found) return found;
  const parts = found.written === null ? withRoleBefore(found, context) : found;
  if ('fault' in parts) return parts;
  const read = ruleOf(parts, context);
  return 'fault' in read || parts.written !== null ? read : { ...read, said: `${read.said}, no wells named` };
}

function ruleOf(parts: RuleParts, context: RuleContext): LayoutRule | RuleFault {
  const { head, tail, blocks, written } = parts;
  const role = roleOf(head);
  if (role !== null && tail === '')
    return sameInAll(blocks, role, { heading: 'role', field: { kind: 'role' }, said: `role ${role}` });
  if (role !== null && !tail.startsWith('=')) return leftOver(tail, written ?? head);
  return seriesRule(`${head} ${tail}`.trim(), blocks, context) ?? assignmentRule(parts, context);
}

/** `blank H1:H12`, `negative control A1,B1`: behind a role wells need no word that leads to them. */
function withRoleBefore(parts: RuleParts, { size }: RuleContext): RuleParts | RuleFault {
  const { head: rule } = parts;
  for (const { index } of rule.matchAll(/\s|:/g)) {
    if (index > longestRole) break;
    const head = rule.slice(0, index).replace(/\s*:$/, '');
    if (roleOf(head) === null) continue;
    const at = index + (/^[\s:]*/.exec(rule.slice(index))?.[0].length ?? 0);
    const wells = wellsAt(rule, at, size);
    if (wells === null || 'wrong' in wells.blocks) continue;
    const { blocks, written, end } = wells;
    return { head, tail: rule.slice(end).trim(), blocks, written };
  }
  return parts;
}
