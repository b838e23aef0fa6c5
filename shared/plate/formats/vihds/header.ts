/** Titles of the five metadata columns in order: device, colony, column, row, treatment. The duplicate is the format's. */
export const headerTitles = ['Content', 'Colony', 'Well Col', 'Well Row', 'Content'] as const;

/** Whether a header begins with the metadata columns; blanks around and case do not matter. */
export function isMetadataHeader(cells: readonly string[]): boolean {
  return headerTitles.every((name, index) => cells[index]?.trim().toLowerCase() === name.toLowerCase());
}

/** `Raw Data (EYFP) 1 - 0 h` -> `EYFP`: what stands in the first ( ), or the whole, trimmed. */
export function titleOfColumn(title: string): string {
  const open = title.indexOf('(');
  const close = open === -1 ? -1 : title.indexOf(')', open);
  return (close === -1 ? title : title.slice(open + 1, close)).trim();
}
