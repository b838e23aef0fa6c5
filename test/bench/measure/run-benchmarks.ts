import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { commitHash, machineText } from '../../helpers/provenance.ts';
import type { Benchmark } from './benchmark.ts';
import { jsonLine, tableRow } from './report.ts';

/**
 * Runs those that are named, else all, and prints each number as soon as it is known: a table for people, with `--json` a
 * line of JSON each. A missed target is news, not a failure: exit 0; 2 for names that there are not.
 */
export async function runBenchmarks(
  benchmarks: readonly Benchmark[],
  args: readonly string[],
): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { json: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const unknown = positionals.filter((name) => !benchmarks.some((benchmark) => benchmark.name === name));
  if (unknown.length > 0) {
    const lines = benchmarks.map(({ name, summary }) => `  ${name.padEnd(12)}${summary}`);
    console.error(`there is no benchmark ${unknown.join(', ')}; there are:\n${lines.join('\n')}`);
    return 2;
  }
  const circumstances = { machine: machineText(), commit: commitHash(), load: loadavg()[0] ?? 0 };
  if (!values.json) console.log(`${circumstances.machine}, load ${circumstances.load.toFixed(1)}\n`);
  for (const benchmark of benchmarks) {
    if (positionals.length > 0 && !positionals.includes(benchmark.name)) continue;
    for (const measured of await benchmark.run()) {
      console.log(values.json ? jsonLine(measured, circumstances) : tableRow(measured));
    }
  }
  return 0;
}
