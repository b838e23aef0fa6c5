/** What may come out of any packed text, however small it is, bytes. */
const alwaysAllowed = 32 << 20;

/** Of ours, numbers in base64, hardly any packs better; those that do are stored as they are. */
const largestRatio = 16;

/** Characters of the longest string of V8. */
const longestText = 2 ** 29 - 24;

/**
 * Most bytes that packed bytes may unpack to. A file of a stranger can hold a few kilobytes that unpack to gigabytes: what
 * reading it costs is bounded by what was sent. Whoever packs looks at it too, so that all that was packed can be unpacked.
 */
export function mostUnpacked(packed: number): number {
  return Math.min(longestText, Math.max(alwaysAllowed, largestRatio * packed));
}
