import type { Reporter, TestCase, TestModule } from 'vitest/node';

/** Counts of tests and what people want to read about them after a run. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** One line or paragraph each, with the test's full name. */
  readonly failures: readonly string[];
  readonly skips: readonly string[];
  /** What tests remark on without failing. */
  readonly warnings: readonly string[];
  /** All tests that ran, slowest first, seconds. */
  readonly slowest: readonly { readonly name: string; readonly seconds: number }[];
}

/** Collects the outcome of a vitest run and prints a line per test file as it ends. */
export function tallyReporter(print: (line: string) => void): {
  readonly reporter: Reporter;
  readonly tally: () => Tally;
} {
  let passed = 0;
  let failed = 0;
  let skipped = 0;
  const failures: string[] = [];
  const skips: string[] = [];
  const warnings: string[] = [];
  const times: { name: string; seconds: number }[] = [];

  function fail(name: string, reasons: readonly Reason[]): void {
    failed += 1;
    failures.push(`${name}\n${reasons.map(describe).join('\n')}`);
  }

  function count(test: TestCase): void {
    const name = `${test.module.relativeModuleId} > ${test.fullName}`;
    const result = test.result();
    for (const { message, type } of test.annotations()) if (type === 'warning') warnings.push(message);
    times.push({ name, seconds: (test.diagnostic()?.duration ?? 0) / 1000 });
    if (result.state === 'passed') passed += 1;
    else if (result.state === 'failed') fail(name, result.errors);
    else if (result.state === 'skipped') {
      skipped += 1;
      skips.push(`${name}: ${result.note ?? 'no reason given'}`);
    } else fail(name, [{ message: 'the test never ended' }]);
  }

  const reporter: Reporter = {
    onTestModuleEnd(module: TestModule) {
      print(`  ${module.ok() ? 'ok' : 'FAILED'} ${module.relativeModuleId}`);
    },
    onTestRunEnd(modules, unhandled) {
      for (const module of modules) {
        for (const test of module.children.allTests()) count(test);
        // Errors outside of any test: a file that does not load, a hook that throws.
        const errors = [
          ...module.errors(),
          ...[...module.children.allSuites()].flatMap((suite) => suite.errors()),
        ];
        if (errors.length > 0) fail(module.relativeModuleId, errors);
      }
      if (unhandled.length > 0) fail('outside of any test', unhandled);
      if (passed + failed + skipped === 0) fail('vitest', [{ message: 'no tests were found' }]);
    },
  };
  const tally = () => ({
    passed,
    failed,
    skipped,
    failures,
    skips,
    warnings,
    slowest: times.toSorted((a, b) => b.seconds - a.seconds),
  });
  return { reporter, tally };
}

interface Reason {
  readonly message: string;
  readonly stack?: string | undefined;
  readonly diff?: string | undefined;
}

function describe(reason: Reason): string {
  const at = (reason.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at .*(test|main|shared|renderer)\//.test(line) && !line.includes('node_modules'))
    .slice(0, 3);
  return [`    ${reason.message}`, ...(reason.diff ? [indent(reason.diff)] : []), ...at].join('\n');
}

function indent(text: string): string {
  return text
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
}
