type Draw = (below: number) => number;

/** What a drive, a copy or a person may do to a file's bytes. */
export type Corruption = (bytes: Buffer, draw: Draw) => Buffer;

/** Of every file in this size or smaller. */
const page = 4096;

export const corruptions: Readonly<Record<string, Corruption>> = {
  'one bit': (bytes, draw) => flipped(bytes, draw, 1),
  'some bits': (bytes, draw) => flipped(bytes, draw, 2 + draw(20)),
  'a bit of the header': (bytes, draw) => flipped(bytes, draw, 1, 100),
  cut: (bytes, draw) => bytes.subarray(0, draw(bytes.length)),
  'cut between pages': (bytes, draw) => bytes.subarray(0, page * draw(pagesOf(bytes))),
  'a page of zeros': (bytes, draw) => withPage(bytes, draw(pagesOf(bytes)), Buffer.alloc(page)),
  'pages swapped': (bytes, draw) => {
    const [a, b] = [draw(pagesOf(bytes)), draw(pagesOf(bytes))];
    return withPage(withPage(bytes, a, pageOf(bytes, b)), b, pageOf(bytes, a));
  },
  'a page twice': (bytes, draw) => withPage(bytes, draw(pagesOf(bytes)), pageOf(bytes, draw(pagesOf(bytes)))),
  'bytes overwritten': (bytes, draw) => {
    const copy = Buffer.from(bytes);
    const at = draw(bytes.length);
    for (let i = at; i < Math.min(bytes.length, at + 1 + draw(200)); i++) copy[i] = draw(256);
    return copy;
  },
  'bytes inserted': (bytes, draw) => {
    const at = draw(bytes.length);
    const more = Buffer.from(Array.from({ length: 1 + draw(100) }, () => draw(256)));
    return Buffer.concat([bytes.subarray(0, at), more, bytes.subarray(at)]);
  },
  'bytes at the end': (bytes, draw) => Buffer.concat([bytes, Buffer.alloc(1 + draw(3 * page), draw(256))]),
};

function flipped(bytes: Buffer, draw: Draw, count: number, within = bytes.length): Buffer {
  const copy = Buffer.from(bytes);
  for (let i = 0; i < count; i++) {
    const at = draw(Math.min(within, bytes.length));
    copy[at] = (copy[at] ?? 0) ^ (1 << draw(8));
  }
  return copy;
}

function pagesOf(bytes: Buffer): number {
  return Math.max(1, Math.floor(bytes.length / page));
}

function pageOf(bytes: Buffer, number: number): Buffer {
  return bytes.subarray(number * page, (number + 1) * page);
}

function withPage(bytes: Buffer, number: number, content: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  content.copy(copy, number * page);
  return copy;
}
