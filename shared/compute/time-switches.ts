import type { Term } from '../model/operations/operation.ts';
import type { Graph } from './graph.ts';
import type { TimedSwitches } from './translate.ts';

/** The rates of a model at a time and states. */
export type Rates = (time: Term, states: readonly Term[]) => readonly Term[];

/** null: conditions on time are asked at the time itself. */
type SwitchedRates = (time: Term, states: readonly Term[], switches: TimedSwitches | null) => readonly Term[];

/** Rates by steps that end at every switch: each is on from its time on, in all stages of a step that begins there. */
export interface OwnStepRates {
  readonly rates: Rates;
  /** Where steps must end: switches, and corners such as that of max(t - lag, 0). Filled as rates are made. */
  readonly stops: ReadonlySet<Term>;
  /**
   * What moving each switch does to what follows, at the beginning of a step from (time, states) with adjoints `lambda`: with
   * f before and after it, d logLik / d switch = lambda (f_before - f_after) where a step begins at the switch, else 0
   * (e.g. Rozenvasser 1967); [switch] pairs.
   */
  jumps(time: Term, states: readonly Term[], lambda: readonly Term[]): readonly (readonly [Term, Term])[];
}

/** @param start time at which the step begins. */
export function ownStepRates(graph: Graph, rates: SwitchedRates, start: Term): OwnStepRates {
  const switches = new Set<Term>();
  const stops = new Set<Term>();
  const one = graph.constant(1);
  const zero = graph.constant(0);
  const hasPassed = (from: Term, at: Term): Term =>
    graph.apply('subtract', one, graph.apply('less', from, at));
  return {
    stops,
    rates: (time, states) => {
      const own = rates(time, states, {
        passed(at) {
          switches.add(at);
          stops.add(at);
          return hasPassed(start, at);
        },
        bent(at) {
          stops.add(at);
          return hasPassed(start, at);
        },
      });
      if (stops.size === 0) return own;
      const asked = rates(time, states, null);
      return own.map((rate, state) => numberOr(graph, rate, asked[state] as Term));
    },
    jumps: (time, states, lambda) =>
      [...switches].map((moved) => {
        const around = (value: Term): readonly Term[] =>
          rates(time, states, {
            passed: (at) => (at === moved ? value : hasPassed(time, at)),
            bent: (at) => hasPassed(time, at),
          });
        const before = around(zero);
        const after = around(one);
        const jump = lambda.reduce((sum, adjoint, state) => {
          const difference = graph.apply('subtract', before[state] as Term, after[state] as Term);
          if (before[state] === after[state]) return sum;
          return graph.apply('add', sum, graph.apply('multiply', adjoint, difference));
        }, zero);
        const notBefore = graph.apply('select', graph.apply('less', time, moved), zero, jump);
        return [moved, graph.apply('select', graph.apply('less', moved, time), zero, notBefore)];
      }),
  };
}

/**
 * Rates by given steps, which go over switches: on a step of length h from t the switched rates are those before, between
 * and after its switches, each for its share of the step,
 *
 *     share of what is before T = min((T - t) / h, 1), 0 where T <= t
 *
 * and each at times of its own part only. So no switch is stepped over, however short what lies between two, the solution
 * is continuous in the times of switches, and its derivative by them is the jump of the rates. In steps without a switch
 * one share is 1, to the bit, and the others 0.
 *
 * @param switched whether a state's rate has a switch in it; @param start time at which the step begins.
 */
export function givenStepRates(
  graph: Graph,
  rates: SwitchedRates,
  switched: readonly boolean[],
  start: Term,
  states: readonly Term[],
): Rates {
  if (!switched.includes(true)) return (time, at) => rates(time, at, null);
  const zero = graph.constant(0);
  const one = graph.constant(1);
  const isLess = (a: Term, b: Term): Term => graph.apply('less', a, b);
  const not = (condition: Term): Term => graph.apply('subtract', one, condition);
  const found = new Set<Term>();
  rates(start, states, {
    passed(at) {
      found.add(at);
      return not(isLess(start, at));
    },
    bent: asItIs,
  });
  const times = ascending(graph, [...found]);
  const h = graph.input('step', 0);
  // a step of no length between repeated times must not give 0/0
  const perStep = graph.apply('reciprocal', graph.apply('max', h, graph.constant(leastStep)));
  const place = times.map((at) => graph.apply('multiply', graph.apply('subtract', at, start), perStep));
  const share = times.map((at, index) =>
    // at the end of a step a switch still counts, at its beginning no longer: what it moves is counted once
    graph.apply('select', isLess(start, at), graph.apply('min', place[index] as Term, one), zero),
  );
  const parts = Array.from({ length: times.length + 1 }, (_, part) => {
    const from = times[part - 1];
    const to = times[part];
    const isReached = from === undefined ? null : not(isLess(one, place[part - 1] as Term));
    const isAhead = to === undefined ? null : isLess(start, to);
    const passed = (at: Term): Term => {
      if (from === undefined) return zero;
      return to === undefined ? one : not(isLess(from, at));
    };
    return {
      weight: graph.apply('subtract', share[part] ?? one, share[part - 1] ?? zero),
      isPart:
        isReached !== null && isAhead !== null
          ? graph.apply('min', isReached, isAhead)
          : (isReached ?? isAhead ?? one),
      within: (time: Term): Term => {
        const later = from === undefined ? time : graph.apply('max', time, from);
        return to === undefined ? later : graph.apply('min', later, to);
      },
      switches: { passed, bent: asItIs } satisfies TimedSwitches,
    };
  });
  return (time, at) => {
    const whole = rates(time, at, null);
    const partly = parts.map(({ within, switches }) => rates(within(time), at, switches));
    return whole.map((rate, state) =>
      switched[state] === true
        ? parts.reduce((sum, { weight, isPart }, part) => {
            const here = numberOr(graph, partly[part]?.[state] as Term, rate);
            const own = graph.apply('select', isPart, here, zero);
            return graph.apply('add', sum, graph.apply('multiply', weight, own));
          }, zero)
        : rate,
    );
  };
}

/**
 * A rate on its side of a switch, or what it is at the time itself where that side has no number there: at the switch alone,
 * where `if t > 0 then log(t) else 0` begins.
 */
function numberOr(graph: Graph, rate: Term, atTime: Term): Term {
  if (rate === atTime) return rate;
  const size = graph.apply('max', rate, graph.apply('negate', rate));
  return graph.apply('select', graph.apply('less', size, graph.constant(largest)), rate, atTime);
}

/** In single precision, nearly; comparisons with NaN do not hold. */
const largest = 3e38;

/** What only bends is followed by any steps. */
const asItIs = (): null => null;

/** Hours; far below any step, and its reciprocal is a number in single precision too. */
const leastStep = 1e-30;

/** Sorted by exchanges, so that it is done once for a trajectory and has derivatives. */
function ascending(graph: Graph, terms: readonly Term[]): readonly Term[] {
  const sorted = [...terms];
  for (let end = sorted.length - 1; end > 0; end--) {
    for (let index = 0; index < end; index++) {
      const [a, b] = [sorted[index] as Term, sorted[index + 1] as Term];
      sorted[index] = graph.apply('min', a, b);
      sorted[index + 1] = graph.apply('max', a, b);
    }
  }
  return sorted;
}
