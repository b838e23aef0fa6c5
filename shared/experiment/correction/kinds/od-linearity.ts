import type { Problem } from '../../../base/problem.ts';
import { shortNumber } from '../../../plate/checks/short-number.ts';
import { counted } from '../../plate-series.ts';
import { resolutionAfter } from '../../resolution.ts';
import { medianOf } from '../../statistics/robust.ts';
import { noted, withSignals } from '../change-signal.ts';
import { fitLinearity } from '../linearity.ts';
import { readPairs } from '../read-fields.ts';
import { type DensityLinearity, linearityForms } from '../step.ts';
import type { StepKind } from '../step-kind.ts';

/** Dense cultures scatter light back into the detector: their optical density is read too low. */
export const odLinearity: StepKind<DensityLinearity> = {
  kind: 'odLinearity',
  keys: ['signal', 'form', 'series'],
  once: 'linearity',
  example:
    '{kind: odLinearity, signal: OD, form: saturation, series: [{relative: 1, reading: 1.42}, {relative: 0.5, reading: 0.95}, {relative: 0.25, reading: 0.56}, {relative: 0.125, reading: 0.31}, {relative: 0.0625, reading: 0.16}]}',
  read: (map, reader) => {
    const signal = map.string('signal');
    const form = map.oneOf('form', linearityForms, 'saturation' as const);
    const series = readPairs(map, reader, 'series', 'relative');
    if (signal === undefined || form === undefined || series === undefined) return undefined;
    return { kind: 'odLinearity', signal, form, series };
  },
  words: ({ signal, form, series }) =>
    `${signal}: made proportional to cells by a ${form} through ${series.length} dilutions`,
  apply: (run, work) => {
    const { signal: title } = work;
    const fit = fitLinearity(work);
    if (fit.curve === null) {
      const remedy = 'Give the readings of five or more dilutions of a dense culture, less their blank.';
      const message = `the dilution series cannot be used: ${fit.fault}`;
      const problem: Problem = { code: 'correction.linearity', severity: 'error', message, remedy };
      return { run, uncertainty: null, problems: [problem] };
    }
    const { curve } = fit;
    const shares: number[] = [];
    let beyond = 0;
    const top = curve.proportional(curve.most);
    const changed = withSignals(run, title, (signal) => {
      const values = signal.values.slice();
      const censored = signal.censored?.slice() ?? new Uint8Array(values.length);
      for (const [at, reading] of values.entries()) {
        if (!Number.isFinite(reading)) continue;
        // Beyond the densest culture of the series all that is known is that there were at least as many cells.
        if (reading > curve.most) {
          beyond += 1;
          values[at] = top;
          censored[at] = 1;
        } else {
          values[at] = curve.proportional(reading);
          if (reading > 0) shares.push(curve.sd(reading) / (values[at] ?? 1));
        }
      }
      const resolution = resolutionAfter(signal, (reading) =>
        reading > curve.most ? Number.NaN : curve.proportional(reading),
      );
      return noted({ ...signal, values, censored, resolution }, `proportional to cells (${work.form})`);
    });
    const message = `${counted(beyond, 'reading')} of ${title} lie above the densest culture of the series (${shortNumber(curve.most)}) and count as right-censored there`;
    const remedy = 'Give a denser culture in the series to correct them.';
    return {
      run: changed,
      uncertainty: {
        signal: title,
        sd: null,
        relativeSd: shares.length === 0 ? null : medianOf(shares),
        words: `fit to ${work.series.length} dilutions`,
      },
      problems: beyond > 0 ? [{ code: 'correction.beyondSeries', severity: 'warning', message, remedy }] : [],
    };
  },
};
