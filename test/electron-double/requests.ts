import type { Route } from 'playwright';
import { handlerOf, toAppUrl } from './protocol.ts';
import type { WebContents } from './web-contents.ts';

/**
 * Answers every request of a page: navigations are asked about first, then the session is, then the program's own handler
 * of the scheme answers, headers and all. Nothing ever reaches the network.
 */
export async function answerRequest(route: Route, contents: WebContents): Promise<void> {
  const request = route.request();
  const url = toAppUrl(request.url());
  if (request.isNavigationRequest() && !mayNavigate(url, contents)) {
    await route.abort('aborted');
    return;
  }
  const handler = handlerOf(url);
  if (!(await contents.session.allows(url)) || handler === undefined) {
    console.error(`electron double: blocked ${url}`);
    await route.abort('blockedbyclient');
    return;
  }
  try {
    const response = await handler(new Request(url, { method: request.method() }));
    await route.fulfill({
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: Buffer.from(await response.arrayBuffer()),
    });
  } catch (error) {
    console.error(`electron double: the handler of ${url} failed: ${String(error)}`);
    await route.abort('failed');
  }
}

/** What the program loads itself is not asked about; what the page begins is. */
function mayNavigate(url: string, contents: WebContents): boolean {
  if (contents.loading === url) return true;
  let prevented = false;
  const event = {
    url,
    preventDefault: (): void => {
      prevented = true;
    },
  };
  contents.emit('will-frame-navigate', event, url);
  contents.emit('will-navigate', event, url);
  return !prevented;
}
