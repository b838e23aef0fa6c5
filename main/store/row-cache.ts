/**
 * Rows of a table that are listed again and again: each is read once, and again only after it was changed, so that a
 * change in a table of thousands reads one row. Whoever writes a row says so; this process alone writes.
 */
export class RowCache<T> {
  readonly #all: () => Iterable<T>;
  readonly #one: (key: number) => T | null;
  readonly #keyOf: (row: T) => number;
  #rows: Map<number, T> | null = null;
  readonly #changed = new Set<number>();
  #list: readonly T[] = [];

  /** `all`: in order of their keys. `one`: null where no list shows it. */
  constructor(all: () => Iterable<T>, one: (key: number) => T | null, keyOf: (row: T) => number) {
    this.#all = all;
    this.#one = one;
    this.#keyOf = keyOf;
  }

  changed(key: number): void {
    this.#changed.add(key);
  }

  /** In order of their keys; a row that was not changed is the same object as before. */
  list(): readonly T[] {
    if (this.#rows === null) {
      const rows = [...this.#all()];
      this.#rows = new Map(rows.map((row) => [this.#keyOf(row), row]));
      this.#changed.clear();
      this.#list = rows;
    } else if (this.#changed.size > 0) this.#update(this.#rows);
    return this.#list;
  }

  #update(rows: Map<number, T>): void {
    for (const key of this.#changed) {
      const row = this.#one(key);
      if (row === null) rows.delete(key);
      else rows.set(key, row);
      this.#changed.delete(key);
    }
    this.#list = [...rows.values()].sort((a, b) => this.#keyOf(a) - this.#keyOf(b));
  }
}
