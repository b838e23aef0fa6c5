import type { NumberMarks } from '../amount.ts';
import { isDoseUnit, isSameDoseUnit } from '../dose-unit.ts';
import { readDose, timeText } from '../treatment-text.ts';
import { type LayoutField, splitUnit } from './heading.ts';
import type { LayoutRule, RuleFault } from './layout-rule.ts';

/** A dose as a rule states it: the name may have a unit, too, and the time may. */
export interface RuleDose {
  readonly name: string;
  readonly value: number;
  readonly unit: string | null;
  readonly time_s: number;
}

type DoseName = Omit<RuleDose, 'value'>;

/** Reads a dose of a treatment; all of `text` is used up, and its unit is one of doses. */
export function ruleDose(named: DoseName, text: string, marks: NumberMarks): RuleDose | RuleFault {
  const { name } = named;
  const wrongName = nameFault(name);
  if (wrongName !== null) return wrongName;
  const read = readDose(text, marks);
  const fold = /^(.*?)[\s,]+(1\s*:\s*\d\S*)$/.exec(text);
  if ('fault' in read && fold !== null)
    return {
      fault: `its dose “${text}” ends as a dilution series does`,
      remedy: `Write from in place of =: “${name} from ${fold[1]}, ${fold[2]}”.`,
    };
  if ('fault' in read) return { fault: `its dose “${text}” ${read.fault}`, remedy: read.remedy };
  if (read.unit !== null && !isDoseUnit(read.unit) && read.unit !== named.unit)
    return noUnit(name, read.value, read.unit);
  if (!isSameDoseUnit(read.unit, named.unit))
    return {
      fault: `it states two units, ${named.unit} and ${read.unit}`,
      remedy: `State one: ${name} = ${read.value} ${read.unit}.`,
    };
  if (read.time_s !== 0 && named.time_s !== 0 && read.time_s !== named.time_s)
    return {
      fault: `it states two times, ${timeText(named.time_s)} and ${timeText(read.time_s)}`,
      remedy: 'State one; a dose at each time is a rule of its own.',
    };
  return { name, value: read.value, unit: named.unit ?? read.unit, time_s: read.time_s || named.time_s };
}

/** One treatment a rule. */
function nameFault(name: string): RuleFault | null {
  const several = /[,;]\s|\s(?:and|und|&|\+)\s/i.test(name);
  if (name.trim() !== '' && !several) return null;
  return { fault: `“${name}” is no name of one treatment`, remedy: 'Give each treatment a rule of its own.' };
}

function noUnit(name: string, value: number, unit: string): RuleFault {
  return {
    fault: `“${unit}” is no unit of doses`,
    remedy: `Write nM, µg/mL, % and the like; a unit of your own stands behind the name: ${name} (${unit}) = ${value}.`,
  };
}

/** The heading under which doses stand, and what it means. */
export function doseHeading({ name, unit, time_s }: DoseName): Pick<LayoutRule, 'heading' | 'field'> {
  const plain = unit === null ? name : `${name} (${unit})`;
  const heading = `treatment:${time_s === 0 ? plain : `${plain} @ ${timeText(time_s)}`}`;
  const field: LayoutField = { kind: 'dose', name, unit, time_s };
  return { heading, field };
}

/** `C6 (nM)` -> its parts. */
export function doseName(written: string): DoseName {
  return { ...splitUnit(written), time_s: 0 };
}

/** ` @ 2 h`; nothing where it was there from the start. */
export function addedAt(time_s: number): string {
  return time_s === 0 ? '' : ` @ ${timeText(time_s)}`;
}
