import type { Lane, LaneAlgebra } from './lanes/lane-algebra.ts';
import type { Range } from './range.ts';

/**
 * An operation of the model language with all its meanings side by side: value, derivative, JavaScript text, lanes.
 * Backends that join later add their meaning here, so that a new function is one entry in one file.
 *
 * Primitive operations are what kernels execute; composite ones are abbreviations that disappear when an expression
 * becomes a graph, e.g. `clamp(x, lo, hi)` = min(max(x, lo), hi).
 */
export type Operation = PrimitiveOperation | CompositeOperation;

interface OperationName {
  /** As it is called in model text if `callable`; else the word behind a symbol: `add`. */
  readonly id: string;
  readonly arity: number;
  /** Whether model text may call it by name. */
  readonly callable: boolean;
}

export interface PrimitiveOperation extends OperationName {
  readonly kind: 'primitive';
  /** Float64 meaning; unused arguments are ignored. */
  readonly value: (a: number, b: number, c: number) => number;
  /**
   * Reverse rule: given the arguments, the result and the adjoint of the result, the adjoint that flows to each
   * argument; null where none does. Slopes are multiplied with `algebra.flow`: where one is infinite or has no value, as
   * that of sqrt(a) at 0, nothing flows, and the derivative there is 0.
   */
  readonly derivative: (
    algebra: ReverseAlgebra,
    args: readonly Term[],
    result: Term,
    adjoint: Term,
  ) => readonly (Term | null)[];
  /** Where the result lies, given where the arguments do. */
  readonly range: (a: Range, b: Range, c: Range) => Range;
  /** Whether an infinite or NaN argument always makes the result infinite or NaN: not if 1/a, which is 0, can hide it. */
  readonly carries: boolean;
  /** JavaScript expression with the same bits as `value`; arguments are names or literals. */
  readonly javascript: (a: string, b: string, c: string) => string;
  /** The same on all lanes of a vector; accuracy in `lanes/`. */
  readonly lanes: (lanes: LaneAlgebra, a: Lane, b: Lane, c: Lane) => Lane;
  /** Whether a reverse sweep should keep the result on the tape rather than compute it again. */
  readonly dear: boolean;
}

export interface CompositeOperation extends OperationName {
  readonly kind: 'composite';
  readonly expand: (algebra: Algebra, args: readonly Term[]) => Term;
}

/** A node of whatever graph an Algebra builds, by its number. To the compiler no other number is one, to the machine it is no more. */
export type Term = number & { readonly [term]: true };

declare const term: unique symbol;

/** What expansion rules are written in. `compute/graph.ts` implements it. */
export interface Algebra {
  constant(value: number): Term;
  /** Any operation by id; composite ones are expanded. */
  apply(operation: string, ...args: readonly Term[]): Term;
}

/** What derivative rules are written in. `compute/differentiate.ts` implements it. */
export interface ReverseAlgebra extends Algebra {
  /** adjoint times slope; 0 where the slope is not a finite number. */
  flow(adjoint: Term, slope: Term): Term;
}
