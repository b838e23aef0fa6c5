import { crc32, deflateRawSync, gzipSync } from 'node:zlib';
import { encode } from '../../../shared/base/codec.ts';

/** Small rows that would become large, each a way of its own, as a stranger can write them under a right seal. */
export const packedRows: Readonly<Record<string, () => Uint8Array>> = {
  'millions of lists': () => gzipSync(`[${'[],'.repeat(10_000_000)}[]]`, { level: 9 }),
  'millions of records in a plate': () =>
    gzipSync(`{"version":1,"plateFile":{"file":"a","problems":[],"runs":[${'{},'.repeat(10_000_000)}{}]}}`),
  'blanks without end': () => gzipSync(`${' '.repeat(200_000_000)}1`, { level: 9 }),
  'packed twice': () => again(new Uint8Array(gzipSync(`[${'[],'.repeat(30_000_000)}[]]`, { level: 9 }))),
  'packed twice, with a name as long as a book': () =>
    again(withLongName(`${' '.repeat(150_000_000)}1`, 10_000_000)),
};

/** As the store packed what was packed already. */
function again(packed: Uint8Array): Uint8Array {
  return gzipSync(encode(packed), { level: 9 });
}

/** gzip whose header holds a name (RFC 1952, FNAME): bytes that pack well themselves and let what follows be large. */
function withLongName(text: string, length: number): Uint8Array {
  const bytes = Buffer.from(text);
  const header = Buffer.from([0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3]);
  const end = Buffer.alloc(8);
  end.writeUInt32LE(crc32(bytes), 0);
  end.writeUInt32LE(bytes.length, 4);
  const name = Buffer.concat([Buffer.alloc(length, 'n'), Buffer.from([0])]);
  return new Uint8Array(Buffer.concat([header, name, deflateRawSync(bytes, { level: 9 }), end]));
}
