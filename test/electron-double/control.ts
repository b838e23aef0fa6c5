import * as electron from './electron.ts';

interface Order {
  readonly id: number;
  /** Text of a function of the module `electron` and one argument, as Playwright's `electronApp.evaluate` takes. */
  readonly source: string;
  readonly argument: unknown;
}

/** Lets the test that started this process run functions in it. It ends with that test. */
export function answerControl(): void {
  process.on('disconnect', () => electron.app.exit(0));
  process.on('SIGTERM', () => electron.app.quit());
  process.on('message', async ({ id, source, argument }: Order) => {
    try {
      // A function of the test, as text.
      const run = new Function(`return (${source})`)() as (
        module: typeof electron,
        argument: unknown,
      ) => unknown;
      process.send?.({ id, value: await run(electron, argument) });
    } catch (error) {
      process.send?.({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  });
}
