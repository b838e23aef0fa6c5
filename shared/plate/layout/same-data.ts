/** Whether two plain values hold the same, whatever the order of keys, and of the treatments of a well. */
export function isSameData(one: unknown, other: unknown): boolean {
  return canonicalText(one) === canonicalText(other);
}

function canonicalText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined';
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  const texts = entries.map(([key, item]) => {
    const isSet = key === 'treatments' && Array.isArray(item);
    const text = isSet ? `[${item.map(canonicalText).sort().join()}]` : canonicalText(item);
    return `${JSON.stringify(key)}:${text}`;
  });
  return `{${texts.sort().join()}}`;
}
