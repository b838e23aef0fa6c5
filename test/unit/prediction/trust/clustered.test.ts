import { describe, expect, it } from 'vitest';
import { fillNormals } from '../../../../shared/base/random.ts';
import { studentQuantile } from '../../../../shared/experiment/statistics/student.ts';
import { clusteredRatio, clusteredShare } from '../../../../shared/prediction/trust/clustered.ts';

const plates = 8;
const wells = 10;
const names = Array.from({ length: plates * wells }, (_, n) => `plate ${Math.floor(n / wells)}`);
const alone = names.map((_, n) => `well ${n}`);
const ones = names.map(() => 1);

/** Means of wells whose plates differ by sd 0.5 and wells by sd 1, and their errors as two ways have them. */
const simulated = Array.from({ length: 1000 }, (_, set) => {
  const normals = new Float64Array(plates + plates * wells);
  fillNormals({ seed: 5, purpose: 'test', step: set, individual: 0 }, normals);
  const values = names.map(
    (_, n) => 0.5 * (normals[Math.floor(n / wells)] ?? 0) + (normals[plates + n] ?? 0),
  );
  return { byPlate: clusteredRatio(values, ones, names), byWell: clusteredRatio(values, ones, alone) };
});
const truth = Math.sqrt(
  simulated.reduce((sum, { byPlate }) => sum + byPlate.value ** 2, 0) / simulated.length,
);
const rms = (errors: readonly number[]): number =>
  Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length);

describe('a clustered standard error', () => {
  it('law: is the spread of the mean over many experiments', () => {
    const found = rms(simulated.map(({ byPlate }) => byPlate.error));
    expect(found / truth).toBeGreaterThan(0.93);
    expect(found / truth).toBeLessThan(1.07);
  });

  it('which that of wells taken for independent is not', () => {
    expect(rms(simulated.map(({ byWell }) => byWell.error)) / truth).toBeLessThan(0.7);
  });

  it('law: its intervals by Student’s t hold the truth 95 times in a hundred', () => {
    const t = studentQuantile(0.975, plates - 1);
    const inside = simulated.filter(({ byPlate: { value, error } }) => Math.abs(value) <= t * error).length;
    // of 1000 with probability 0.95: outside of this one time in 3000
    expect(inside).toBeGreaterThan(925);
    expect(inside).toBeLessThan(973);
  });

  it('of one cluster is not known', () => {
    expect(clusteredRatio([1, 2], [1, 1], ['a', 'a']).error).toBeNaN();
  });

  it('of a share that all wells have is not nothing', () => {
    const { value, error } = clusteredShare([10, 10, 10], [10, 10, 10], ['a', 'b', 'c']);
    expect(value).toBe(1);
    expect(error).toBeGreaterThan(0.1);
  });
});
