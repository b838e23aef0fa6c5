import type { Problem } from '../base/problem.ts';
import { outlierProblems } from '../plate/checks/outlier-problems.ts';
import { shortNumber } from '../plate/checks/short-number.ts';
import { timeProblems } from '../plate/checks/time-unit.ts';
import type { DataSpec } from './data-spec.ts';
import type { Individual } from './experiment.ts';
import type { NamedRun, SelectedWell } from './selected-well.ts';

/**
 * Warnings about what a fit is given: times in another unit than hours, readings that stand apart from their neighbours,
 * signals that do not change. Nothing is altered. `individuals` after scaling and background, `scales` [signal].
 */
export function readingProblems(
  spec: DataSpec,
  wells: readonly SelectedWell[],
  individuals: readonly Individual[],
  scales: Float64Array,
): readonly Problem[] {
  const wellsOf = new Map<NamedRun, Set<number>>();
  for (const { source, index } of wells) {
    wellsOf.set(source, (wellsOf.get(source) ?? new Set()).add(index));
  }
  const signals = new Set(spec.signals);
  const found = [...wellsOf].flatMap(([source, used]) => [
    ...timeProblems(
      source.file,
      source.run.signals.filter(({ signal }) => signals.has(signal)),
    ),
    ...outlierProblems(source.file, source.run, {
      wells: used,
      signals,
      consequence: (signal, value) => consequenceOf(spec, scales, signal, value),
    }),
  ]);
  return [...found, ...constantSignals(spec, individuals, scales)];
}

/** What a reading of this value does to the others of its signal. */
function consequenceOf(spec: DataSpec, scales: Float64Array, signal: string, value: number): string | null {
  const scale = scales[spec.signals.indexOf(signal)];
  if (spec.normalize !== null || scale === undefined) return null;
  // the scale may have been rounded
  return Math.abs(value - scale) <= 1e-6 * scale
    ? `as the largest it is what all of ${signal} is divided by`
    : null;
}

/** Signals without a change in time in any well: there is nothing to learn from, and no R2. */
function constantSignals(
  spec: DataSpec,
  individuals: readonly Individual[],
  scales: Float64Array,
): readonly Problem[] {
  return spec.signals.flatMap((signal, s) => {
    let first = Number.NaN;
    let flat = true;
    const raw = new Set<number>();
    for (const { observations, mask, backgrounds, times_h } of individuals) {
      for (let at = s * times_h.length; at < (s + 1) * times_h.length && flat; at += 1) {
        if (mask[at] !== 1) continue;
        const value = observations[at] ?? 0;
        if (Number.isNaN(first)) first = value;
        flat = value === first;
        raw.add(value + (backgrounds[s] ?? 0));
      }
    }
    if (!flat || Number.isNaN(first)) return [];
    const [level = 0] = raw;
    const message =
      raw.size === 1
        ? `${signal} is constant, ${shortNumber(level * (scales[s] ?? 1))} in every well at every time: a fit learns nothing from it, and it has no R2`
        : `${signal} is constant in time in every well; less each well’s minimum it is 0 throughout: a fit learns nothing from it, and it has no R2`;
    const remedy =
      raw.size === 1
        ? `Check that it is the right channel; leave ${signal} out of data.signals if the model can do without it.`
        : 'Set data.subtract_background to false to keep what differs between wells, or leave the signal out.';
    return [
      {
        code: 'experiment.constantSignal',
        severity: 'warning' as const,
        message,
        remedy,
        ...(spec.places?.signals[s] ?? { place: { where: `data.signals[${s}]` } }),
      },
    ];
  });
}
