import { spawn } from 'node:child_process';

/**
 * Tries to show a file in the user's browser: never an address, which every user of the machine could read among the
 * arguments. Whether it worked is not known, and is no failure: the address is printed.
 */
export function openBrowser(file: string): void {
  const [command, args] = browserCommand(file);
  try {
    const child = spawn(command, args, { stdio: 'ignore', detached: true });
    child.on('error', () => {});
    child.unref();
  } catch {
    // A machine without any such command.
  }
}

function browserCommand(file: string): readonly [string, readonly string[]] {
  switch (process.platform) {
    case 'win32':
      // Not `start`: its shell would read the name.
      return ['rundll32', ['url.dll,FileProtocolHandler', file]];
    case 'darwin':
      return ['open', [file]];
    default:
      return ['xdg-open', [file]];
  }
}
