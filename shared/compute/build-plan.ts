import { pushAll } from '../base/lists.ts';
import type { Model } from '../model/model.ts';
import type { Term } from '../model/operations/operation.ts';
import { switchedStates } from '../model/time-switches.ts';
import { defaultControl, hasOwnSteps } from './backends/stepper.ts';
import { hoistedFrontier, makeBlock, tapeOf, varying } from './blocks.ts';
import { reverseSweep, type WeightFlow } from './differentiate.ts';
import { explosionTerms } from './explosion.ts';
import { Graph } from './graph.ts';
import type { Block, ExplosionPlan, KernelPlan, SlopePlan } from './kernel-plan.ts';
import { layerShapes } from './layer-shapes.ts';
import type { Method } from './method.ts';
import { densityTerms } from './residual-density.ts';
import { stepTerms } from './step-terms.ts';
import { givenStepRates, ownStepRates } from './time-switches.ts';
import { translateModel } from './translate.ts';

export interface PlanOptions {
  /** Length of the multi-hot vector of parts; 0 where the model has no layer that takes it. */
  readonly parts?: number;
  /** Whether readings may be right-censored; costs a distribution function a reading. */
  readonly censoring?: boolean;
  /** Whether steps are the method's own choice; absent: as the method would. */
  readonly ownSteps?: boolean;
}

/** Model + method -> plan. The model is checked, so nothing can fail. */
export function buildPlan(model: Model, method: Method, options: PlanOptions = {}): KernelPlan {
  const { parts = 0, censoring = false, ownSteps = hasOwnSteps(method, defaultControl) } = options;
  const graph = new Graph();
  const terms = translateModel(graph, model, parts);
  const { shapes, length: weights } = layerShapes(model, parts);
  const time = graph.input('time', 0);
  const states = model.states.map((_, index) => graph.input('state', index));
  const zero = graph.constant(0);
  const one = graph.constant(1);
  const implicit = method.kind === 'diagonallyImplicit';

  // forward
  const own = ownStepRates(graph, terms.rates, implicit ? graph.input('stepStart', 0) : time);
  const rates = ownSteps
    ? own.rates
    : givenStepRates(graph, terms.rates, switchedStates(model), time, states);
  const stepped = implicit
    ? { next: [], increments: [], error: [], slopes: [], stages: [] }
    : stepTerms(graph, method, rates, time, states);
  const slopes = implicit ? rates(time, states) : [];
  const readings = terms.observe(time, states);
  const isVarying = varying(graph);
  const carriedSignals: number[] = [];
  const densities = readings.map((reading) => {
    const { family } = model.observables[reading.signal].residual;
    const carriedFrom = carriedSignals.length;
    const density = densityTerms(graph, family, reading, { carriedFrom, censoring, isVarying });
    pushAll(
      carriedSignals,
      density.carried.map(() => reading.signal),
    );
    return density;
  });
  const predictions = readings.map(({ prediction }) => prediction);
  const deviations = densities.map(({ sd }) => sd);
  const readingTerms = densities.map(({ readingTerm }) => readingTerm);
  const logLikelihoods = densities.map(({ logLikelihood }) => logLikelihood);
  const carried = densities.flatMap((density) => density.carried);
  const observedOutputs = [...readingTerms, ...carried];

  // reverse
  const accumulated = hoistedFrontier(graph, [...stepped.next, ...slopes, ...observedOutputs], isVarying);
  const adjointOf = (index: number): Term => graph.input('adjoint', index);
  const carriedInputs = carried.map((_, index) => graph.input('carried', index));
  const wanted = new Set([...states, ...accumulated, ...carriedInputs]);
  const collect = (adjoints: ReadonlyMap<Term, Term>, of: readonly Term[]): readonly Term[] =>
    of.map((term) => adjoints.get(term) ?? zero);
  const sums = logLikelihoods.map((_, signal) => graph.input('sum', signal));
  const sumAdjoints = collect(
    reverseSweep(
      graph,
      logLikelihoods.map((term): [Term, Term] => [term, one]),
      new Set(sums),
      { needed: logLikelihoods },
    ).adjoints,
    sums,
  );
  const observedSweep = reverseSweep(
    graph,
    [
      ...readingTerms.map((term, signal): [Term, Term] => [term, sumAdjoints[signal]]),
      ...carried.map((term, index): [Term, Term] => [
        term,
        adjointOf(states.length + accumulated.length + index),
      ]),
    ],
    wanted,
    { needed: readingTerms },
  );
  const sweepOf = (outputs: readonly Term[]) =>
    reverseSweep(
      graph,
      outputs.map((term, state): [Term, Term] => [term, adjointOf(state)]),
      wanted,
      { needed: outputs },
    );
  const stepSweep = sweepOf(stepped.next);
  const slopeSweep = sweepOf(slopes);
  const entries = slopes.flatMap((slope) =>
    collect(reverseSweep(graph, [[slope, one]], new Set(states), { needed: slopes }).adjoints, states),
  );
  const parameterInputs = model.parameters.map((_, index) => graph.input('parameter', index));
  const onceSweep = reverseSweep(
    graph,
    [
      ...terms.initial.map((term, state): [Term, Term] => [term, adjointOf(state)]),
      ...accumulated.map((term, index): [Term, Term] => [term, adjointOf(states.length + index)]),
      ...logLikelihoods.map((term): [Term, Term] => [term, one]),
    ],
    new Set(parameterInputs),
    // without a step or a reading, nothing shows what was hoisted for them
    { needed: [...terms.initial, ...logLikelihoods] },
  );

  const observedAdjoints = collect(observedSweep.adjoints, states);
  const observedFlows = collect(observedSweep.adjoints, accumulated);
  const carriedAdjoints = collect(observedSweep.adjoints, carriedInputs);
  const stepAdjoints = collect(stepSweep.adjoints, states);
  const jumpFlows = (lambda: readonly Term[]): readonly Term[] => {
    const flows = new Map(own.jumps(time, states, lambda));
    return accumulated.map((term) => flows.get(term) ?? zero);
  };
  const stepJumps = implicit ? [] : jumpFlows(stepAdjoints);
  const stepFlows = collect(stepSweep.adjoints, accumulated).map((flow, index) =>
    graph.apply('add', flow, stepJumps[index] ?? zero),
  );
  const slopeJumps = implicit ? jumpFlows(states.map((_, state) => adjointOf(state))) : [];
  const stateAdjoints = collect(slopeSweep.adjoints, states);
  const slopeFlows = collect(slopeSweep.adjoints, accumulated);
  const gradient = collect(onceSweep.adjoints, parameterInputs);

  // last of all, so that nothing before it is put together otherwise for its sake
  const watched = ownSteps ? null : explosionTerms(graph, states, terms.initial, stepped);
  const watchOutputs = watched === null ? [] : [...watched.owed, ...watched.astray, watched.excess];

  // what varies along a trajectory goes into blocks, all else is computed once
  const observeOutputs = [...predictions, ...deviations, ...observedOutputs];
  const withFlows = (flows: readonly WeightFlow[]): readonly Term[] =>
    flows.flatMap(({ adjoints, inputs }) => [...adjoints, ...inputs]);
  const stepOutputs = [...stepped.next, ...stepped.error, ...(watched?.slopes ?? [])];
  const reverseStepOutputs = [...stepAdjoints, ...stepFlows];
  const hoisted = hoistedFrontier(
    graph,
    [
      ...stepOutputs,
      ...slopes,
      ...entries,
      ...observeOutputs,
      ...logLikelihoods,
      ...observedAdjoints,
      ...observedFlows,
      ...carriedAdjoints,
      ...reverseStepOutputs,
      ...stateAdjoints,
      ...slopeFlows,
      ...slopeJumps,
      ...own.stops,
      ...watchOutputs,
      ...[observedSweep, stepSweep, slopeSweep].flatMap(({ weightFlows }) => withFlows(weightFlows)),
    ],
    isVarying,
  );
  const once = makeBlock(graph, [...terms.initial, ...hoisted, ...accumulated], [], () => false);
  const inOnce = new Set(once.instructions);
  const block = (
    outputs: readonly Term[],
    flows: readonly WeightFlow[] = [],
    leaf: (term: Term) => boolean = () => false,
  ): Block => makeBlock(graph, outputs, flows, (term) => inOnce.has(term) || leaf(term));
  const step = block(stepOutputs);
  const tape = tapeOf(
    graph,
    step,
    [...reverseStepOutputs, ...withFlows(stepSweep.weightFlows)],
    stepped.stages,
    inOnce,
  );
  const taped = new Set(tape);
  const ofStep = new Set([...(watched?.slopes ?? []), ...stepped.next]);
  const explosion: ExplosionPlan | null =
    watched === null ? null : { block: block(watchOutputs, [], (term) => ofStep.has(term)), ...watched };
  const slope: SlopePlan | null = implicit
    ? {
        rates: block(slopes),
        slopes,
        jacobian: block(entries),
        entries,
        reverse: block([...stateAdjoints, ...slopeFlows], slopeSweep.weightFlows),
        stateAdjoints,
        flows: slopeFlows,
        jumps: own.stops.size === 0 ? null : { block: block(slopeJumps), flows: slopeJumps },
      }
    : null;

  return {
    graph,
    method,
    states: states.length,
    signals: model.observables.length,
    parameters: model.parameters.length,
    doses: model.treatments.length,
    parts,
    timed: model.treatments.flatMap(({ kind, addedTo }, treatment) =>
      kind === 'constant' ? [] : [{ treatment, addedTo }],
    ),
    layers: shapes,
    weights,
    once,
    initial: terms.initial,
    stops: [...own.stops],
    step,
    next: stepped.next,
    increments: stepped.increments,
    error: stepped.error,
    tape,
    explosion,
    reverseStep: block(reverseStepOutputs, stepSweep.weightFlows, (term) => taped.has(term)),
    stepAdjoints,
    stepFlows,
    slope,
    observe: block(observeOutputs),
    predictions,
    deviations,
    readingTerms,
    carried,
    carriedSignals,
    finish: block(logLikelihoods),
    logLikelihoods,
    accumulated,
    reverseObserve: block(
      [...observedAdjoints, ...observedFlows, ...carriedAdjoints],
      observedSweep.weightFlows,
    ),
    observedAdjoints,
    observedFlows,
    carriedAdjoints,
    reverseOnce: block(gradient, onceSweep.weightFlows),
    gradient,
  };
}
