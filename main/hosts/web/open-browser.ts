import { spawn } from 'node:child_process';

/** Tries to show the address in the user's browser. Whether it worked is not known, and is no failure: the address is printed. */
export function openBrowser(url: string): void {
  const [command, args] = browserCommand(url);
  try {
    const child = spawn(command, args, { stdio: 'ignore', detached: true });
    child.on('error', () => {});
    child.unref();
  } catch {
    // A machine without any such command.
  }
}

function browserCommand(url: string): readonly [string, readonly string[]] {
  switch (process.platform) {
    case 'win32':
      // Not `start`: its shell would read the address.
      return ['rundll32', ['url.dll,FileProtocolHandler', url]];
    case 'darwin':
      return ['open', [url]];
    default:
      return ['xdg-open', [url]];
  }
}
