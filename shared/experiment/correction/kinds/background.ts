import { unreachable } from '../../../base/assert.ts';
import type { Problem } from '../../../base/problem.ts';
import type { PlateRun, PlateSignal } from '../../../plate/plate-run.ts';
import {
  counted,
  cyclesOfSignal,
  fewWells,
  seriesOf,
  wellPosition,
  wellsOfRole,
} from '../../plate-series.ts';
import { autofluorescenceEffect } from '../autofluorescence.ts';
import { type BlankCurve, blankCurve } from '../blank-curve.ts';
import { changeSignal } from '../change-signal.ts';
import { readWellList } from '../read-fields.ts';
import { type Background, backgroundMethods } from '../step.ts';
import type { StepEffect, StepKind } from '../step-kind.ts';

/** Methods: see `resources/docs/quality.md`, which says when each is right. */
export const background: StepKind<Background> = {
  kind: 'background',
  keys: ['signal', 'method', 'per', 'wells', 'density'],
  once: 'background',
  example: '{kind: background, signal: EYFP, method: blankWells, per: time}',
  read: (map, reader) => {
    const signal = map.string('signal');
    const method = map.oneOf('method', backgroundMethods);
    const per = map.oneOf('per', ['time', 'constant'] as const, 'time' as const);
    const wells = map.node('wells') === null ? null : readWellList(map, reader);
    const density = map.string('density', null);
    if (signal === undefined || method === undefined || per === undefined || wells === undefined)
      return undefined;
    return { kind: 'background', signal, method, per, wells, density };
  },
  words: (work) => `${work.signal}: ${methodWords(work)}`,
  apply: (run, work) => {
    const signal = run.signals.find((each) => each.signal === work.signal);
    if (signal === undefined) return unchanged(run);
    switch (work.method) {
      case 'none':
        return unchanged(run);
      case 'minimum':
        return minimumEffect(run, work);
      case 'autofluorescence':
        return autofluorescenceEffect(run, signal, work, methodWords(work));
      case 'blankWells':
      case 'localBlanks':
        return blankEffect(run, signal, work);
      default:
        return unreachable(work.method, 'every method is applied');
    }
  },
};

function methodWords({ method, per, wells, density }: Background): string {
  const named = wells === null ? '' : ` (${fewWells(wells)})`;
  const time = per === 'time' ? 'per time' : 'one value for the run';
  const words: Readonly<Record<Background['method'], string>> = {
    blankWells: `blank wells${named} subtracted, ${time}`,
    localBlanks: `nearest blank wells${named} subtracted, ${time}`,
    autofluorescence: `autofluorescence${named} subtracted, by ${density ?? 'the optical density'}`,
    minimum: 'each well’s own minimum subtracted',
    none: 'no background subtracted',
  };
  return words[method];
}

function unchanged(run: PlateRun, problems: readonly Problem[] = []): StepEffect {
  return { run, uncertainty: null, problems };
}

function minimumEffect(run: PlateRun, work: Background): StepEffect {
  const lowest = new Map<PlateSignal, Float64Array>();
  const minimaOf = (signal: PlateSignal): Float64Array => {
    const known = lowest.get(signal);
    if (known !== undefined) return known;
    const minima = Float64Array.from(run.wells, (_, well) =>
      seriesOf(signal, run.wells.length, well).reduce(
        (least, value) => (value < least ? value : least),
        Infinity,
      ),
    );
    lowest.set(signal, minima);
    return minima;
  };
  const changed = changeSignal(run, work.signal, methodWords(work), (value, well, _, signal) => {
    return value - (minimaOf(signal)[well] ?? 0);
  });
  return unchanged(changed);
}

function blankEffect(run: PlateRun, signal: PlateSignal, work: Background): StepEffect {
  const named = work.wells;
  const blanks =
    named === null
      ? wellsOfRole(run, 'blank')
      : run.wells.flatMap(({ well }, index) => (named.includes(well) ? [index] : []));
  const curve = blankCurve(run, signal, blanks, work.per);
  if (curve === null) return unchanged(run, [noBlanks(run, signal, named)]);
  const local = work.method === 'localBlanks' ? nearestCurves(run, signal, blanks, work.per) : null;
  const changed = changeSignal(run, work.signal, methodWords(work), (value, well, cycle) => {
    return value - ((local?.[well] ?? curve).values[cycle] ?? 0);
  });
  const filled: Problem = {
    code: 'correction.blankMissing',
    severity: 'warning',
    message: `no blank well was read in ${signal.signal} at ${counted(curve.filled, 'cycle')}; there the run’s own value is subtracted`,
  };
  return {
    run: changed,
    uncertainty: {
      signal: signal.signal,
      sd: curve.sd,
      relativeSd: null,
      words: blanks.length > 1 ? `between ${blanks.length} blank wells` : 'noise of the only blank well',
    },
    problems: [
      ...(curve.filled > 0 ? [filled] : []),
      ...(local !== null && blanks.length < 2 ? [oneLocalBlank(run, blanks)] : []),
    ],
  };
}

/** For each well what the blanks nearest to it read, by the distance of their middles; several may be as near. */
function nearestCurves(
  run: PlateRun,
  signal: PlateSignal,
  blanks: readonly number[],
  per: Background['per'],
): readonly (BlankCurve | null)[] {
  const read = blanks.filter((blank) =>
    seriesOf(signal, run.wells.length, blank).some((value) => !Number.isNaN(value)),
  );
  const places = run.wells.map(({ well }) => wellPosition(well));
  const known = new Map<string, BlankCurve | null>();
  return run.wells.map((_, well) => {
    const distance = (blank: number): number => {
      const [[row, column], [otherRow, otherColumn]] = [places[well] ?? [0, 0], places[blank] ?? [0, 0]];
      return (row - otherRow) ** 2 + (column - otherColumn) ** 2;
    };
    const least = read.reduce((least, blank) => Math.min(least, distance(blank)), Infinity);
    const nearest = read.filter((blank) => distance(blank) === least);
    const key = nearest.join(',');
    const curve = known.get(key) ?? blankCurve(run, signal, nearest, per);
    known.set(key, curve);
    return curve;
  });
}

function noBlanks(run: PlateRun, signal: PlateSignal, named: readonly string[] | null): Problem {
  const cycles = cyclesOfSignal(signal, run.wells.length);
  const offered = run.wells.filter(({ content }) => content !== undefined && /^bl/i.test(content.trim()));
  const there =
    named !== null
      ? `the wells named as blanks (${fewWells(named)}) have no reading of ${signal.signal} in ${counted(cycles, 'cycle')}`
      : 'the plate has no blank wells';
  const hint =
    offered.length === 0
      ? 'Name them in the step (wells: [H11, H12]), say which they are in a layout (role blank), or use another method.'
      : `The file calls ${fewWells(offered.map(({ well }) => well))} “${offered[0]?.content}”: name them in the step, wells: [${offered
          .slice(0, 4)
          .map(({ well }) => well)
          .join(', ')}].`;
  return { code: 'correction.noBlanks', severity: 'error', message: there, remedy: hint };
}

function oneLocalBlank(run: PlateRun, blanks: readonly number[]): Problem {
  const [only = 0] = blanks;
  return {
    code: 'correction.oneBlank',
    severity: 'warning',
    message: `the plate has one blank well, ${run.wells[only]?.well}, which is then the nearest of all`,
  };
}
