import { lowest } from '../../shared/base/lists.ts';
import type { MixingSummary, SamplingDiagnostics } from '../../shared/fit/sampling.ts';

/** The verdict on chains that have ended, and what it rests on, for people. */
export function posteriorText(found: SamplingDiagnostics, validationDensity: number): string {
  const { chains, draws, dimensions, gradients, seconds, divergent, energyFraction, verdict } = found;
  const perSecond = (least: number): string => (seconds > 0 ? (least / seconds).toFixed(2) : '–');
  const fewest = fewestOf(found.shared);
  return [
    `posterior: ${verdict}.`,
    `${chains} chains of ${draws} draws in ${dimensions} dimensions: ${gradients} gradients of all chains in ${seconds.toFixed(0)} s, ${perSecond(fewest)} effective draws a second of the slowest shared parameter.`,
    mixingText('shared', found.shared),
    mixingText('wells', found.wells),
    `${divergent} transitions diverged; E-BFMI at least ${lowest(energyFraction, Number.POSITIVE_INFINITY).toFixed(2)}.`,
    `log predictive density of validation wells: ${validationDensity.toFixed(1)} nats a well.`,
  ].join('\n');
}

function fewestOf({ fewestEss }: MixingSummary): number {
  return fewestEss === null ? Number.NaN : Math.min(fewestEss.bulkEss, fewestEss.tailEss);
}

function mixingText(what: string, summary: MixingSummary): string {
  const { count, worstRHat, fewestEss } = summary;
  if (worstRHat === null || fewestEss === null) return `${what}: none`;
  const ess = Math.floor(fewestOf(summary));
  return `${what} (${count}): R-hat at most ${worstRHat.rHat.toFixed(3)} (${worstRHat.name}), at least ${ess} effective draws (${fewestEss.name}).`;
}
