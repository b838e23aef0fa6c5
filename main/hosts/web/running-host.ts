import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive } from './living-process.ts';
import { privateFolder, writePrivately } from './private-folder.ts';
import type { WayIn } from './way-in.ts';

/** What a running host leaves for this user's other programs: where it is, and what they show it to be let in. */
export interface RunningHost {
  readonly pid: number;
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  readonly pass: string;
}

/** Where a host is asked for a new way in, and how. */
export const wayInPath = '/way-in';

/** Milliseconds for the host to answer: it does nothing for it. */
const patience = 5000;

/** Takes away the records of hosts that were killed. */
export function removeDeadHosts(folder: string): void {
  for (const file of recordsIn(folder)) {
    const host = readRecord(file);
    if (host === null || !isAlive(host.pid)) rmSync(file, { force: true });
  }
}

/** Leaves the record of a host in a folder; returns what takes it away, or null where it cannot be left. */
export function announceHost(folder: string, host: RunningHost): (() => void) | null {
  const name = `host-${host.pid}.json`;
  if (privateFolder(folder) === null) return null;
  // A program of an earlier day may have had the same process id.
  rmSync(join(folder, name), { force: true });
  const file = writePrivately(folder, name, `${JSON.stringify(host)}\n`);
  return file === null ? null : () => rmSync(file, { force: true });
}

/** A new way into a host that runs already, with a file for a browser or without, or null: none runs. */
export async function askRunningHost(folder: string, withFile: boolean): Promise<WayIn | null> {
  for (const file of recordsIn(folder)) {
    const host = readRecord(file);
    const wayIn = host === null ? null : await wayInto(host, withFile);
    if (wayIn !== null) return wayIn;
    if (host === null || !isAlive(host.pid)) rmSync(file, { force: true });
  }
  return null;
}

function recordsIn(folder: string): readonly string[] {
  // Whoever could write there could send a browser anywhere.
  if (privateFolder(folder) === null) return [];
  return readdirSync(folder)
    .filter((name) => /^host-\d+\.json$/.test(name))
    .map((name) => join(folder, name));
}

function readRecord(file: string): RunningHost | null {
  try {
    const { pid, origin, pass } = JSON.parse(readFileSync(file, 'utf8')) as Partial<RunningHost>;
    const whole = Number.isSafeInteger(pid) && typeof pass === 'string';
    return whole && /^http:\/\/127\.0\.0\.1(:\d+)?$/.test(String(origin))
      ? { pid: Number(pid), origin: String(origin), pass }
      : null;
  } catch {
    return null;
  }
}

async function wayInto({ origin, pass }: RunningHost, withFile: boolean): Promise<WayIn | null> {
  try {
    const headers = { Authorization: `Bearer ${pass}` };
    const signal = AbortSignal.timeout(patience);
    const response = await fetch(`${origin}${wayInPath}${withFile ? '?file' : ''}`, {
      method: 'POST',
      headers,
      signal,
    });
    if (!response.ok) return null;
    const { url, file } = (await response.json()) as Partial<WayIn>;
    return typeof url === 'string' && url.startsWith(`${origin}/`)
      ? { url, file: typeof file === 'string' ? file : null }
      : null;
  } catch {
    return null;
  }
}
