import type { PlateRun, PlateSignal } from '../../plate/plate-run.ts';
import { gainOf, isSameGain } from '../gain.ts';
import { conditionOf, counted, fewWells, isUsed, seriesOf, wellRole } from '../plate-series.ts';
import { medianOf, quantileOf, robustSd } from '../statistics/robust.ts';
import { evidenceOf } from './evidence.ts';
import type { Finding, QualityCheck, QualityPlate } from './flag.ts';

/** Plates of the same conditions differ by half or twice in no signal by biology alone, all wells alike. */
const leastFactor = 2;
const fewestConditions = 5;

/** A signal that was measured at another gain on some plates, by what the files state, or by all wells alike. */
export const gain: QualityCheck = {
  kind: 'gain',
  title: 'Differences in gain',
  find: (plates) => {
    const titles = new Set(plates.flatMap(({ run }) => run.signals.map(({ signal }) => signal)));
    return [...titles].flatMap((title) => [
      ...statedFindings(plates, title),
      ...levelFindings(plates, title),
    ]);
  },
};

function signalsOf(
  plates: readonly QualityPlate[],
  title: string,
): readonly { readonly plate: string; readonly run: PlateRun; readonly signal: PlateSignal }[] {
  return plates.flatMap(({ plate, run }) =>
    run.signals.flatMap((signal) => (signal.signal === title ? [{ plate, run, signal }] : [])),
  );
}

function statedFindings(plates: readonly QualityPlate[], title: string): readonly Finding[] {
  const stated = signalsOf(plates, title).flatMap((each) => {
    const own = gainOf(each.signal);
    return own === null ? [] : [{ ...each, gain: own }];
  });
  const [first] = stated;
  const other = stated.find((each) => first !== undefined && !isSameGain(each.gain, first.gain));
  if (first === undefined || other === undefined) return [];
  const others = stated.filter((each) => !isSameGain(each.gain, first.gain));
  return [
    {
      severity: 'high',
      reason: `${title} was measured at gain ${first.gain} on ${first.plate} and at gain ${other.gain} on ${fewWells(others.map(({ plate }) => plate))}: a unit of reading is not the same there`,
      plate: other.plate,
      wells: [],
      signal: title,
      evidence: [first, other].map(({ run, signal }) => evidenceOf(run, signal, 0, 0, 0)),
      correction: null,
      key: 'stated',
    },
  ];
}

/** Levels of each condition on each plate that states no gain, compared with the first plate that shares enough of them. */
function levelFindings(plates: readonly QualityPlate[], title: string): readonly Finding[] {
  const levels = signalsOf(plates, title)
    .filter(({ signal }) => gainOf(signal) === null)
    .map((each) => ({ ...each, levels: conditionLevels(each.run, each.signal) }));
  return levels.flatMap((each, n) => {
    for (const before of levels.slice(0, n)) {
      const ratios = [...each.levels].flatMap(([condition, level]) => {
        const other = before.levels.get(condition);
        return other === undefined ? [] : [Math.log(level / other)];
      });
      if (ratios.length < fewestConditions) continue;
      const ratio = medianOf(ratios);
      // All wells alike, the low and the high ones: another device or medium would not do that.
      if (Math.abs(ratio) < Math.log(leastFactor) || robustSd(ratios) > 0.25 * Math.abs(ratio)) return [];
      const factor = Math.exp(Math.abs(ratio)).toPrecision(2);
      const finding: Finding = {
        severity: 'medium',
        reason: `${title} reads ${factor} times ${ratio > 0 ? 'more' : 'less'} on ${each.plate} than on ${before.plate} in ${counted(ratios.length, 'condition')} that both have, all alike: the gain may differ`,
        plate: each.plate,
        wells: [],
        signal: title,
        evidence: [
          evidenceOf(each.run, each.signal, 0, 0, 0),
          evidenceOf(before.run, before.signal, 0, 0, 0),
        ],
        correction: null,
        key: 'levels',
      };
      return [finding];
    }
    return [];
  });
}

/** Median over wells of the upper level of each condition that has one above 0. */
function conditionLevels(run: PlateRun, signal: PlateSignal): ReadonlyMap<string, number> {
  const byCondition = new Map<string, number[]>();
  run.wells.forEach((well, index) => {
    const condition = conditionOf(well);
    if (condition === null || !isUsed(well) || wellRole(well) !== 'sample') return;
    const level = quantileOf(seriesOf(signal, run.wells.length, index), 0.9);
    byCondition.set(condition, [...(byCondition.get(condition) ?? []), level]);
  });
  return new Map(
    [...byCondition].flatMap(([condition, levels]) => {
      const level = medianOf(levels);
      return level > 0 ? [[condition, level] as const] : [];
    }),
  );
}
