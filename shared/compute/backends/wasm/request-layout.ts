import type { KernelPlan } from '../../kernel-plan.ts';
import type { FunctionKind } from './kernel-functions.ts';
import type { KernelMemory } from './kernel-memory.ts';
import type { LaneType } from './lane-type.ts';
import { roundUp } from './record-layout.ts';

/**
 * Where a request lies in memory. Each series has a whole number of groups of lanes, so that none straddles two series:
 * draws that are missing in its last group repeat its first one and are left out of the answer.
 */
export interface RequestLayout {
  readonly series: number;
  readonly draws: number;
  /** Rows a series, padding included. */
  readonly rows: number;
  readonly groups: number;
  /** Byte addresses; 0 where the kind of function does not use it. */
  readonly parameters: number;
  readonly rowWeights: number;
  readonly logLik: number;
  readonly bySignal: number;
  readonly gradient: number;
  readonly weightGradient: number;
  readonly status: number;
  readonly states: number;
  readonly observables: number;
  readonly residualSd: number;
}

export interface RequestSize {
  readonly series: number;
  readonly draws: number;
  /** Grid points of the longest series, for simulations. */
  readonly length: number;
}

export function layOutRequest(
  plan: KernelPlan,
  type: LaneType,
  memory: KernelMemory,
  kind: FunctionKind,
  { series, draws, length }: RequestSize,
): RequestLayout {
  const rows = roundUp(draws, type.count);
  const all = series * rows;
  const numbers = (name: string, count: number, wanted = true): number =>
    wanted ? memory.reserve(name, count * 8) : 0;
  const simulated = kind === 'simulation';
  const vectors = (name: string, quantities: number): number =>
    simulated ? memory.reserve(name, (all / type.count) * length * quantities * 16) : 0;
  return {
    series,
    draws,
    rows,
    groups: rows / type.count,
    parameters: numbers('parameters', all * plan.parameters),
    rowWeights: numbers('row weights', all, kind === 'weights'),
    logLik: numbers('log likelihoods', all, !simulated),
    bySignal: numbers('log likelihoods by signal', all * plan.signals, !simulated),
    gradient: numbers('gradient', all * plan.parameters, kind === 'gradient' || kind === 'weights'),
    weightGradient: numbers('gradient of weights', series * plan.weights, kind === 'weights'),
    status: numbers('status', all),
    states: vectors('states', plan.states),
    observables: vectors('observables', plan.signals),
    residualSd: vectors('residual sds', plan.signals),
  };
}
