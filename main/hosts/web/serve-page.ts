import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { failure, type Outcome, type Problem, success } from '../../../shared/base/problem.ts';
import { visibleText } from '../../../shared/base/visible-text.ts';
import type { Service } from '../../../shared/channels.ts';
import { type FitAtWork, underWayWords } from '../../../shared/fit/under-way.ts';
import { watchFits } from '../running-fits.ts';
import { openBrowser } from './open-browser.ts';
import { portCannot, portProblem } from './port.ts';
import { announceHost, askRunningHost, removeDeadHosts } from './running-host.ts';
import { removeDeadWays, type WayIn } from './way-in.ts';
import { openWebHost } from './web-host.ts';

export interface ServeOptions {
  readonly service: Service;
  /** Folder of the built page. */
  readonly root: string;
  /** 0: any free one. */
  readonly port: number;
  /** Whether to try to open a browser. */
  readonly open: boolean;
  readonly folders: ServeFolders;
}

/** Both are readable by this user alone. */
export interface ServeFolders {
  /** Of records of running hosts. */
  readonly records: string;
  /** Of files that lead a browser in: where browsers may read. */
  readonly doors: string;
}

/** Shows the page of a host of this user that runs already. False: none does. */
export async function showRunning({ records }: ServeFolders, open: boolean): Promise<boolean> {
  const wayIn = await askRunningHost(records, open);
  if (wayIn === null) return false;
  announce(wayIn.url);
  if (open) show(wayIn);
  return true;
}

function show({ file }: WayIn): void {
  if (file !== null) openBrowser(file);
  else
    process.stderr.write('No browser was opened: nothing can be written for it. Open the address above.\n');
}

function announce(url: string): void {
  process.stdout.write(`Wellspring: ${url}\n`);
}

/** Prints the address alone on stdout, runs till Ctrl-C or SIGTERM, then closes the service. */
export async function servePage(options: ServeOptions): Promise<Outcome<void>> {
  const { service, root, port, open, folders } = options;
  if (!existsSync(join(root, 'index.html'))) return failure([noPage(root)]);
  const unusable = portProblem(port);
  if (unusable !== null) return failure([unusable]);
  tidy(folders);
  // Before the address is out: whoever reads it may stop the program at once.
  const stopped = signalled();
  let host: Awaited<ReturnType<typeof openWebHost>>;
  try {
    host = await openWebHost({ service, root, port, doors: folders.doors });
  } catch (error) {
    return failure([portCannot(port, error)]);
  }
  const { pid } = process;
  const withdraw = announceHost(folders.records, { pid, origin: host.origin, pass: host.pass });
  try {
    announce(host.url);
    if (open) show(host.wayIn());
    const words = await leavingWords(service, stopped);
    if (words !== null) process.stderr.write(`${visibleText(words)}\n`);
  } finally {
    withdraw?.();
    await host.close();
  }
  return success(undefined);
}

/** What hosts that were killed left. */
function tidy({ records, doors }: ServeFolders): void {
  try {
    if (existsSync(records)) removeDeadHosts(records);
    if (existsSync(doors)) removeDeadWays(doors);
  } catch {
    // It is in nobody's way.
  }
}

function noPage(root: string): Problem {
  return {
    code: 'serve.noPage',
    severity: 'error',
    message: 'the page has not been built',
    remedy: 'Run npm run build.',
    place: { file: join(root, 'index.html') },
  };
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

/**
 * Settles at the first Ctrl-C, SIGTERM or closed terminal, or when the program that started this one is gone; the second
 * signal ends the process at once.
 */
function signalled(): Promise<void> {
  return new Promise((resolve) => {
    // Its starter holds the other end of a channel: killed without a word, it leaves nobody who could end this one.
    process.once('disconnect', resolve);
    process.channel?.unref();
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
