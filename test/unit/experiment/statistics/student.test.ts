import { expect, test } from 'vitest';
import { studentQuantile } from '../../../../shared/experiment/statistics/student.ts';

test('what is kept of Student’s quantiles is what is computed', () => {
  for (const p of [0.975, 0.998, 0.9995])
    for (const freedom of [0, 1, 2, 3, 17, 2000, 2001]) {
      const [first, second] = [studentQuantile(p, freedom), studentQuantile(p, freedom)];
      expect(second).toBe(first);
      // Between its neighbours: a fraction is never kept.
      if (freedom > 2) expect(studentQuantile(p, freedom + 1e-9) - first).toBeLessThan(1e-6);
    }
});
