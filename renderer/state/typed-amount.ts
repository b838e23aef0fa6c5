/** An amount above 0 as people type it, with a point or a comma: `2.5`, `2,5`; null: it is none. */
export function parseAmount(text: string): number | null {
  const tight = text.trim().replace(',', '.');
  const amount = /^\d+(\.\d+)?$/.test(tight) ? Number(tight) : 0;
  return amount > 0 ? amount : null;
}
