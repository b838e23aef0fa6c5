import type { Lane, LaneAlgebra, LanePrecision } from '../../shared/model/operations/lanes/lane-algebra.ts';

/** The bits of lanes as signed integers; what is written wraps. */
interface Words {
  readonly read: (lane: Lane) => bigint;
  readonly write: (lane: Lane, value: bigint) => void;
}

/** As many values as any recorded formula needs. */
const capacity = 1024;

/**
 * Vectors of one lane. Operations are recorded as steps on one block of memory, in which a number and its bits are two
 * views of the same place, so that float32 rounds after every step and integers wrap as they do on the machine:
 *
 *     const lanes = new ScalarLanes('float32');
 *     const a = lanes.input();
 *     const sum = lanes.add(a, lanes.constant(1));
 *     lanes.evaluate(sum, [2]);  // 3
 */
export class ScalarLanes implements LaneAlgebra {
  readonly precision: LanePrecision;
  private readonly numbers: Float32Array | Float64Array;
  private readonly words: Words;
  private readonly width: number;
  private readonly inputs: Lane[] = [];
  private readonly steps: (() => void)[] = [];
  private count = 0;

  constructor(precision: LanePrecision) {
    this.precision = precision;
    const buffer = new ArrayBuffer(8 * capacity);
    this.numbers = precision === 'float32' ? new Float32Array(buffer) : new Float64Array(buffer);
    this.words = precision === 'float32' ? words32(buffer) : words64(buffer);
    this.width = precision === 'float32' ? 32 : 64;
  }

  input(): Lane {
    const lane = this.place();
    this.inputs.push(lane);
    return lane;
  }

  /** Runs what was recorded; values are rounded to the precision first. */
  evaluate(result: Lane, values: readonly number[]): number {
    this.inputs.forEach((lane, n) => {
      this.numbers[lane] = values[n] as number;
    });
    for (const step of this.steps) step();
    return this.numbers[result] as number;
  }

  /** How many instructions were recorded; constants are free. */
  get instructions(): number {
    return this.steps.length;
  }

  constant(value: number): Lane {
    const lane = this.place();
    this.numbers[lane] = value;
    return lane;
  }

  bits(value: bigint): Lane {
    const lane = this.place();
    this.words.write(lane, value);
    return lane;
  }

  add = (a: Lane, b: Lane) => this.number((n) => n[a]! + n[b]!);
  subtract = (a: Lane, b: Lane) => this.number((n) => n[a]! - n[b]!);
  multiply = (a: Lane, b: Lane) => this.number((n) => n[a]! * n[b]!);
  divide = (a: Lane, b: Lane) => this.number((n) => n[a]! / n[b]!);
  negate = (a: Lane) => this.word((w) => w(a) ^ (1n << BigInt(this.width - 1)));
  absolute = (a: Lane) => this.word((w) => w(a) & ~(-1n << BigInt(this.width - 1)));
  squareRoot = (a: Lane) => this.number((n) => Math.sqrt(n[a]!));
  min = (a: Lane, b: Lane) => this.word((w, n) => (n[b]! < n[a]! ? w(b) : w(a)));
  max = (a: Lane, b: Lane) => this.word((w, n) => (n[a]! < n[b]! ? w(b) : w(a)));

  less = (a: Lane, b: Lane) => this.word((_, n) => (n[a]! < n[b]! ? -1n : 0n));
  differs = (a: Lane, b: Lane) => this.word((_, n) => (n[a]! !== n[b]! ? -1n : 0n));
  select = (mask: Lane, a: Lane, b: Lane) => this.word((w) => (w(mask) & w(a)) | (~w(mask) & w(b)));
  and = (a: Lane, b: Lane) => this.word((w) => w(a) & w(b));
  or = (a: Lane, b: Lane) => this.word((w) => w(a) | w(b));

  integerAdd = (a: Lane, b: Lane) => this.word((w) => w(a) + w(b));
  integerSubtract = (a: Lane, b: Lane) => this.word((w) => w(a) - w(b));
  shiftLeft = (a: Lane, bits: number) => this.word((w) => w(a) << BigInt(bits));
  shiftRight = (a: Lane, bits: number) => this.word((w) => w(a) >> BigInt(bits));
  fromInteger = (a: Lane) => this.step((lane) => (this.numbers[lane] = Number(this.words.read(a))));

  private number(value: (numbers: Float32Array | Float64Array) => number): Lane {
    return this.step((lane) => (this.numbers[lane] = value(this.numbers)));
  }

  private word(value: (word: (lane: Lane) => bigint, numbers: Float32Array | Float64Array) => bigint): Lane {
    return this.step((lane) => this.words.write(lane, value(this.words.read, this.numbers)));
  }

  private step(run: (lane: Lane) => unknown): Lane {
    const lane = this.place();
    this.steps.push(() => run(lane));
    return lane;
  }

  private place(): Lane {
    if (this.count === capacity) throw new Error('formula needs more places than there are');
    return this.count++ as Lane;
  }
}

function words32(buffer: ArrayBuffer): Words {
  const words = new Int32Array(buffer);
  return {
    read: (lane) => BigInt(words[lane]!),
    write: (lane, value) => {
      words[lane] = Number(BigInt.asIntN(32, value));
    },
  };
}

function words64(buffer: ArrayBuffer): Words {
  const words = new BigInt64Array(buffer);
  return {
    read: (lane) => words[lane]!,
    write: (lane, value) => {
      words[lane] = value;
    },
  };
}
