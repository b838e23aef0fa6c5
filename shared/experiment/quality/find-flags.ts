import { sha256Hex } from '../../base/sha256.ts';
import { blankDrift } from './blank-drift.ts';
import { constant } from './constant.ts';
import { contamination } from './contamination.ts';
import { evaporationEdge } from './evaporation-edge.ts';
import { type FlagKind, flagKinds, type QualityCheck, type QualityFlag, type QualityPlate } from './flag.ts';
import { gain } from './gain.ts';
import { jump } from './jump.ts';
import { missing } from './missing.ts';
import { negative } from './negative.ts';
import { oddBlank } from './odd-blank.ts';
import { outlier } from './outlier.ts';
import { replicates } from './replicates.ts';
import { saturation } from './saturation.ts';
import { times } from './times.ts';

export const qualityChecks: readonly QualityCheck[] = [
  saturation,
  outlier,
  jump,
  contamination,
  oddBlank,
  blankDrift,
  replicates,
  evaporationEdge,
  missing,
  times,
  constant,
  negative,
  gain,
];

/** Everything that looks wrong, by kind in the order of `flagKinds`. Nothing in the readings is changed. */
export function findFlags(plates: readonly QualityPlate[]): readonly QualityFlag[] {
  const flags = qualityChecks.flatMap((check) =>
    check.find(plates).map((finding): QualityFlag => {
      const id = idOf(check.kind, [finding.plate, finding.signal ?? '', finding.key]);
      const { correction } = finding;
      return {
        ...finding,
        id,
        kind: check.kind,
        correction: correction === null ? null : { ...correction, flag: id },
      };
    }),
  );
  return flags.sort((a, b) => flagKinds.indexOf(a.kind) - flagKinds.indexOf(b.kind));
}

/** Characters of the hash: a million flags of a kind would hardly have two alike. */
const idLength = 10;

function idOf(kind: FlagKind, parts: readonly string[]): string {
  const text = JSON.stringify([kind, ...parts]);
  const bytes = Uint8Array.from(
    Array.from(text).flatMap((character) => {
      const code = character.codePointAt(0) ?? 0;
      return [code & 255, (code >> 8) & 255, code >> 16];
    }),
  );
  return `${kind}-${sha256Hex(bytes).slice(0, idLength)}`;
}
