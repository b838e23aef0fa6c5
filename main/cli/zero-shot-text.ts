import {
  type ZeroShotAnswer,
  type ZeroShotScore,
  zeroShotKinds,
} from '../../shared/prediction/zero-shot/zero-shot.ts';
import { marksText } from './scenario-text.ts';
import { columnsText, withError } from './text-table.ts';

/** For people: how the wells of a device are predicted that a fit never saw. */
export function zeroShotText({ device, wells, scores }: ZeroShotAnswer): string {
  const sections = zeroShotKinds.flatMap((kind) => {
    const own = scores.filter((score) => score.kind === kind);
    const [first] = own;
    return first === undefined ? [] : [title(device, first), table(own), ''];
  });
  return `${[...sections, 'rmse and CRPS of scaled data, lpd in nats a reading; ± one standard error by wells.', ...marksText(wells)].join('\n')}\n`;
}

function title(device: string, { kind, seen, wells }: ZeroShotScore): string {
  const given =
    kind === 'blind' ? 'blind, no reading of theirs seen' : `given their own ${seen.join(', ')} alone`;
  return `Zero-shot, ${wells} wells of ${device}, ${given}:`;
}

function table(scores: readonly ZeroShotScore[]): string {
  return columnsText(
    ['signal', 'rmse', 'CRPS', 'in 50 %', 'in 95 %', 'lpd', 'readings'],
    scores.map(({ signal, rmse, crps, coverage50, coverage95, lpd, readings, unpredicted }) => [
      signal,
      ...[rmse, crps].map(({ value, error }) => withError(value, error)),
      ...[coverage50, coverage95].map(({ value, error }) => withError(value, error, 2)),
      withError(lpd.value, lpd.error),
      unpredicted === 0 ? `${readings}` : `${readings} (${unpredicted} without a prediction)`,
    ]),
  );
}
