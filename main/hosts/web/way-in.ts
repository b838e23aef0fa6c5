import { randomUUID } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive } from './living-process.ts';
import { privateFolder, writePrivately } from './private-folder.ts';

/** One way into the page, good for one browser. */
export interface WayIn {
  /** The address, with its token. */
  readonly url: string;
  /**
   * A file that leads a browser there, readable by this user alone; null: none was wanted, or none can be written. Browsers are started
   * with it and not with the address: the arguments of a process can be read by every user of the machine.
   */
  readonly file: string | null;
}

/** Makes ways in and takes back their files. */
export interface WaysIn {
  make(url: string, withFile: boolean): WayIn;
  /** Nobody needs the file any more: the address has been used. */
  used(url: string): void;
  close(): void;
}

const fileOfHost = /^open-(\d+)-[\w-]+\.html$/;

/**
 * Takes away the files that hosts which were killed left: nobody lets anybody in by them any more. Before this one makes any:
 * what has its number is of an earlier day.
 */
export function removeDeadWays(folder: string): void {
  if (privateFolder(folder) === null) return;
  for (const name of readdirSync(folder)) {
    const pid = fileOfHost.exec(name)?.[1];
    if (pid !== undefined && (Number(pid) === process.pid || !isAlive(Number(pid))))
      rmSync(join(folder, name), { force: true });
  }
}

/** `folder`: where the files go; null: there are none. */
export function createWaysIn(folder: string | null): WaysIn {
  const files = new Map<string, string>();
  const remove = (url: string): void => {
    const file = files.get(url);
    if (file !== undefined) rmSync(file, { force: true });
    files.delete(url);
  };
  return {
    make(url, withFile) {
      const name = `open-${process.pid}-${randomUUID()}.html`;
      const file = folder === null || !withFile ? null : writePrivately(folder, name, leadingTo(url));
      if (file !== null) files.set(url, file);
      return { url, file };
    },
    used: remove,
    close: () => {
      for (const url of [...files.keys()]) remove(url);
    },
  };
}

function leadingTo(url: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0; url=${url}">
<title>Wellspring</title>
<p>Wellspring opens … If nothing happens, <a href="${url}">open it here</a>.</p>
</html>
`;
}
