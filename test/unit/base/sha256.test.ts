import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { sha256Hex } from '../../../shared/base/sha256.ts';

test.each([0, 1, 3, 55, 56, 63, 64, 65, 1000])('agrees with the platform on %i bytes', (length) => {
  const bytes = Uint8Array.from({ length }, (_, i) => (i * 37 + 11) & 255);
  expect(sha256Hex(bytes)).toBe(createHash('sha256').update(bytes).digest('hex'));
});
