import { pageHeaders } from '../page-headers.ts';
import { readStaticFile } from '../static-files.ts';
import type { ElectronApi } from './electron-api.ts';

const scheme = 'app';
const host = 'wellspring';

/** Where the page lies. */
export const pageUrl = `${scheme}://${host}/`;

/** Whether an address is one of the page's own. */
export function isPageUrl(url: string): boolean {
  const parsed = URL.parse(url);
  return parsed !== null && parsed.protocol === `${scheme}:` && parsed.host === host;
}

/** Must run before the app is ready. Only what the page needs: an origin of its own, and fetch. */
export function registerAppScheme(protocol: ElectronApi['protocol']): void {
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** Serves the built page from its folder, after the app is ready. */
export function handleAppScheme(protocol: ElectronApi['protocol'], root: string): void {
  protocol.handle(scheme, (request) => answerPageRequest(request, root));
}

/** The response to a request for one of the page's files; every response has the page's headers. */
export async function answerPageRequest(
  request: { readonly url: string; readonly method: string },
  root: string,
): Promise<Response> {
  if (!isPageUrl(request.url)) return refusal(403, 'This address is not served here.');
  if (request.method !== 'GET') return refusal(405, 'Only GET is answered here.');
  const file = await readStaticFile(root, new URL(request.url).pathname);
  if (file === null) return refusal(404, 'There is no such file.');
  const body = new Uint8Array(file.bytes);
  return new Response(body, { headers: { ...pageHeaders, 'Content-Type': file.type } });
}

function refusal(status: number, sentence: string): Response {
  const headers = { ...pageHeaders, 'Content-Type': 'text/plain; charset=utf-8' };
  return new Response(`${sentence}\n`, { status, headers });
}
