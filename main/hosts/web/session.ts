import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Who may speak to the web host: whoever came with the printed token, once, and carries the cookie it was exchanged for. */
export interface Session {
  /** For the printed address; good for one exchange. */
  readonly token: string;
  /** The Set-Cookie value for a right and unused token, else null. */
  exchange(token: string): string | null;
  /** Whether the request carries the cookie. */
  admits(request: IncomingMessage): boolean;
}

/** `port` is part of the cookie's name: cookies do not tell ports apart, and two instances must not sign each other out. */
export function createSession(port: number): Session {
  const token = randomBytes(24).toString('base64url');
  const secret = randomBytes(24).toString('base64url');
  const name = `wellspring-${port}`;
  let used = false;
  return {
    token,
    exchange(given) {
      if (used || !equal(given, token)) return null;
      used = true;
      return `${name}=${secret}; HttpOnly; SameSite=Strict; Path=/`;
    },
    admits(request) {
      const cookies = (request.headers.cookie ?? '').split(';').map((cookie) => cookie.trim());
      return cookies.some(
        (cookie) => cookie.startsWith(`${name}=`) && equal(cookie.slice(name.length + 1), secret),
      );
    },
  };
}

/** Takes the same time wherever the texts differ. */
function equal(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
