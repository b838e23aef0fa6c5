import { mixingRule, type SamplingReport } from '../../../shared/fit/sampling.ts';
import { formatFixed } from '../../charts/format.ts';

/** A number of a joint fit that is under way. */
export interface SamplingFact {
  readonly label: string;
  readonly value: string;
  /** Whose it is, or what it is in. */
  readonly of: string;
  /** It keeps the rule already; null: no rule speaks of it. */
  readonly isEnough: boolean | null;
}

/** What is known while it runs; nothing while chains find their way. */
export function samplingFacts({
  worstRHat,
  fewestEss,
  divergent,
  bound,
}: SamplingReport): readonly SamplingFact[] {
  const { mostRHat, leastEss } = mixingRule.shared;
  if (worstRHat !== null && fewestEss !== null) {
    const ess = Math.floor(Math.min(fewestEss.bulkEss, fewestEss.tailEss));
    return [
      {
        label: 'R-hat at most',
        value: formatFixed(worstRHat.rHat, 3),
        of: worstRHat.name,
        isEnough: worstRHat.rHat < mostRHat,
      },
      {
        label: 'Effective draws at least',
        value: ess.toLocaleString(),
        of: fewestEss.name,
        isEnough: ess > leastEss,
      },
      { label: 'Diverged', value: divergent.toLocaleString(), of: 'transitions', isEnough: divergent === 0 },
    ];
  }
  if (bound === undefined || !Number.isFinite(bound)) return [];
  return [{ label: 'Bound', value: formatFixed(bound, 1), of: 'nats a training well', isEnough: null }];
}
