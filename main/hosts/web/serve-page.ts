import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { failure, type Outcome, success } from '../../../shared/base/problem.ts';
import type { Service } from '../../../shared/channels.ts';
import { type FitAtWork, underWayWords } from '../../../shared/fit/under-way.ts';
import { watchFits } from '../running-fits.ts';
import { openBrowser } from './open-browser.ts';
import { openWebHost } from './web-host.ts';

export interface ServeOptions {
  readonly service: Service;
  /** Folder of the built page. */
  readonly root: string;
  /** 0: any free one. */
  readonly port: number;
  /** Whether to try to open a browser. */
  readonly open: boolean;
}

/** Prints the address alone on stdout, runs till Ctrl-C or SIGTERM, then closes the service. */
export async function servePage({ service, root, port, open }: ServeOptions): Promise<Outcome<void>> {
  if (!existsSync(join(root, 'index.html'))) {
    return failure([
      {
        code: 'serve.noPage',
        severity: 'error',
        message: 'the page has not been built',
        remedy: 'Run npm run build.',
        place: { file: join(root, 'index.html') },
      },
    ]);
  }
  // Before the address is out: whoever reads it may stop the program at once.
  const stopped = signalled();
  let host: Awaited<ReturnType<typeof openWebHost>>;
  try {
    host = await openWebHost({ service, root, port });
  } catch (error) {
    const message = `port ${port} cannot be used: ${error instanceof Error ? error.message : String(error)}`;
    const remedy = 'Leave --port away to take any free one, or name another.';
    return failure([{ code: 'serve.port', severity: 'error', message, remedy }]);
  }
  process.stdout.write(`Wellspring: ${host.url}\n`);
  if (open) openBrowser(host.url);
  const words = await leavingWords(service, stopped);
  if (words !== null) process.stderr.write(`${words}\n`);
  await host.close();
  return success(undefined);
}

/** Waits for the end, and says what runs then and what becomes of it; null: nothing runs. */
async function leavingWords(service: Service, stopped: Promise<void>): Promise<string | null> {
  let running: readonly FitAtWork[] = [];
  const fits = watchFits((now) => {
    running = now;
  });
  const end = service.subscribe((event) => fits.hear(event));
  await stopped;
  end();
  const words = underWayWords(running);
  return words === null ? null : `${words.what} ${words.becomes}`;
}

/** Settles at the first Ctrl-C, SIGTERM or closed terminal; the second ends the process at once. */
function signalled(): Promise<void> {
  return new Promise((resolve) => {
    let times = 0;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        times++;
        if (times > 1) process.exit(130);
        resolve();
      });
    }
  });
}
