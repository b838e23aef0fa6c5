import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { libraryModels } from '../../main/jobs/model-file.ts';
import type { Benchmark } from './measure/benchmark.ts';
import { spreadOf } from './measure/spread.ts';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const rounds = 3;

/** The slowest model of the library, each in processes of its own: nothing is warm when a user chooses a model. */
export const compile: Benchmark = {
  name: 'compile',
  summary: 'from the text of a model to its first log likelihood and gradient',
  async run() {
    const models = libraryModels(path('../../resources/models'));
    const times = new Map(models.map((model) => [model, [] as number[]]));
    for (let round = 0; round < rounds; round++) {
      for (const [model, took] of times) {
        const script = path('work/compile-model.ts');
        took.push(Number(execFileSync(process.execPath, [script, model], { encoding: 'utf8' })));
      }
    }
    const all = [...times].map(([model, took]) => ({ model, ...spreadOf(took) }));
    const [slowest, ...others] = all.toSorted((a, b) => b.value - a.value);
    if (slowest === undefined) return [];
    const { model, value, spread } = slowest;
    const quickest = others.at(-1);
    const note = `${model}; the quickest of ${all.length}: ${quickest?.model}, ${quickest?.value.toFixed(0)} ms`;
    return [{ name: 'compile', unit: 'ms', target: { atMost: 300 }, value, spread, note }];
  },
};
