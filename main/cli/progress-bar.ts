import type { JobProgress } from '../jobs/messages.ts';

export interface ProgressBar {
  show(progress: JobProgress): void;
  /** Before other text is written. */
  clear(): void;
}

const width = 24;

/** One line that is written over; nothing where there is no terminal. */
export function createProgressBar(stream: NodeJS.WriteStream = process.stderr): ProgressBar {
  if (!stream.isTTY) return { show: () => {}, clear: () => {} };
  const clear = (): void => {
    stream.write('\r\u001b[K');
  };
  return {
    show(progress) {
      clear();
      stream.write(progressText(progress).slice(0, Math.max(20, stream.columns - 1)));
    },
    clear,
  };
}

/** `[#####...]  12.3 of 1000 epochs, 4.1 steps/s, 12 min left, training`. */
export function progressText({ activity, epoch, epochs, stepsPerSecond, secondsLeft }: JobProgress): string {
  const done = Math.min(width, Math.round((width * epoch) / Math.max(1, epochs)));
  const parts = [`[${'#'.repeat(done)}${'.'.repeat(width - done)}] ${epoch.toFixed(1)} of ${epochs} epochs`];
  if (stepsPerSecond !== null) parts.push(`${stepsPerSecond.toFixed(1)} steps/s`);
  if (secondsLeft !== null) parts.push(`${durationText(secondsLeft)} left`);
  return [...parts, activity].join(', ');
}

function durationText(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
