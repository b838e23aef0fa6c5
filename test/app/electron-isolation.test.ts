import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hostKinds, missingHost, type OpenHost, openHost } from './hosts.ts';

/** Another origin that no test reaches: the name is reserved (RFC 2606). */
const elsewhere = 'https://elsewhere.invalid/';

for (const kind of hostKinds) {
  const missing = await missingHost(kind);
  describe.skipIf(missing !== null)(
    `page code in the ${kind} host${missing === null ? '' : ` (${missing})`}`,
    () => {
      let host: OpenHost;
      beforeAll(async () => {
        host = await openHost(kind);
      });
      afterAll(() => host?.close());

      test.each([
        'require',
        'process',
        'module',
        'global',
        'Buffer',
        'ipcRenderer',
        'electron',
        '__doublePost',
      ])('does not know %s', async (name) => {
        expect(await host.page.evaluate((global) => typeof Reflect.get(window, global), name)).toBe(
          'undefined',
        );
      });

      test('has no shared memory', async () => {
        expect(await host.page.evaluate(() => crossOriginIsolated)).toBe(false);
      });

      test.each([elsewhere, 'http://127.0.0.1:9/', 'file:///etc/hostname', 'ws://elsewhere.invalid/'])(
        'cannot ask %s: the content security policy refuses',
        async (url) => {
          const refused = await host.page.evaluate(async (address) => {
            const violation = new Promise<string>((resolve) =>
              document.addEventListener(
                'securitypolicyviolation',
                (event) => resolve(event.effectiveDirective),
                {
                  once: true,
                },
              ),
            );
            try {
              if (address.startsWith('ws:')) new WebSocket(address);
              else await fetch(address);
            } catch {
              // Told by the violation.
            }
            return violation;
          }, url);
          expect(refused).toBe('connect-src');
        },
      );

      test('runs no text as code', async () => {
        const ran = await host.page.evaluate(async () => {
          // What a driver evaluates may evaluate in turn; what comes later is the page's own.
          await new Promise((resolve) => setTimeout(resolve, 0));
          const results: string[] = [];
          try {
            results.push(String(new Function('return 1')()));
          } catch (error) {
            results.push((error as Error).name);
          }
          const script = document.createElement('script');
          script.textContent = 'window.injected = true';
          document.head.append(script);
          results.push(String('injected' in window));
          script.remove();
          return results;
        });
        expect(ran).toEqual(['EvalError', 'false']);
      });

      test.each(['iframe', 'object', 'embed'])('shows no %s', async (tag) => {
        const directive = await host.page.evaluate(
          (name) =>
            new Promise<string>((resolve) => {
              document.addEventListener(
                'securitypolicyviolation',
                (event) => resolve(event.effectiveDirective),
                {
                  once: true,
                },
              );
              const element = document.createElement(name);
              element.setAttribute(name === 'object' ? 'data' : 'src', 'https://elsewhere.invalid/');
              document.body.append(element);
            }),
          tag,
        );
        expect(['frame-src', 'object-src']).toContain(directive);
      });

      test('is given no permission', async () => {
        const states = await host.page.evaluate(async () => {
          const names = ['geolocation', 'notifications', 'camera', 'microphone'] as PermissionName[];
          return Promise.all(names.map(async (name) => (await navigator.permissions.query({ name })).state));
        });
        expect(states).not.toContain('granted');
      });

      // A browser's own page may open windows and go elsewhere; only the desktop window is ours to bind.
      test.skipIf(kind === 'web')('opens no window', async () => {
        const opened = await host.page.evaluate((url) => {
          const link = document.createElement('a');
          link.href = url;
          link.target = '_blank';
          document.body.append(link);
          link.click();
          return window.open(url) === null;
        }, elsewhere);
        expect(opened).toBe(true);
        expect(await windows(host)).toBe(1);
      });

      test
        .skipIf(kind === 'web')
        .each([elsewhere, 'https://wellspring.app.test/a.js', 'file:///etc/hostname', '/a.js'])(
        'does not go to %s',
        async (target) => {
          const before = host.page.url();
          await host.page.evaluate((url) => {
            window.location.href = url;
          }, target);
          // Asked of the host after the navigation was: it has been answered by then.
          expect(await windows(host)).toBe(1);
          expect(host.page.url()).toBe(before);
          expect(await host.page.evaluate(() => document.querySelector('#app') !== null)).toBe(true);
        },
      );
    },
  );
}

interface Windows {
  readonly BrowserWindow: { getAllWindows(): readonly unknown[] };
}

function windows(host: OpenHost): Promise<number> {
  return host.evaluate(({ BrowserWindow }: Windows, _: null) => BrowserWindow.getAllWindows().length, null);
}
