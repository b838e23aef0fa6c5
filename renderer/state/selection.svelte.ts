/** The one selection of the window: wells by id (`<plate>/<well>`), with the well that has the keyboard. */
export class Selection {
  /** Replaced whole; never changed in place. */
  wells: ReadonlySet<string> = $state.raw(new Set());
  /** Where arrows start from. */
  cursor: string | null = $state(null);
  /** The fixed corner of a rectangle. */
  anchor: string | null = $state(null);

  get size(): number {
    return this.wells.size;
  }

  has(id: string): boolean {
    return this.wells.has(id);
  }

  /** These and no others; the first is the anchor, the last the cursor, unless said otherwise. */
  choose(
    ids: readonly string[],
    anchor: string | null = ids[0] ?? null,
    cursor: string | null = ids.at(-1) ?? null,
  ): void {
    this.wells = new Set(ids);
    this.anchor = anchor;
    this.cursor = cursor;
  }

  /** Adds or takes away one well. */
  toggle(id: string): void {
    const wells = new Set(this.wells);
    if (!wells.delete(id)) wells.add(id);
    this.wells = wells;
    this.anchor = id;
    this.cursor = id;
  }

  /** Nothing selected; the cursor stays where it was, so that the keyboard can go on from there. */
  clear(): void {
    this.wells = new Set();
    this.anchor = this.cursor;
  }

  /** Wells that are gone are no longer selected. */
  keepOnly(there: (id: string) => boolean): void {
    if ([...this.wells].every(there)) return;
    this.wells = new Set([...this.wells].filter(there));
    if (this.anchor !== null && !there(this.anchor)) this.anchor = null;
    if (this.cursor !== null && !there(this.cursor)) this.cursor = null;
  }
}
