import type { Opcode } from './opcodes.ts';

/**
 * WebAssembly code as expression trees, from which both formats are made: bytes (`encode-module.ts`) and text
 * (`print-module.ts`). Statements are expressions without a result, in lists.
 *
 *     set(total, apply('f32x4.add', get(total), load('v128.load', get(base), 16)))
 *     (local.set $total (f32x4.add (local.get $total) (v128.load offset=16 (local.get $base))))
 */
export type Code =
  /** Arguments, then the instruction; `lanes` are the immediates of extract_lane, replace_lane and shuffle. */
  | {
      readonly kind: 'apply';
      readonly opcode: Opcode;
      readonly args: readonly Code[];
      readonly lanes?: readonly number[];
    }
  | { readonly kind: 'i32'; readonly value: number }
  | { readonly kind: 'f64'; readonly value: number }
  /** One integer for every lane of a vector. */
  | { readonly kind: 'v128'; readonly bits: bigint; readonly laneBytes: 4 | 8 }
  | {
      readonly kind: 'memory';
      readonly opcode: Opcode;
      readonly address: Code;
      readonly offset: number;
      /** What a store stores. */
      readonly value?: Code;
    }
  | { readonly kind: 'get'; readonly local: Local }
  | { readonly kind: 'set' | 'tee'; readonly local: Local; readonly value: Code }
  /** Runs the body, and again while the condition holds. */
  | { readonly kind: 'repeat'; readonly body: readonly Code[]; readonly condition: Code }
  | { readonly kind: 'when'; readonly condition: Code; readonly body: readonly Code[] };

export type ValueType = 'i32' | 'f64' | 'v128';

/** Known by identity; the name is for readers and need not be the only one. */
export interface Local {
  readonly name: string;
  readonly type: ValueType;
}

export interface FunctionCode {
  readonly name: string;
  readonly parameters: readonly Local[];
  readonly body: readonly Code[];
}

/** A module over one imported memory, `env.memory`, shared between threads; it exports all its functions. */
export interface ModuleCode {
  readonly functions: readonly FunctionCode[];
  /** Pages of 64 KiB that the imported memory must have, and may at most have. */
  readonly memory: { readonly initial: number; readonly maximum: number };
}

export function local(name: string, type: ValueType): Local {
  return { name, type };
}

export function apply(opcode: Opcode, ...args: readonly Code[]): Code {
  return { kind: 'apply', opcode, args };
}

export function applyLane(opcode: Opcode, lane: number, ...args: readonly Code[]): Code {
  return { kind: 'apply', opcode, args, lanes: [lane] };
}

/** The 32-bit lanes of two vectors in a new order: 0 .. 3 are of the first, 4 .. 7 of the second. */
export function shuffle32(first: Code, second: Code, lanes: readonly number[]): Code {
  const bytes = lanes.flatMap((lane) => [0, 1, 2, 3].map((byte) => 4 * lane + byte));
  return { kind: 'apply', opcode: 'i8x16.shuffle', args: [first, second], lanes: bytes };
}

export function i32(value: number): Code {
  return { kind: 'i32', value };
}

export function f64(value: number): Code {
  return { kind: 'f64', value };
}

export function get(of: Local): Code {
  return { kind: 'get', local: of };
}

export function set(to: Local, value: Code): Code {
  return { kind: 'set', local: to, value };
}

export function tee(to: Local, value: Code): Code {
  return { kind: 'tee', local: to, value };
}

export function load(opcode: Opcode, address: Code, offset = 0): Code {
  return { kind: 'memory', opcode, address, offset };
}

export function store(opcode: Opcode, address: Code, offset: number, value: Code): Code {
  return { kind: 'memory', opcode, address, offset, value };
}

/** local += value */
export function increase(of: Local, value: Code): Code {
  return set(of, apply('i32.add', get(of), value));
}

export function repeat(body: readonly Code[], condition: Code): Code {
  return { kind: 'repeat', body, condition };
}

export function when(condition: Code, body: readonly Code[]): Code {
  return { kind: 'when', condition, body };
}

/** for (index = from; index < to; index++) body, where the body is known to run at least once. */
export function count(index: Local, from: Code, to: Code, body: readonly Code[]): readonly Code[] {
  return [set(index, from), repeat([...body, increase(index, i32(1))], apply('i32.lt_s', get(index), to))];
}

/** What an expression is made of, itself left out. */
export function childrenOf(code: Code): readonly Code[] {
  switch (code.kind) {
    case 'apply':
      return code.args;
    case 'memory':
      return code.value === undefined ? [code.address] : [code.address, code.value];
    case 'set':
    case 'tee':
      return [code.value];
    case 'repeat':
      return [...code.body, code.condition];
    case 'when':
      return [code.condition, ...code.body];
    default:
      return [];
  }
}

/** Every local of a function that is no parameter, in the order of first mention. */
export function localsOf({ parameters, body }: FunctionCode): readonly Local[] {
  const known = new Set<Local>(parameters);
  const found: Local[] = [];
  const note = (local: Local): void => {
    if (known.has(local)) return;
    known.add(local);
    found.push(local);
  };
  // tens of thousands of nodes before this is fast code: no list for each
  const visit = (code: Code): void => {
    switch (code.kind) {
      case 'get':
        note(code.local);
        return;
      case 'set':
      case 'tee':
        note(code.local);
        visit(code.value);
        return;
      case 'apply':
        for (const arg of code.args) visit(arg);
        return;
      case 'memory':
        visit(code.address);
        if (code.value !== undefined) visit(code.value);
        return;
      default:
        for (const child of childrenOf(code)) visit(child);
    }
  };
  for (const code of body) visit(code);
  return found;
}
