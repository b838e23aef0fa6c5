import type { Term } from '../../../model/operations/operation.ts';
import { argsOf } from '../../graph.ts';
import type { Block, KernelPlan } from '../../kernel-plan.ts';

/**
 * A thread's own memory while it solves a group of lanes: offsets in bytes of vectors (16 bytes each). Behind the fixed part
 * come a row for each grid point and then a row for each step.
 */
export interface ScratchLayout {
  readonly parameter: (parameter: number) => number;
  readonly gradient: (parameter: number) => number;
  /** Results of `once` that other blocks read. */
  readonly hoisted: ReadonlyMap<Term, number>;
  /** Entries of a layer's result. */
  readonly vectors: ReadonlyMap<Term, number>;
  /** Two places for what goes into a layer's loops. */
  readonly inputs: number;
  readonly adjoints: number;
  /** Sums of the weights' gradient, one vector a weight. */
  readonly weightSums: number;
  readonly watched: WatchedLayout;
  readonly fixed: number;
  readonly gridRow: number;
  readonly tapeRow: number;
  /** Whether a grid point's row holds the states, behind carried residuals. */
  readonly keepsGridStates: boolean;
}

/** What watching steps needs, [state]: in memory, as locals that live along a trajectory slow all else down. */
export interface WatchedLayout {
  /** Where a step began, if it is not on the tape, and with which slopes. */
  readonly left: number;
  readonly slopes: number;
  /** Inputs of the same names. */
  readonly owed: number;
  readonly astray: number;
  /** Where the last step arrived, while others are tried. */
  readonly arrived: number;
}

const vector = 16;

/** @param ownSteps whether the method chooses its steps. */
export function scratchLayout(plan: KernelPlan, ownSteps: boolean): ScratchLayout {
  let offset = 0;
  const reserve = (vectors: number): number => {
    const at = offset;
    offset += vectors * vector;
    return at;
  };
  const parameters = reserve(plan.parameters);
  const gradient = reserve(plan.parameters);
  const hoisted = new Map(hoistedTerms(plan).map((term) => [term, reserve(1)]));
  const vectors = new Map<Term, number>();
  plan.graph.nodes.forEach((node, index) => {
    const term = index as Term;
    if (node.kind === 'layer') vectors.set(term, reserve(plan.layers[node.part.layer].outputs));
    if (node.kind === 'layerReverse') vectors.set(term, reserve(node.part.inputs.length));
  });
  const widest = Math.max(0, ...plan.layers.flatMap(({ inputs, outputs }) => [inputs, outputs]));
  const inputs = reserve(widest);
  const adjoints = reserve(widest);
  const weightSums = reserve(plan.weights);
  const ofStates = (): number => reserve(plan.explosion === null ? 0 : plan.states);
  const watched = {
    left: ofStates(),
    slopes: ofStates(),
    owed: ofStates(),
    astray: ofStates(),
    arrived: ofStates(),
  };
  const gridStates = mustKeepGridStates(plan, ownSteps) ? plan.states : 0;
  return {
    parameter: (parameter) => parameters + parameter * vector,
    gradient: (parameter) => gradient + parameter * vector,
    hoisted,
    vectors,
    inputs,
    adjoints,
    weightSums,
    watched,
    fixed: offset,
    gridRow: (plan.carried.length + gridStates + (ownSteps ? 1 : 0)) * vector,
    tapeRow: (plan.states + plan.tape.length + (ownSteps ? ownStepVectors : 0)) * vector,
    keepsGridStates: gridStates > 0,
  };
}

/** Time, length and mask of a step of each lane's own. */
const ownStepVectors = 3;

/**
 * Whether states at grid points are not those at the beginning of the step after: amounts are added between the two, and
 * lanes with steps of their own do not keep the same step.
 */
function mustKeepGridStates(plan: KernelPlan, ownSteps: boolean): boolean {
  return ownSteps || plan.timed.some(({ addedTo }) => addedTo !== null);
}

/** Instructions of `once` whose results are read elsewhere. */
function hoistedTerms(plan: KernelPlan): readonly Term[] {
  const { once, step, explosion, observe, reverseStep, reverseObserve, reverseOnce, finish, slope } = plan;
  const inOnce = new Set(once.instructions);
  const read = new Set<Term>();
  const note = (terms: readonly Term[]): void => {
    for (const term of terms) if (inOnce.has(term)) read.add(term);
  };
  const blocks: readonly Block[] = [
    step,
    ...(explosion === null ? [] : [explosion.block]),
    observe,
    reverseStep,
    reverseObserve,
    reverseOnce,
    finish,
    ...(slope === null ? [] : [slope.rates, slope.jacobian, slope.reverse]),
  ];
  for (const block of blocks) {
    for (const term of block.flowInstructions) note(argsOf(plan.graph.node(term)));
    for (const { adjoints, inputs } of block.flows) note([...adjoints, ...inputs]);
  }
  note([
    ...plan.stops,
    ...plan.next,
    ...(explosion === null
      ? []
      : [...explosion.owed, ...explosion.astray, explosion.excess, ...explosion.slopes]),
    ...plan.error,
    ...plan.tape,
    ...plan.predictions,
    ...plan.deviations,
    ...plan.readingTerms,
  ]);
  note([
    ...plan.carried,
    ...plan.stepAdjoints,
    ...plan.stepFlows,
    ...plan.observedAdjoints,
    ...plan.observedFlows,
  ]);
  note([...plan.carriedAdjoints, ...plan.gradient, ...plan.logLikelihoods]);
  return [...read].sort((a, b) => a - b);
}
