/**
 * Makes `resources/examples/receiver/fit-1.json.gz` of the newest fit of a project, without its draws. How the example was
 * made, in a folder outside of the repository (`../wellspring` stands for it):
 *
 *     wellspring import ../wellspring/resources/examples/receiver/*.csv --project receiver
 *     the command in resources/examples/receiver/README.md
 *     node ../wellspring/test/cli/pack-example-fit.ts receiver.wellspring
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { ExampleFit } from '../../main/desk/example-fit.ts';
import { openProject } from '../../main/store/open-project.ts';
import { present } from '../../shared/base/assert.ts';
import { formatProblem, type Outcome } from '../../shared/base/problem.ts';

/** Digits kept of every number in an array: enough for any chart. */
const digits = 5;

const store = wanted(openProject(process.argv[2] ?? '', { who: 'example', now: () => new Date() }));
const fit = present(store.fits().at(-1), 'the project holds the fit');
const { order, prepared, versions, seconds } = fit;
const result = wanted(store.readResult(fit.fit));
const bytes = exampleFitBytes({
  settings: order.settings,
  prepared: present(prepared, 'a finished fit was prepared'),
  versions,
  seconds,
  result: { ...result, posterior: { ...result.posterior, draws: 0, wells: [], fixed: [] } },
});
store.close();
const target = new URL('../../resources/examples/receiver/fit-1.json.gz', import.meta.url);
writeFileSync(fileURLToPath(target), bytes);
console.error(`${bytes.length} bytes`);

function wanted<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.problems.map(formatProblem).join('\n'));
  return outcome.value;
}

/** As `readExampleFit` takes it. */
function exampleFitBytes(fit: ExampleFit): Uint8Array {
  const text = JSON.stringify(fit, (_, value: unknown) =>
    value instanceof Float64Array
      ? { float64: Array.from(value, (x) => (Number.isNaN(x) ? null : Number(x.toPrecision(digits)))) }
      : value,
  );
  return gzipSync(text, { level: 9 });
}
