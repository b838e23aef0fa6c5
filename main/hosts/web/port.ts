import type { Problem } from '../../../shared/base/problem.ts';

/** Ports that browsers open no page on, whoever listens there: the list of the Fetch standard, section “port blocking”. */
const blockedPorts: ReadonlySet<number> = new Set([
  ...[
    1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104,
  ],
  ...[
    109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515,
  ],
  ...[526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049],
  ...[3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080],
]);

/** Why no page can be shown on a port, whoever asks; null: it may be tried. */
export function portProblem(port: number): Problem | null {
  return blockedPorts.has(port) ? portCannot(port, 'browsers open no page there') : null;
}

/** The problem of a port that cannot be used, in the system's words where it said no. */
export function portCannot(port: number, reason: unknown): Problem {
  return {
    code: 'serve.port',
    severity: 'error',
    message: `port ${port} cannot be used: ${wordsOf(port, reason)}`,
    remedy: 'Leave --port away to take any free one, or name another (1024 and above are free to all users).',
  };
}

function wordsOf(port: number, reason: unknown): string {
  if (!(reason instanceof Error)) return String(reason);
  switch ((reason as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return 'another program listens there';
    case 'EACCES':
      return port < 1024
        ? 'ports below 1024 need special rights on this system'
        : 'the system does not allow it';
    default:
      return reason.message;
  }
}
