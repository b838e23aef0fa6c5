import { outlyingReadings } from '../../plate/checks/outlying-readings.ts';
import { shortNumber } from '../../plate/checks/short-number.ts';
import { counted, hoursOf, isKinetic, isUsed } from '../plate-series.ts';
import { evidenceOf, proposal, whenWords } from './evidence.ts';
import type { Finding, QualityCheck, QualityPlate } from './flag.ts';
import { leapsOf, mostAlike } from './leaps.ts';

/** Readings far from those of their well before and after: bubbles, dust, a pipette in the light. One finding a well. */
export const outlier: QualityCheck = {
  kind: 'outlier',
  title: 'Outlying readings',
  find: (plates) => plates.flatMap(findings),
};

function findings({ plate, run }: QualityPlate): readonly Finding[] {
  const count = run.wells.length;
  return run.signals.filter(isKinetic).flatMap((signal) => {
    const found = outlyingReadings(signal, count, (well) => isUsed(run.wells[well] ?? {}));
    if (found.length === 0) return [];
    // What leaps with other wells at once is one finding of that kind; what is much farther off is not of that leap.
    const leaps = leapsOf(run, signal);
    const own = found.filter(({ well, cycle, value, level }) => {
      const share = Math.abs(value - level) / Math.abs(level);
      return !leaps.some(
        (leap) =>
          leap.wells.includes(well) &&
          cycle >= leap.cycle &&
          cycle <= leap.last &&
          !(share > mostAlike * Math.abs(leap.share)),
      );
    });
    const wells = [...new Set(own.map(({ well }) => well))];
    return wells.map((well): Finding => {
      const readings = own.filter((reading) => reading.well === well);
      const most = readings.reduce((a, b) =>
        Math.abs(b.value - b.level) > Math.abs(a.value - a.level) ? b : a,
      );
      const name = run.wells[well]?.well ?? '';
      const hours = hoursOf(signal, count, well);
      const cycles = readings.map(({ cycle }) => cycle);
      const [first = 0, last = 0] = [cycles[0], cycles.at(-1)];
      const [from, to] = [hours?.[first], hours?.[last]];
      const rest = readings.length > 1 ? `, and ${counted(readings.length - 1, 'reading')} more` : '';
      // Other readings between two that stand apart are not to go with them.
      const together = last - first + 1 === readings.length && from !== undefined && to !== undefined;
      return {
        severity: 'medium',
        reason: `${name} reads ${shortNumber(most.value)} in ${signal.signal} at ${whenWords(signal, count, well, most.cycle)}, where its neighbours in time read about ${shortNumber(most.level)}${rest}`,
        plate,
        wells: [name],
        signal: signal.signal,
        evidence: readings.map(({ cycle }) => evidenceOf(run, signal, well, cycle, cycle)),
        correction: together
          ? proposal(plate, {
              kind: 'excludeReadings',
              wells: [name],
              signal: signal.signal,
              from_h: Math.round(from * 1e4) / 1e4,
              to_h: Math.round(to * 1e4) / 1e4,
              reason: 'far from its neighbours in time',
            })
          : null,
        key: name,
      };
    });
  });
}
