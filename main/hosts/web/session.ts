import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/**
 * Who may speak to the web host: whoever came with a token, once. It is exchanged for two halves of a pass, and only both
 * together carry messages:
 *
 * - the *secret*, in a cookie. Cookies do not tell ports apart: any other server on this machine that the browser visits is
 *   handed it;
 * - the *key*, the first name of the page's address (`/KEY/`). A browser gives it to this origin alone, in the address or as
 *   the referrer.
 *
 * A program that keeps one cookie and knows nothing of paths sends the first one, which has both halves; browsers hand it
 * out below the key only.
 */
export interface Session {
  /** Path of the page: `/KEY/`. */
  readonly home: string;
  /** A new token, good for one exchange. */
  issue(): string;
  /** The Set-Cookie values for a right and unused token, else null. */
  exchange(token: string): readonly string[] | null;
  /** The same cookies again, to last from now on. */
  renewed(): readonly string[];
  /** Whether a path is that of a page, of this session or another. */
  isHome(path: string): boolean;
  /** The path without the key before it. */
  within(path: string): string;
  /** Whether the request has both halves. */
  admits(request: IncomingMessage): boolean;
  /** Whether it has one of them, which is enough to be shown the page: there is nothing of the user's in it. */
  knows(request: IncomingMessage): boolean;
}

/** Seconds that a browser keeps the cookies, closed or not; renewed whenever the page is loaded. */
const cookieAge = 7 * 24 * 3600;

/** `port` is part of the cookies' names: two instances must not sign each other out. */
export function createSession(port: number): Session {
  const [secret, key] = [randomText(), randomText()];
  const unused = new Set<string>();
  const [whole, half] = [`wellspring-${port}`, `wellspring-${port}-half`];
  const home = `/${key}/`;
  const cookie = (name: string, value: string, path: string): string =>
    `${name}=${value}; HttpOnly; SameSite=Strict; Path=${path}; Max-Age=${cookieAge}`;
  const cookies = [cookie(whole, `${secret}.${key}`, home), cookie(half, secret, '/')];

  const has = (request: IncomingMessage, name: string, value: string): boolean =>
    (request.headers.cookie ?? '').split(';').some((given) => {
      const [itsName, itsValue] = given.trim().split('=');
      return itsName === name && equal(itsValue ?? '', value);
    });
  const isWhole = (request: IncomingMessage): boolean => has(request, whole, `${secret}.${key}`);
  const hasSecret = (request: IncomingMessage): boolean => has(request, half, secret);
  const below = (path: string): boolean => path[home.length - 1] === '/' && equal(first(path), key);
  const hasKey = (request: IncomingMessage): boolean =>
    below(request.url ?? '') || below(URL.parse(request.headers.referer ?? '')?.pathname ?? '');

  return {
    home,
    issue() {
      const token = randomText();
      unused.add(token);
      return token;
    },
    exchange(given) {
      const token = [...unused].find((one) => equal(given, one));
      if (token === undefined) return null;
      unused.delete(token);
      return cookies;
    },
    renewed: () => cookies,
    isHome: (path) => /^\/[\w-]{32}\/$/.test(path),
    within: (path) => (below(path) ? path.slice(home.length - 1) : path),
    admits: (request) => isWhole(request) || (hasSecret(request) && hasKey(request)),
    knows: (request) => isWhole(request) || hasSecret(request) || hasKey(request),
  };
}

function randomText(): string {
  return randomBytes(24).toString('base64url');
}

/** First name of a path. */
function first(path: string): string {
  return path.split('/', 2)[1] ?? '';
}

/** Takes the same time wherever the texts differ. */
export function equal(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
