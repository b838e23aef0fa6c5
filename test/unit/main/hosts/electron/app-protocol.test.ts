import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { answerPageRequest } from '../../../../../main/hosts/electron/app-protocol.ts';

const outer = fs.mkdtempSync(path.join(os.tmpdir(), 'wellspring-scheme-'));
const root = path.join(outer, 'page');
fs.mkdirSync(root);
fs.writeFileSync(path.join(root, 'index.html'), '<p>page</p>');
fs.writeFileSync(path.join(root, 'a.js'), 'export {};');
fs.writeFileSync(path.join(outer, 'secret.js'), 'secret');
fs.symlinkSync(path.join(outer, 'secret.js'), path.join(root, 'link.js'));
afterAll(() => fs.rmSync(outer, { recursive: true, force: true }));

const get = (url: string) => answerPageRequest({ url, method: 'GET' }, root);

describe('app://', () => {
  test.each([
    ['app://wellspring/', 'text/html; charset=utf-8', '<p>page</p>'],
    ['app://wellspring/a.js', 'text/javascript; charset=utf-8', 'export {};'],
  ])('serves %s', async (url, type, text) => {
    const response = await get(url);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(type);
    expect(await response.text()).toBe(text);
  });

  test.each([
    ['app://wellspring/../secret.js', 404],
    ['app://wellspring/%2e%2e/secret.js', 404],
    ['app://wellspring/..%2fsecret.js', 404],
    ['app://wellspring/%2e%2e%5csecret.js', 404],
    ['app://wellspring//secret.js', 404],
    ['app://wellspring/link.js', 404],
    ['app://wellspring/a.js%00.html', 404],
    ['app://wellspring/%', 404],
    ['app://wellspring/none.js', 404],
    ['app://elsewhere/index.html', 403],
    ['https://wellspring/index.html', 403],
  ])('refuses %s with %i', async (url, status) => {
    const response = await get(url);
    expect(response.status).toBe(status);
    expect(await response.text()).not.toContain('secret');
  });

  test.each(['POST', 'PUT', 'DELETE', 'HEAD'])('refuses %s', async (method) => {
    expect((await answerPageRequest({ url: 'app://wellspring/', method }, root)).status).toBe(405);
  });

  test.each(['app://wellspring/', 'app://wellspring/none.js', 'app://elsewhere/'])(
    'sends the policy with every response, also of %s',
    async (url) => {
      const { headers } = await get(url);
      const policy = new Map(
        (headers.get('content-security-policy') ?? '').split('; ').map((rule) => {
          const [name = '', ...values] = rule.split(' ');
          return [name, values.join(' ')];
        }),
      );
      expect(Object.fromEntries(policy)).toEqual({
        'default-src': "'none'",
        'script-src': "'self'",
        'style-src': "'self' 'unsafe-inline'",
        'img-src': "'self' data: blob:",
        'font-src': "'self'",
        'connect-src': "'self'",
        'base-uri': "'none'",
        'form-action': "'none'",
        'frame-ancestors': "'none'",
      });
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    },
  );
});
