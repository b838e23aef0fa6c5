/** Name -> what tells it from the others: the part after the beginning they share; empty where there is one name only. */
export function shortNames(names: readonly string[]): ReadonlyMap<string, string> {
  if (names.length < 2) return new Map(names.map((name) => [name, '']));
  let shared = names[0] ?? '';
  for (const name of names) {
    while (!name.startsWith(shared)) shared = shared.slice(0, -1);
  }
  // A number or a word is not cut in two.
  shared = shared.replace(/(\d+|\p{L}+)$/u, (end) => {
    const splits = names.some((name) => {
      const next = name.charAt(shared.length);
      return /\d/.test(end) ? /\d/.test(next) : /\p{L}/u.test(next);
    });
    return splits ? '' : end;
  });
  return new Map(names.map((name) => [name, name.slice(shared.length) || name]));
}
