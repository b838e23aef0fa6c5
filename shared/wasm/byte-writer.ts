/** Bytes that grow. */
export interface ByteWriter {
  readonly length: number;
  byte(value: number): void;
  bytes(values: Uint8Array | readonly number[]): void;
  /** LEB128, 32 bits, without and with sign. */
  unsigned(value: number): void;
  signed(value: number): void;
  /** Little-endian IEEE 754. */
  float64(value: number): void;
  /** Little-endian integer of `size` bytes. */
  integer(value: bigint, size: 4 | 8): void;
  /** UTF-8 with its length before it. */
  text(value: string): void;
  take(): Uint8Array<ArrayBuffer>;
}

export function makeByteWriter(): ByteWriter {
  let storage = new Uint8Array(1024);
  let length = 0;
  const scratch = new DataView(new ArrayBuffer(8));
  const reserve = (more: number): void => {
    if (length + more <= storage.length) return;
    const larger = new Uint8Array(Math.max(storage.length * 2, length + more));
    larger.set(storage);
    storage = larger;
  };
  const writer: ByteWriter = {
    get length() {
      return length;
    },
    byte(value) {
      if (length === storage.length) reserve(1);
      storage[length++] = value;
    },
    bytes(values) {
      reserve(values.length);
      storage.set(values, length);
      length += values.length;
    },
    unsigned(value) {
      let rest = value >>> 0;
      if (rest < 0x80) {
        if (length === storage.length) reserve(1);
        storage[length++] = rest;
        return;
      }
      while (rest >= 0x80) {
        writer.byte((rest & 0x7f) | 0x80);
        rest >>>= 7;
      }
      writer.byte(rest);
    },
    signed(value) {
      let rest = value | 0;
      while (rest < -0x40 || rest > 0x3f) {
        writer.byte((rest & 0x7f) | 0x80);
        rest >>= 7;
      }
      writer.byte(rest & 0x7f);
    },
    float64(value) {
      scratch.setFloat64(0, value, true);
      for (let at = 0; at < 8; at++) writer.byte(scratch.getUint8(at));
    },
    integer(value, size) {
      scratch.setBigUint64(0, BigInt.asUintN(64, value), true);
      for (let at = 0; at < size; at++) writer.byte(scratch.getUint8(at));
    },
    text(value) {
      const encoded = new TextEncoder().encode(value);
      writer.unsigned(encoded.length);
      writer.bytes(encoded);
    },
    take: () => storage.slice(0, length),
  };
  return writer;
}
