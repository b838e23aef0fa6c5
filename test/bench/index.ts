/** `npm run bench [-- --json] [NAME...]`: the numbers to reach, measured. */
import { accuracy } from './accuracy.ts';
import { amortised } from './amortised.ts';
import { compile } from './compile.ts';
import { kernel } from './kernel.ts';
import { runBenchmarks } from './measure/run-benchmarks.ts';
import { memory } from './memory.ts';
import { plates } from './plates.ts';
import { projects } from './projects.ts';
import { relaxed } from './relaxed.ts';
import { step } from './step.ts';
import { threads } from './threads.ts';

process.exitCode = await runBenchmarks(
  [kernel, threads, relaxed, step, compile, amortised, accuracy, memory, plates, projects],
  process.argv.slice(2),
);
