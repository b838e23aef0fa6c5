import type { Problem } from '../../base/problem.ts';
import type { PlateRun, PlateSignal } from '../../plate/plate-run.ts';
import { densityOf } from '../density.ts';
import { counted, cyclesOfSignal, fewWells, hoursOf, seriesOf, wellsOfRole } from '../plate-series.ts';
import { medianOf, robustSd } from '../statistics/robust.ts';
import { changeSignal } from './change-signal.ts';
import type { Background } from './step.ts';
import type { StepEffect } from './step-kind.ts';

/** Points of the curve, each the median of as many readings: enough for its bend, few enough to even out noise. */
const mostPoints = 20;
/** Readings of a point, where there are that many. */
const perPoint = 5;

/** Fluorescence of cells without a reporter over their optical density: piecewise linear, ascending in density. */
interface ControlCurve {
  readonly densities: readonly number[];
  readonly levels: readonly number[];
  /** Of single readings about the curve. */
  readonly sd: number;
}

/**
 * Subtracts what cells without a reporter would show at the well's optical density at that time, interpolated between
 * medians of the control's readings sorted by density (Lichten et al., BMC Biotechnology 14 (2014) 11, who fit a
 * polynomial; medians ask for no form). Beyond the control's densities its last level is taken, and counted.
 */
export function autofluorescenceEffect(
  run: PlateRun,
  signal: PlateSignal,
  work: Background,
  note: string,
): StepEffect {
  const refuse = (message: string, remedy: string): StepEffect => ({
    run,
    uncertainty: null,
    problems: [{ code: 'correction.noControl', severity: 'error', message, remedy }],
  });
  const density = densityOf(run.signals, work.density, work.signal);
  if (density === null) {
    const titles = run.signals.map((each) => each.signal).join(', ');
    return refuse(
      'which signal is the optical density is not clear',
      `Name it in the step (density: OD600); the plate has ${titles}.`,
    );
  }
  const named = work.wells;
  const controls =
    named === null
      ? wellsOfRole(run, 'autofluorescence')
      : run.wells.flatMap(({ well }, index) => (named.includes(well) ? [index] : []));
  const pairing = pairCycles(run, signal, density);
  const curve = controlCurve(run, signal, density, controls, pairing);
  if (curve === null) {
    const which = named === null ? '' : ` (${fewWells(named)})`;
    return refuse(
      `the plate has no readings of cells without a reporter${which}`,
      'Name their wells in the step (wells: [A1, A2]), or give them the role autofluorescence in a layout.',
    );
  }
  const [least = 0, most = 0] = [curve.densities[0], curve.densities.at(-1)];
  let beyond = 0;
  let unread = 0;
  const cycles = cyclesOfSignal(density, run.wells.length);
  const changed = changeSignal(run, work.signal, note, (value, well, cycle) => {
    const od = density.values[well * cycles + pairing(well, cycle)] ?? Number.NaN;
    if (Number.isNaN(od)) {
      unread += 1;
      return Number.NaN;
    }
    if (od < least || od > most) beyond += 1;
    return value - levelAt(curve, od);
  });
  const problems: Problem[] = [];
  if (beyond > 0) {
    const message = `${counted(beyond, 'reading')} of ${signal.signal} lie at an optical density outside that of the control (${least.toPrecision(3)} to ${most.toPrecision(3)}), where its nearest level is subtracted`;
    problems.push({ code: 'correction.beyondControl', severity: 'warning', message });
  }
  if (unread > 0) {
    const message = `${counted(unread, 'reading')} of ${signal.signal} have no optical density beside them and are missing now`;
    problems.push({ code: 'correction.noDensity', severity: 'warning', message });
  }
  const sd = curve.sd / Math.sqrt(perPoint);
  const words = `spread of ${counted(controls.length, 'control well')} about their curve`;
  return { run: changed, uncertainty: { signal: signal.signal, sd, relativeSd: null, words }, problems };
}

/** The density's cycle nearest in time; the cycle of the same number where there are no times. */
function pairCycles(
  run: PlateRun,
  signal: PlateSignal,
  density: PlateSignal,
): (well: number, cycle: number) => number {
  const count = run.wells.length;
  const nearest = run.wells.map((_, well) => {
    const [own, other] = [hoursOf(signal, count, well), hoursOf(density, count, well)];
    if (own === null || other === null) return null;
    let at = 0;
    return own.map((hour) => {
      while (
        at + 1 < other.length &&
        Math.abs((other[at + 1] ?? 0) - hour) <= Math.abs((other[at] ?? 0) - hour)
      )
        at += 1;
      return at;
    });
  });
  return (well, cycle) => nearest[well]?.[cycle] ?? cycle;
}

function controlCurve(
  run: PlateRun,
  signal: PlateSignal,
  density: PlateSignal,
  controls: readonly number[],
  pairing: (well: number, cycle: number) => number,
): ControlCurve | null {
  const points: { readonly od: number; readonly level: number }[] = [];
  for (const well of controls) {
    const densities = seriesOf(density, run.wells.length, well);
    seriesOf(signal, run.wells.length, well).forEach((level, cycle) => {
      const od = densities[pairing(well, cycle)] ?? Number.NaN;
      if (Number.isFinite(level) && Number.isFinite(od)) points.push({ od, level });
    });
  }
  if (points.length < 2) return null;
  points.sort((a, b) => a.od - b.od);
  const count = Math.max(1, Math.min(mostPoints, Math.floor(points.length / perPoint)));
  const groups = Array.from({ length: count }, (_, n) =>
    points.slice(Math.floor((n * points.length) / count), Math.floor(((n + 1) * points.length) / count)),
  );
  const curve = {
    densities: groups.map((group) => medianOf(group.map(({ od }) => od))),
    levels: groups.map((group) => medianOf(group.map(({ level }) => level))),
    sd: 0,
  };
  const sd = robustSd(
    points.map(({ od, level }) => level - levelAt(curve, od)),
    0,
  );
  return { ...curve, sd };
}

function levelAt({ densities, levels }: ControlCurve, od: number): number {
  const above = densities.findIndex((density) => density >= od);
  if (above === -1) return levels.at(-1) ?? 0;
  const [high = 0, low = high] = [densities[above], densities[above - 1]];
  const [top = 0, bottom = top] = [levels[above], levels[above - 1]];
  return high === low ? top : bottom + ((od - low) / (high - low)) * (top - bottom);
}
