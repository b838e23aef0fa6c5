import { type Amount, amountOf, type NumberMarks } from './amount.ts';
import { isDoseUnit } from './dose-unit.ts';
import { parseDuration, unitSeconds } from './duration.ts';
import { parseNumber } from './number.ts';
import { type Treatment, treatmentName } from './treatment.ts';

/** What is wrong with a piece of a treatment: a sentence's end after the piece, and what to write. */
export interface TreatmentFault {
  readonly piece: string;
  readonly fault: string;
  readonly remedy: string;
  readonly kind: 'negative' | 'ambiguous' | 'twice' | 'unreadable';
}

export interface ReadTreatments {
  /** null: the text says nothing of treatments. */
  readonly treatments: readonly Treatment[] | null;
  readonly fault: TreatmentFault | null;
}

const noMarks: NumberMarks = { answered: null, seen: null };

/** Words for: nothing was added. */
const nothing = /^(?:none|nothing|untreated|no treatment|no|-+|\u2013|0)$/i;

/** Of all that was added to a well, characters. */
const longest = 4000;

const example = 'for example C6=25000;Ara=5 nM @ 2 h, or none';

/**
 * `C6=25000;Ara=5 nM @ 2 h` -> treatments in their order; `none` -> an empty list. `marks`: how decimals are written, see
 * `amountOf`.
 */
export function readTreatments(text: string, marks: NumberMarks = noMarks): ReadTreatments {
  if (text.trim() === '') return { treatments: null, fault: null };
  if (nothing.test(text.trim())) return { treatments: [], fault: null };
  const treatments: Treatment[] = [];
  if (text.length > longest) {
    const remedy = `Write NAME=DOSE pairs separated by ;, ${example}.`;
    return { treatments, fault: { piece: text, fault: 'is too long', remedy, kind: 'unreadable' } };
  }
  for (const piece of text.split(/[;\n]/)) {
    if (piece.trim() === '') continue;
    const read = readPiece(piece, marks);
    if ('fault' in read) return { treatments, fault: read };
    const twice = treatments.some(({ name, time_s }) => isSameDosing(read, { name, time_s }));
    if (twice) {
      const fault = `names ${read.name} a second time`;
      const remedy = 'Name each treatment once, or say with @ when each dose was added.';
      return { treatments, fault: { piece: piece.trim(), fault, remedy, kind: 'twice' } };
    }
    treatments.push(read);
  }
  return { treatments, fault: null };
}

/** Whether two doses are of one treatment at one time. */
export function isSameDosing(
  one: Pick<Treatment, 'name' | 'time_s'>,
  other: Pick<Treatment, 'name' | 'time_s'>,
): boolean {
  return treatmentName(one.name) === treatmentName(other.name) && one.time_s === other.time_s;
}

function readPiece(piece: string, marks: NumberMarks): Treatment | TreatmentFault {
  const wrong = (fault: string, remedy: string, kind: TreatmentFault['kind'] = 'unreadable') => ({
    ...{ piece: piece.trim(), fault, remedy, kind },
  });
  const at = piece.indexOf('=');
  const [name, dose] = [piece.slice(0, at).trim(), piece.slice(at + 1)];
  if (at < 0 || name === '' || !/^\s*[+\-\u2212]?[\d.,]/.test(dose))
    return wrong('is no NAME=DOSE', `Write NAME=DOSE pairs separated by ;, ${example}.`);
  if (dose.includes('=')) return wrong('names two treatments', `Separate treatments by ;, ${example}.`);
  const read = readDose(dose, marks);
  return 'fault' in read ? wrong(read.fault, read.remedy, read.kind) : { name, ...read };
}

/** A number with decimals or thousands, which blanks may part. */
const leadingNumber =
  /^[+\-\u2212]?(?:\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+(?!\d)(?:[.,]\d+)?|\d[\d.,]*|[.,][\d.,]+)(?:[eE][+\-\u2212]?\d+)?/;
const timeWord = /@|(?:^|\s)(?:at|after|nach)\s/i;

/**
 * `5 nM @ 2 h`, `10 000 nM at 30 min` -> the dose, its unit and when it was added. All of the text is used up: what follows the number
 * must be a unit, one word or one of doses.
 */
export function readDose(
  text: string,
  marks: NumberMarks = noMarks,
): Omit<Treatment, 'name'> | Omit<TreatmentFault, 'piece'> {
  const written = text.trim();
  const [amount = ''] = leadingNumber.exec(written) ?? [];
  const rest = written.slice(amount.length);
  const word = timeWord.exec(rest);
  const unit = rest.slice(0, word?.index).trim();
  const when = word === null ? undefined : rest.slice(word.index + word[0].length).trim();
  const dose = amountOf(amount, marks);
  const fault = doseFault(dose, amount === '' ? text : amount);
  if (fault !== null) return fault;
  if (unit !== '' && !isDoseUnit(unit) && !unitWord.test(unit))
    return {
      fault: `has “${unit}” after its number, which is no unit`,
      remedy: 'Write a number (0.5, 1e-9), its unit and, after @, when it was added: 5 nM @ 2 h; no more.',
      kind: 'unreadable',
    };
  const time_s = when === undefined ? 0 : readTime(when);
  if (Number.isNaN(time_s))
    return {
      fault: `states the time “${when}”`,
      remedy: 'Write the time with its unit: @ 2 h, @ 30 min, @ 1:30:00.',
      kind: 'unreadable',
    };
  const value = dose.kind === 'number' ? dose.value : Number.NaN;
  return { value, unit: unit === '' ? null : unit, time_s };
}

/** A unit that is none of doses: instruments' programs have units of their own. */
const unitWord = /^[^\s\d.,;:+\-\u2013()/^*][^\s,;:]*$/;

/** What is wrong with a dose, to go on after what it stands in; null: nothing. */
export function doseFault(dose: Amount, written: string): Omit<TreatmentFault, 'piece'> | null {
  switch (dose.kind) {
    case 'none':
      return {
        fault: `has “${written.trim()}” where a dose must stand`,
        remedy: 'Write a number of 0 or more; leave it out where nothing was added.',
        kind: 'unreadable',
      };
    case 'ambiguous':
      return {
        fault: `has “${written.trim()}”, which may be ${written.trim().replace(',', '.')} or ${written.trim().replace(/[.,]/, '')}`,
        remedy: 'Say which: --decimal comma or --decimal point.',
        kind: 'ambiguous',
      };
    case 'number':
      if (dose.value >= 0 && Number.isFinite(dose.value)) return null;
      return {
        fault: `has the dose ${dose.value}, below 0`,
        remedy: 'Give doses of 0 or more, not their logarithm.',
        kind: 'negative',
      };
  }
}

/** `2 h`, `30min`, `1:30:00`, `0` -> seconds; NaN: none, or one without a unit. */
export function readTime(text: string): number {
  const written = text.trim().replace(/^(?:at|after|t\s*=)\s+/i, '');
  if (/^0+(?:\.0*)?$/.test(written)) return 0;
  const [, number = '', word = ''] =
    /^([\d.]+(?:[eE][+-]?\d+)?)\s*([A-Za-z]+)$/.exec(written.replace(',', '.')) ?? [];
  const seconds = word === '' ? null : unitSeconds(word);
  if (seconds !== null) return parseNumber(number) * seconds;
  return parseDuration(written);
}

/** As `readTreatments` reads it back; an empty list is `none`. Names with `=`, `;` or `@` in them cannot be told so. */
export function treatmentsText(treatments: readonly Treatment[]): string {
  if (treatments.length === 0) return 'none';
  return treatments
    .map(({ name, value, unit, time_s }) => {
      const amount = unit === null ? String(value) : `${value} ${unit}`;
      return `${name}=${amount}${time_s === 0 ? '' : ` @ ${timeText(time_s)}`}`;
    })
    .join(';');
}

/** `2 h`, `90 min`, `7201.5 s`: the largest unit in which it is a whole number. */
export function timeText(time_s: number): string {
  if (time_s !== 0 && time_s % 3600 === 0) return `${time_s / 3600} h`;
  return time_s !== 0 && time_s % 60 === 0 ? `${time_s / 60} min` : `${time_s} s`;
}
