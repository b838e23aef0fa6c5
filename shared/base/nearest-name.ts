/** Longer ones nobody has mistyped; comparing two takes the product of their lengths. */
const longestName = 100;

/**
 * The name that was most likely meant, for "did you mean": fewest edits (insert, delete, replace, swap of neighbours;
 * case counts half), at most a third of the length; null where nothing is near.
 */
export function nearestName(name: string, candidates: readonly string[]): string | null {
  if (name.length > longestName) return null;
  let nearest: string | null = null;
  let fewest = Math.max(1, Math.floor(name.length / 3)) + 0.5;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - name.length) >= fewest) continue;
    const edits = editDistance(name, candidate);
    if (edits < fewest) {
      nearest = candidate;
      fewest = edits;
    }
  }
  return nearest;
}

/** Optimal string alignment distance. */
function editDistance(a: string, b: string): number {
  const width = b.length + 1;
  const distance = new Float64Array((a.length + 1) * width);
  const at = (i: number, j: number): number => distance[i * width + j] ?? 0;
  for (let i = 0; i <= a.length; i++) distance[i * width] = i;
  for (let j = 0; j <= b.length; j++) distance[j] = j;
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      let edits = at(i - 1, j - 1) + replacement(a.charAt(i - 1), b.charAt(j - 1));
      edits = Math.min(edits, at(i - 1, j) + 1, at(i, j - 1) + 1);
      if (i > 1 && j > 1 && a.charAt(i - 1) === b.charAt(j - 2) && a.charAt(i - 2) === b.charAt(j - 1)) {
        edits = Math.min(edits, at(i - 2, j - 2) + 1);
      }
      distance[i * width + j] = edits;
    }
  }
  return at(a.length, b.length);
}

function replacement(a: string, b: string): number {
  if (a === b) return 0;
  return a.toLowerCase() === b.toLowerCase() ? 0.5 : 1;
}
