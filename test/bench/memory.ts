import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Benchmark } from './measure/benchmark.ts';
import type { MemoryUse } from './work/train-long.ts';

const steps = 2000;
/** Megabytes of breath that the garbage collector may take between two looks; arbitrary. */
const breath = 30;

/** Whether training keeps what it does not need, in a process of its own. */
export const memory: Benchmark = {
  name: 'memory',
  summary: 'memory of 2000 training steps on two threads, and how it grows',
  async run() {
    const script = fileURLToPath(new URL('work/train-long.ts', import.meta.url));
    const text = execFileSync(process.execPath, [script, String(steps)], { encoding: 'utf8' });
    const uses = JSON.parse(text) as readonly MemoryUse[];
    const [first, last] = [uses[0], uses.at(-1)];
    if (first === undefined || last === undefined) return [];
    const note = `from step ${first.step} to ${last.step}`;
    const most = Math.max(...uses.map(({ rss }) => rss));
    const grown = { unit: 'MB', note } as const;
    return [
      { name: 'memory.rss', value: most, unit: 'MB', target: { atMost: 500 }, note: 'the most of all looks' },
      { ...grown, name: 'memory.rssGrowth', value: last.rss - first.rss, target: { atMost: breath } },
      { name: 'memory.wasm', value: last.wasm, unit: 'MB', target: null },
      { ...grown, name: 'memory.wasmGrowth', value: last.wasm - first.wasm, target: { atMost: 0 } },
    ];
  },
};
