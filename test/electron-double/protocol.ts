import { app } from './app.ts';

interface CustomScheme {
  readonly scheme: string;
  readonly privileges?: { readonly standard?: boolean; readonly secure?: boolean };
}
type Handler = (request: Request) => Response | Promise<Response>;

const schemes = new Set<string>();
const handlers = new Map<string, Handler>();

export const protocol = {
  registerSchemesAsPrivileged(list: readonly CustomScheme[]): void {
    if (app.isReady()) throw new Error('registerSchemesAsPrivileged must be called before the app is ready');
    for (const { scheme, privileges } of list) {
      if (privileges?.standard !== true || privileges.secure !== true)
        throw new Error(
          `electron double: the scheme ${scheme} must be standard and secure to have an origin`,
        );
      schemes.add(scheme);
    }
  },
  handle(scheme: string, handler: Handler): void {
    app.browser('protocol.handle');
    if (handlers.has(scheme)) throw new Error(`the protocol ${scheme} has a handler already`);
    handlers.set(scheme, handler);
  },
};

export function handlerOf(url: string): Handler | undefined {
  return handlers.get(new URL(url).protocol.slice(0, -1));
}

/** Chromium has no such schemes: `app://name/x` is shown as `https://name.app.test/x`, with the same origins apart. */
export function toPageUrl(url: string): string {
  const { protocol: scheme, host, pathname, search, hash } = new URL(url);
  const name = scheme.slice(0, -1);
  return schemes.has(name) ? `https://${host}.${name}.test${pathname}${search}${hash}` : url;
}

/** The inverse of `toPageUrl`. */
export function toAppUrl(url: string): string {
  const match = /^https:\/\/([^/]+)\.([a-z]+)\.test(\/.*)?$/.exec(url);
  const [, host, scheme = '', rest = '/'] = match ?? [];
  return schemes.has(scheme) ? `${scheme}://${host}${rest}` : url;
}
