/** Where this origin (port and all) keeps the path under which the web host knows its page. */
const stored = 'wellspring.address';

/** `/KEY/`, as the web host leads a browser there that it lets in. */
const keyed = /^\/[\w-]{32}\/$/;

/**
 * The path that requests to the web host begin with. A page that was opened without its key takes the one that this browser
 * was given before; other servers on this machine cannot read it, for storage is kept apart by port.
 */
export function settleAddress(): string {
  const { pathname, hash } = window.location;
  if (keyed.test(pathname)) {
    remember(pathname);
    return pathname;
  }
  const path = remembered();
  if (path === null) return '/';
  window.history.replaceState(null, '', `${path}${hash}`);
  return path;
}

function remember(path: string): void {
  try {
    window.localStorage.setItem(stored, path);
  } catch {
    // A browser that keeps nothing is let in as long as the address stands in its address bar.
  }
}

function remembered(): string | null {
  try {
    const path = window.localStorage.getItem(stored);
    return path !== null && keyed.test(path) ? path : null;
  } catch {
    return null;
  }
}
