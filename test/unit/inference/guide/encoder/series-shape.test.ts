import { expect, test } from 'vitest';
import { seriesShape } from '../../../../../shared/inference/guide/encoder/series-shape.ts';
import { irregularExperiment } from '../../../../helpers/irregular-wells.ts';
import { linearExperiment } from '../../../../helpers/linear-kernel.ts';

const sizes = { filters: 2, width: 3, pool: 2, hidden: 4 };

/** Wells 0 .. 3 train. */
const train = Int32Array.of(0, 1, 2, 3);

test.each([
  ['on one grid', linearExperiment(6, (signal, t, well) => Math.sin(3 * t + well) + signal * t)],
  ['each with times of its own', irregularExperiment(6)],
])(
  'wells %s: others beside them change nothing, and one that is like one of them is seen like it',
  (_, experiment) => {
    const { inputs, grid } = seriesShape(sizes, experiment);
    expect(grid === null).toBe(experiment.preprocessing === 'wells');
    const alone = inputs(train);
    const [, , third] = experiment.individuals;
    if (third === undefined) throw new Error('there are six wells');
    const louder = { ...third, observations: third.observations.map((value) => 9 * value) };
    const beside = inputs(train, [louder, third]);
    expect(beside.slice(0, 6)).toEqual(alone);
    expect(beside[7]).toEqual(alone[2]);
    expect(beside[6]).not.toEqual(alone[2]);
  },
);
