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
      return peak;
    },
  };
}

/** null: the process has ended, or there is no /proc. */
function peakMemory(pid: number): number | null {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) * 1024;
  } catch {
    return null;
  }
}
