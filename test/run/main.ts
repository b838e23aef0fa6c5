/**
 * What `npm test` runs: every stage in order, later ones also after a failure. With arguments, only the tests whose file
 * names contain one of them. The last line is `N passed, N failed, N skipped`.
 */
import * as fs from 'node:fs';
import { startVitest } from 'vitest/node';
import { provideBrowser } from './browser.ts';
import { runStage, type Stage } from './stage.ts';
import { tallyReporter } from './tally.ts';

const types: (readonly string[])[] = [
  ['node_modules/typescript/bin/tsc', '-b', '.', 'test', '--pretty', 'false'],
];
if (fs.existsSync('renderer/index.html')) {
  types.push(['node_modules/svelte-check/bin/svelte-check', '--tsconfig', 'renderer/tsconfig.json']);
}
const stages: readonly Stage[] = [
  {
    name: 'format and lint',
    scripts: [['node_modules/@biomejs/biome/bin/biome', 'ci', '--colors=off', '--max-diagnostics=50']],
  },
  { name: 'types', scripts: types },
  { name: 'build', scripts: [['run.mjs', 'build']] },
];

const print = (line: string) => console.log(line);
const filters = process.argv.slice(2);
let passed = 0;
let failed = 0;

for (const stage of filters.length === 0 ? stages : []) {
  const result = await runStage(stage);
  print(`${result.passed ? 'ok' : 'FAILED'} ${stage.name} (${result.seconds.toFixed(1)} s)`);
  if (result.passed) passed += 1;
  else {
    failed += 1;
    print(result.output);
  }
}

if (filters.length === 0 || filters.some((word) => word.includes('app'))) {
  const browser = await provideBrowser((line) => console.error(line));
  if ('missing' in browser) print(`without a browser, test/app is skipped: ${browser.missing}`);
}

const start = performance.now();
const { reporter, tally } = tallyReporter(print);
const vitest = await startVitest(filters, { watch: false, run: true, reporters: [reporter] });
await vitest.close();
const tests = tally();
passed += tests.passed;
failed += tests.failed;
print(`${tests.failed === 0 ? 'ok' : 'FAILED'} tests (${((performance.now() - start) / 1000).toFixed(1)} s)`);

print('\nslowest tests:');
for (const { name, seconds } of tests.slowest.slice(0, 10)) print(`  ${seconds.toFixed(2)} s  ${name}`);
if (tests.warnings.length > 0) print(`\nwarnings:\n${tests.warnings.map((text) => `  ${text}`).join('\n')}`);
if (tests.skips.length > 0) print(`\nskipped:\n${tests.skips.map((skip) => `  ${skip}`).join('\n')}`);
if (tests.failures.length > 0) print(`\nfailed:\n${tests.failures.map((text) => `  ${text}`).join('\n')}`);
print(`\n${passed} passed, ${failed} failed, ${tests.skipped} skipped`);
process.exitCode = failed === 0 ? 0 : 1;
