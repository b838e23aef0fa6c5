import { readFileSync } from 'node:fs';

/** Milliseconds between two looks. */
const interval = 200;

/** The largest resident memory of a process so far, as its system counts it; looked at until `stop`. */
export function watchPeakMemory(pid: number): { readonly stop: () => number | null } {
  let peak: number | null = null;
  const look = (): void => {
    peak = peakMemory(pid) ?? peak;
  };
  look();
  const timer = setInterval(look, interval);
  return {
    /** Bytes; null where the system does not say. */
    stop: () => {
      clearInterval(timer);
      // What blocked the timer till now counts as well.
      look();
      return peak;
    },
  };
}

/** Resident memory of a process now, bytes; null: it has ended, or there is no /proc. */
export function memoryNow(pid: number): number | null {
  return statusOf(pid, 'VmRSS');
}

function peakMemory(pid: number): number | null {
  return statusOf(pid, 'VmHWM');
}

function statusOf(pid: number, name: string): number | null {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const kilobytes = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) * 1024;
  } catch {
    return null;
  }
}
