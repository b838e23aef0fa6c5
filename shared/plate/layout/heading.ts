import { isDoseUnit } from '../dose-unit.ts';
import { headingSeconds, unitSeconds } from '../duration.ts';
import { readTime } from '../treatment-text.ts';

/** What a column of a layout says of its wells. */
export type LayoutField =
  | { readonly kind: PlainKind }
  /** A dose of one treatment. */
  | { readonly kind: 'dose'; readonly name: string; readonly unit: string | null; readonly time_s: number }
  /** The dose of the treatment that another column names. */
  | { readonly kind: 'doseValue'; readonly unit: string | null }
  /** When it was added; null: its cells say their unit. */
  | { readonly kind: 'doseTime'; readonly seconds: number | null }
  | { readonly kind: 'part'; readonly group: string }
  | { readonly kind: 'factor'; readonly name: string };

const plainKinds = [
  ...(['well', 'row', 'column', 'plate', 'device', 'treatments', 'role', 'blank'] as const),
  ...(['biological', 'technical', 'excluded', 'reason', 'doseName', 'doseUnit'] as const),
];
export type PlainKind = (typeof plainKinds)[number];

/** Headings in the words of people, the most telling first: of two columns of a kind the other one is a factor. */
const words: Readonly<Record<PlainKind | 'doseValue' | 'doseTime', readonly string[]>> = {
  well: [
    'well',
    'wells',
    'well id',
    'well name',
    'well position',
    'well pos',
    'well location',
    'position',
    'pos',
    'location',
    'vertiefung',
    'napf',
    'kavität',
  ],
  row: ['row', 'well row', 'rows', 'zeile', 'reihe'],
  column: ['column', 'well column', 'col', 'well col', 'columns', 'spalte'],
  plate: ['plate', 'plate name', 'plate id', 'plates', 'platte', 'plattenname'],
  device: ['device', 'construct', 'strain', 'konstrukt', 'stamm'],
  treatments: ['treatments', 'treatment', 'behandlung', 'behandlungen', 'zugabe', 'zugaben'],
  role: ['role', 'well role', 'well type', 'sample type', 'type', 'typ', 'rolle', 'probentyp'],
  blank: ['blank', 'is blank', 'blanks', 'leerwert', 'blindwert'],
  biological: [
    ...['biological', 'biological replicate', 'bio replicate', 'bio rep', 'biorep'],
    ...['biologisches replikat', 'biologische wiederholung', 'bio replikat', 'biologisch'],
  ],
  technical: [
    'technical',
    'technical replicate',
    'tech replicate',
    'tech rep',
    'techrep',
    'replicate',
    'rep',
    'replicates',
    ...['technisches replikat', 'technische wiederholung', 'tech replikat', 'technisch'],
    ...['replikat', 'replikate', 'wiederholung', 'wdh'],
  ],
  excluded: [
    'exclude',
    'excluded',
    'exclusion',
    'omit',
    'ausschluss',
    'ausschluß',
    'ausgeschlossen',
    'ausschließen',
  ],
  reason: ['exclude reason', 'exclusion reason', 'reason', 'grund', 'ausschlussgrund'],
  doseName: [
    ...['treatment name', 'treatment', 'inducer', 'compound', 'chemical', 'reagent', 'drug', 'name'],
    ...['behandlung', 'induktor', 'substanz', 'wirkstoff', 'verbindung', 'reagenz'],
  ],
  doseValue: [
    ...['treatment value', 'value', 'dose', 'doses', 'concentration', 'conc', 'amount'],
    ...['dosis', 'konzentration', 'konz', 'menge', 'wert'],
  ],
  doseUnit: ['treatment unit', 'unit', 'units', 'dose unit', 'einheit'],
  doseTime: [
    ...['treatment time', 'added at', 'time', 'dose time', 'time added'],
    ...['zugegeben nach', 'zugabezeit', 'zeitpunkt', 'zeit'],
  ],
};

/** Headings whose numbers are no doses, though nothing says what they are. */
const noDoses =
  /(?:^|[^a-z])(?:day|date|days|week|run|batch|session|plate|passage|temp|temperature|ph|rpm|speed|volume|vol|order|index|id|no|nr|number|count|size|time|hour|hours|min|minutes|od|od600|generation|age|experiment|exp|colony|clone|culture|operator|block|group|site|position|replicate|rep|ratio|dilutions?|dil|factor|gain|year|month|row|column|col|well|treatment|condition|sample|raw|data|signal|readings?|fluorescence|absorbance|luminescence|rfu|tag|datum|woche|lauf|charge|temperatur|drehzahl|volumen|nummer|anzahl|größe|zeit|stunden?|minuten?|alter|versuch|ansatz|kolonie|klon|kultur|gruppe|verhältnis|verdünnung|faktor|jahr|monat|reihe|zeile|spalte|replikat|wiederholung|behandlung|bedingung|probe|daten|messwerte?|fluoreszenz|absorption|lumineszenz)(?:$|[^a-z])/i;

/** A longer one is no heading, but prose. */
const longestHeading = 200;

/** Units of what is no dose: temperature, time, volume, length, speed. */
const otherUnits =
  /^(?:°?\s?[CFK]|deg\s?C|[nµuμm]?[lL]|[nµuμmck]?m|rpm|g|h|hr|hrs|hours?|d|days?|s|sec|min|minutes?|OD)$/;

/** Whether a column says of which well the others speak. */
export function isPlaceField(field: LayoutField | undefined): boolean {
  const { kind } = field ?? { kind: 'factor' };
  return kind === 'well' || kind === 'row' || kind === 'column' || kind === 'plate';
}

/** What the cells of a column look like, as far as there are any. */
export interface ColumnLook {
  /** Most of them are numbers without a unit. */
  readonly numeric: boolean;
  /** Most of them are numbers, with or without a unit of doses. */
  readonly doses: boolean;
  /** Most of them are numbers with the unit of a concentration: whatever the column is called, they are doses. */
  readonly concentrations: boolean;
  /** The one unit that all doses state; null: they state none or several, or one of them lacks it. */
  readonly unit: string | null;
  /** What half of them or more look like, as far as they look like doses at all: numbers alone, or also numbers with units. */
  readonly like: 'numbers' | 'doses' | null;
  /** Any of them is `NAME=DOSE`. */
  readonly pairs: boolean;
  /** Any of them says what a well is for. */
  readonly roles: boolean;
}

/** What the headings of a table mean, [heading]. */
export function layoutFields(
  headings: readonly string[],
  looks: readonly ColumnLook[],
): readonly LayoutField[] {
  const taken = new Map<number, LayoutField>();
  headings.forEach((heading, column) => {
    const said = prefixedField(heading);
    if (said !== null) taken.set(column, said);
  });
  const find = (kind: keyof typeof words, suits: (look: ColumnLook) => boolean = () => true): number => {
    for (const word of words[kind]) {
      const column = headings.findIndex((heading, at) => {
        const look = looks[at];
        const means = !taken.has(at) && plainHeading(withoutUnit(heading, kind)) === word;
        return means && look !== undefined && suits(look);
      });
      if (column !== -1) return column;
    }
    return -1;
  };
  const take = (kind: PlainKind, suits?: (look: ColumnLook) => boolean): boolean => {
    const column = find(kind, suits);
    if (column !== -1) taken.set(column, { kind });
    return column !== -1;
  };
  if (!take('well') && find('row') !== -1 && find('column') !== -1) {
    take('row');
    take('column');
  }
  for (const kind of ['plate', 'device', 'biological', 'technical', 'blank'] as const) take(kind);
  if (!take('role', ({ roles }) => roles)) takeRole();
  if (take('excluded')) take('reason');
  take('treatments', ({ pairs }) => pairs);
  const value = find('doseValue', ({ doses }) => doses);
  const name = value === -1 ? -1 : find('doseName', ({ doses }) => !doses);
  if (value !== -1 && name !== -1) {
    const { unit } = splitUnit(headings[value] ?? '');
    taken.set(value, { kind: 'doseValue', unit });
    taken.set(name, { kind: 'doseName' });
    if (unit === null) take('doseUnit', ({ numeric }) => !numeric);
    const time = find('doseTime');
    if (time !== -1) taken.set(time, { kind: 'doseTime', seconds: headingSeconds(headings[time] ?? '') });
  }
  take('treatments', ({ numeric }) => !numeric);
  return headings.map((heading, column) =>
    withCellUnit(taken.get(column) ?? freeField(heading, looks[column]), looks[column]),
  );

  /** Under its own name it is one whatever it says. */
  function takeRole(): void {
    const column = headings.findIndex((heading, at) => !taken.has(at) && plainHeading(heading) === 'role');
    if (column !== -1) taken.set(column, { kind: 'role' });
  }
}

/** Whether headings name wells: a column of them, or rows and columns of the plate. */
export function isWellHeading(headings: readonly string[]): boolean {
  const plain = headings.map(plainHeading);
  const has = (kind: 'well' | 'row' | 'column') => words[kind].some((word) => plain.includes(word));
  return plain.length > 1 && (has('well') || (has('row') && has('column')));
}

/** Whether a heading numbers the replicates of a condition. */
export function isReplicateHeading(heading: string): boolean {
  return [...words.biological, ...words.technical].includes(plainHeading(heading));
}

/** Whether a heading is a word that means something by itself. */
export function isLayoutWord(heading: string): boolean {
  return layoutWords.includes(plainHeading(heading));
}

/** All words that mean something, for "did you mean". */
export const layoutWords: readonly string[] = Object.values(words).flat();

/** `part:aR`, `factor:day`, `treatment:C6 (nM)`: what people say a column is; null: they do not. */
function prefixedField(heading: string): LayoutField | null {
  const [, prefix = '', rest = ''] =
    /^\s*(part|parts|factor|treatment)\s*:\s*(.*?)\s*$/is.exec(heading) ?? [];
  if (rest === '') return null;
  switch (prefix.toLowerCase()) {
    case 'factor':
      return { kind: 'factor', name: rest };
    case 'treatment':
      return doseField(rest, true) ?? { kind: 'dose', name: rest, unit: null, time_s: 0 };
    default:
      return { kind: 'part', group: rest };
  }
}

function freeField(heading: string, look: ColumnLook | undefined): LayoutField {
  const { doses = false, concentrations = false } = look ?? {};
  const dose = doseField(heading, false);
  const known = dose?.unit != null && isDoseUnit(dose.unit);
  const stated = dose !== null && (known || (doses && (dose.unit !== null || dose.time_s !== 0)));
  const isDose = stated || concentrations || (doses && !noDoses.test(heading));
  return dose !== null && isDose ? dose : { kind: 'factor', name: heading };
}

/** Where the heading has no unit and every cell the same one, it is the column's: also of its zeros. */
function withCellUnit(field: LayoutField, look: ColumnLook | undefined): LayoutField {
  return field.kind === 'dose' && field.unit === null ? { ...field, unit: look?.unit ?? null } : field;
}

/** Whether a heading says that its numbers are no doses, though not what they are. */
export function isOfNoDoses(heading: string): boolean {
  return noDoses.test(heading);
}

/** Whether a unit is one of what is no dose. */
export function isOtherUnit(unit: string): boolean {
  return otherUnits.test(unit);
}

type DoseField = Extract<LayoutField, { kind: 'dose' }>;

/** `C6 (nM) @ 2 h`; null: what stands behind the name is no unit of a dose, or no time. */
function doseField(heading: string, said: boolean): DoseField | null {
  if (heading.length > longestHeading) return null;
  const [, timed = heading, when] = /^(.*?)\s*@\s*([^@]+)$/s.exec(heading) ?? [];
  const time_s = when === undefined ? 0 : readTime(when);
  if (Number.isNaN(time_s)) return null;
  const { name, unit } = splitUnit(timed);
  if (name === '') return null;
  if (unit === null) return { kind: 'dose', name, unit, time_s };
  const isOther = otherUnits.test(unit) || noDoses.test(name);
  return said || !isOther ? { kind: 'dose', name, unit, time_s } : null;
}

/** `C6 (nM)`, `C6 [nM]`, `C6_nM`, `C6 nM` -> name and unit; without one the heading is the name. */
export function splitUnit(heading: string): { readonly name: string; readonly unit: string | null } {
  if (heading.length > longestHeading) return { name: heading.trim(), unit: null };
  const [, name = '', round, square] = /^(.*?)\s*(?:\(([^()]*)\)|\[([^[\]]*)\])\s*$/s.exec(heading) ?? [];
  const bracketed = (round ?? square ?? '').trim();
  if (name !== '' && bracketed !== '') return { name: name.trim(), unit: bracketed };
  const [, before = '', behind = ''] = /^(.*[^\s_.])[\s_.]+(\S+)$/s.exec(heading.trim()) ?? [];
  const bare = behind.length > 1 || behind === '%' || behind === 'M';
  if (before !== '' && bare && isDoseUnit(behind)) return { name: before.trim(), unit: behind };
  return { name: heading.trim(), unit: null };
}

function withoutUnit(heading: string, kind: string): string {
  if (heading.length > longestHeading) return heading;
  if (kind === 'doseValue') return splitUnit(heading).name;
  if (kind !== 'doseTime') return heading;
  const [, name = heading, unit = ''] = /^(.*?)[\s_]*[[(]?\s*([A-Za-z]+)\s*[\])]?\s*$/.exec(heading) ?? [];
  return unitSeconds(unit) === null || name === '' ? heading : name;
}

/** Without case, and with one blank for `_`, `-`, `.` and blanks: `Bio_Rep` is `bio rep`. */
export function plainHeading(heading: string): string {
  return heading
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_.\-#]+/g, ' ')
    .trim();
}
