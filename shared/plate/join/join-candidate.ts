import { largest } from '../../base/lists.ts';
import { baseName } from '../containers/text.ts';
import type { PlateOutline, SignalOutline } from '../plate-run.ts';
import { startMoment } from '../start-time.ts';

/** A plate of one file, as far as it must be known to say what it belongs to. */
export interface JoinCandidate extends PlateOutline {
  readonly file: string;
}

/** What a candidate says of itself; empty texts: nothing. */
export interface JoinFacts {
  readonly barcode: string;
  /** Its own name where that tells plates apart: `96WEL008`, not `Plate 1` or `Sheet2`. */
  readonly name: string;
  /** A name that programs give to any plate: says something only together with the start. */
  readonly anyName: string;
  /** People gave it its name. */
  readonly isStated: boolean;
  /** As `startText` gives it. */
  readonly start: string;
  /** Milliseconds; null: not known, or day and month are in doubt. */
  readonly moment: number | null;
  readonly instrument: string;
  readonly wells: ReadonlySet<string>;
  /** By title, without what was calculated. */
  readonly signals: ReadonlyMap<string, SignalOutline>;
  /** Seconds from the file's zero of the last reading; null: it has no times. */
  readonly last_s: number | null;
}

/** What programs and spreadsheets call a plate or sheet that nobody has named. */
const anyPlate =
  /^(?:(?:plate|platte|plaque|sheet|tabelle|feuil|table|result|results|raw data|magellan|data|untitled|unnamed)\b[\s:#-]*)+(?:\w{1,8}\s*)?(?:range\s*)?[\d().\s-]*$|^[\d\s]*$/i;

export function joinFacts({ file, own, stated, wells, signals }: JoinCandidate): JoinFacts {
  const measured = signals.filter(({ calculated }) => calculated !== true);
  const of = (name: 'barcode' | 'start' | 'instrument' | 'serialNumber'): string =>
    measured.map(({ metadata }) => metadata?.[name] ?? '').find((text) => text !== '') ?? '';
  const called = own === undefined || (own === baseName(file) && stated !== true) ? '' : own;
  const isStated = stated === true;
  const isAny = !isStated && anyPlate.test(called);
  const start = of('start');
  const times = measured.flatMap(({ last_s }) => (last_s == null ? [] : [last_s]));
  return {
    barcode: of('barcode'),
    name: isAny ? '' : called,
    anyName: isAny ? called : '',
    isStated,
    start,
    moment: startMoment(start),
    instrument: [of('instrument'), of('serialNumber')].join(' ').trim(),
    wells: new Set(wells.map(({ well }) => well)),
    signals: new Map(measured.map((signal) => [signal.signal, signal])),
    last_s: times.length === 0 ? null : largest(times, times[0] ?? 0),
  };
}
