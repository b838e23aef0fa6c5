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
  | {
      readonly kind: 'i32';
      readonly value: number;
    }
  | {
      readonly kind: 'f64';
      readonly value: number;
    }
  /** One integer for every lane of a vector. */
  | {
      readonly kind: 'v128';
      readonly bits: bigint;
      readonly laneBytes: 4 | 8;
    }
  | {
      readonly kind: 'memory';
      readonly opcode: Opcode;
      readonly address: Code;
      readonly offset: number;
      /** What a store stores. */
      readonly value?: Code;
    }
  | {
      readonly kind: 'get';
      readonly local: Local;
    }
  | {
      readonly kind: 'set' | 'tee';
      readonly local: Local;
      readonly value: Code;
    }
  /** Runs the body, and again while the condition holds. */
  | {
      readonly kind: 'repeat';
      readonly body: readonly Code[];
      readonly condition: Code;
    }
  | {
      readonly kind: 'when';
      readonly condition: Code;
      readonly body: readonly Code[];
    };
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
  readonly memory: {
    readonly initial: number;
    readonly maximum: number;
  };
}
export declare function local(name: string, type: ValueType): Local;
export declare function apply(opcode: Opcode, ...args: readonly Code[]): Code;
export declare function applyLane(opcode: Opcode, lane: number, ...args: readonly Code[]): Code;
/** The 32-bit lanes of two vectors in a new order: 0 .. 3 are of the first, 4 .. 7 of the second. */
export declare function shuffle32(first: Code, second: Code, lanes: readonly number[]): Code;
export declare function i32(value: number): Code;
export declare function f64(value: number): Code;
export declare function get(of: Local): Code;
export declare function set(to: Local, value: Code): Code;
export declare function tee(to: Local, value: Code): Code;
export declare function load(opcode: Opcode, address: Code, offset?: number): Code;
export declare function store(opcode: Opcode, address: Code, offset: number, value: Code): Code;
/** local += value */
export declare function increase(of: Local, value: Code): Code;
export declare function repeat(body: readonly Code[], condition: Code): Code;
export declare function when(condition: Code, body: readonly Code[]): Code;
/** for (index = from; index < to; index++) body, where the body is known to run at least once. */
export declare function count(index: Local, from: Code, to: Code, body: readonly Code[]): readonly Code[];
/** What an expression is made of, itself left out. */
export declare function childrenOf(code: Code): readonly Code[];
/** Every local of a function that is no parameter, in the order of first mention. */
export declare function localsOf({ parameters, body }: FunctionCode): readonly Local[];
