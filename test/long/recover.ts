/**
 * `npm run long -- recover`: 50 sets of 60 wells, simulated with what is true drawn from the priors and sampled by chains: of the 90 %
 * intervals of what wells share 87 to 93 % hold what is true, those of each parameter in at least 76 % of the sets, and those
 * of wells' own values in 88 to 92 %; a set whose chains do not converge has failed, and two may. Writes `results/recover.json`.
 * `--break coupling`, `kl` or `jacobian`: of a density that is wrong so (`broken-density.ts`), which must fail and writes nothing.
 * `--sets 4`: a trial, which writes nothing.
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { lowest } from '../../shared/base/lists.ts';
import { writeLongResult } from '../helpers/long-result.ts';
import { breaks, type Recovered, recoverSet } from '../helpers/recovery.ts';
import { setsInProcesses } from '../helpers/set-processes.ts';

const all = 50;
const lengths = { wells: 60, warmup: 200, draws: 500 };
const bounds = { shared: [0.87, 0.93], own: [0.88, 0.92], eachShared: 0.76, notConverged: 2 } as const;

const { values: given, positionals } = parseArgs({
  allowPositionals: true,
  options: { break: { type: 'string' }, sets: { type: 'string', default: String(all) } },
});
const broken = breaks.find((one) => one === given.break) ?? null;
if (given.break !== undefined && broken === null) throw new Error(`--break is one of ${breaks.join(', ')}`);

const [kind, number] = positionals;
if (kind === 'set') process.stdout.write(JSON.stringify(await recoverSet(Number(number), lengths, broken)));
else await prove(Number(given.sets));

async function prove(sets: number): Promise<void> {
  const began = performance.now();
  const args = broken === null ? [] : ['--break', broken];
  const found = await setsInProcesses<Recovered>(fileURLToPath(import.meta.url), sets, args);
  const shared = meansOf(found.map((one) => one.shared));
  const own = meansOf(found.map((one) => one.own));
  const numbers = {
    ...{ sets, ...lengths, broken, bounds, seconds: (performance.now() - began) / 1000 },
    pooled: { shared: meanOf(Object.values(shared)), own: meanOf(Object.values(own)) },
    ...{ shared, own },
    notConverged: found.flatMap(({ converged, verdict }, set) =>
      converged ? [] : [`set ${set + 1}: ${verdict}`],
    ),
  };
  const pass =
    isWithin(numbers.pooled.shared, bounds.shared) &&
    isWithin(numbers.pooled.own, bounds.own) &&
    lowest(Object.values(shared), 1) >= bounds.eachShared &&
    numbers.notConverged.length <= bounds.notConverged;
  if (sets === all && broken === null) return writeLongResult('recover', numbers, pass);
  console.error(JSON.stringify({ ...numbers, pass }, null, 2));
  process.exitCode = pass ? 0 : 1;
}

function isWithin(value: number, [least, most]: readonly [number, number]): boolean {
  return value >= least && value <= most;
}

/** By name, the share of the sets. */
function meansOf(
  records: readonly Readonly<Record<string, boolean | number>>[],
): Readonly<Record<string, number>> {
  const names = Object.keys(records[0] ?? {});
  return Object.fromEntries(names.map((name) => [name, meanOf(records.map((one) => Number(one[name])))]));
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
