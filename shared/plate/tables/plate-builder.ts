import type { PlateRun, PlateWell, ScanOutline } from '../plate-run.ts';
import { type SignalOptions, SignalTable } from './signal-table.ts';

/** What a file says is in a well, beside its readings. */
interface WellContent {
  readonly content: string;
  readonly line: number;
  /** By the file's own headings. */
  readonly details: Readonly<Record<string, string>>;
}

/** Plates of a file as they are met. */
export class PlateBuilder {
  readonly #plates = new Map<string, PlateParts>();

  /** The plate of a name; made when first asked for. */
  plate(name: string): PlateParts {
    let plate = this.#plates.get(name);
    if (plate === undefined) {
      plate = new PlateParts(name);
      this.#plates.set(name, plate);
    }
    return plate;
  }

  /** A name that no plate has yet: `Plate1`, `Plate1 (2)`. */
  freeName(name: string): string {
    if (!this.#plates.has(name)) return name;
    for (let n = 2; ; n++) if (!this.#plates.has(`${name} (${n})`)) return `${name} (${n})`;
  }

  /** Each plate and signal with readings that the file gives twice. */
  twice(): readonly { readonly plate: string; readonly table: SignalTable }[] {
    return [...this.#plates].flatMap(([plate, { signals }]) =>
      signals.flatMap((table) => (table.twice === null ? [] : [{ plate, table }])),
    );
  }

  /** Those with readings, or with scans. */
  runs(): readonly PlateRun[] {
    return [...this.#plates.values()].flatMap((plate) => plate.build() ?? []);
  }
}

/** One plate as it is met. */
export class PlateParts {
  readonly #name: string;
  readonly #tables: SignalTable[] = [];
  readonly #scans: ScanOutline[] = [];
  readonly #said = new Map<string, WellContent>();

  constructor(name: string) {
    this.#name = name;
  }

  get signals(): readonly SignalTable[] {
    return this.#tables;
  }

  /** A new signal; where one of its title is there, a number tells them apart. */
  add(options: SignalOptions): SignalTable {
    const taken = (title: string): boolean => this.#tables.some((table) => table.options.signal === title);
    let signal = options.signal;
    for (let n = 2; taken(signal); n++) signal = `${options.signal} (${n})`;
    const table = new SignalTable({ ...options, signal });
    this.#tables.push(table);
    return table;
  }

  /** The signal of that title, or a new one. */
  signal(options: SignalOptions): SignalTable {
    const there = this.#tables.find((table) => table.options.signal === options.signal);
    return there ?? this.add(options);
  }

  /** What the file says is in a well; details join those said before. */
  describe(well: string, content: string, line: number, details: WellContent['details'] = {}): void {
    const before = this.#said.get(well);
    const said = { ...before?.details, ...details };
    this.#said.set(well, {
      content: content === '' ? (before?.content ?? '') : content,
      line,
      details: said,
    });
  }

  /** What was read at several points of a well and is only listed; wells of one signal add up. */
  listScan({ signal, wells, points }: ScanOutline): void {
    if (wells === 0 || points === 0) return;
    const at = this.#scans.findIndex((scan) => scan.signal === signal);
    const there = this.#scans[at];
    if (there === undefined) this.#scans.push({ signal, wells, points });
    else this.#scans[at] = { signal, wells: there.wells + wells, points: Math.max(points, there.points) };
  }

  /** One point of a scan that is only listed, of this many wells. */
  listPoint(signal: string, wells: number): void {
    const at = this.#scans.findIndex((scan) => scan.signal === signal);
    const there = this.#scans[at] ?? { signal, wells: 0, points: 0 };
    const scan = { signal, wells: Math.max(wells, there.wells), points: there.points + 1 };
    if (at === -1) this.#scans.push(scan);
    else this.#scans[at] = scan;
  }

  /** null: it has no reading, nor a scan. */
  build(): PlateRun | null {
    const names = [...new Set(this.#tables.flatMap((table) => table.wells))];
    const signals = this.#tables.flatMap((table) => table.build(names) ?? []);
    if (signals.length === 0 && this.#scans.length === 0) return null;
    const wells = names.map((well): PlateWell => {
      const { content = '', line = 0, details = {} } = this.#said.get(well) ?? {};
      return {
        ...{ well, device: '', treatment: '', colony: '', line },
        ...(content !== '' && { content }),
        ...(Object.keys(details).length > 0 && { details }),
      };
    });
    const scans = this.#scans;
    return { plate: this.#name, wells, signals, ...(scans.length > 0 && { scans }) };
  }
}
