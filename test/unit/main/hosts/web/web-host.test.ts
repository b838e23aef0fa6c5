import { existsSync, readFileSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openWebHost } from '../../../../../main/hosts/web/web-host.ts';
import { decode, encode } from '../../../../../shared/base/codec.ts';
import type { Service, ServiceEvent } from '../../../../../shared/channels.ts';
import {
  type Answer,
  ask,
  calls,
  enter,
  folder,
  host,
  listeners,
  origin,
} from '../../../../helpers/opened-web-host.ts';

describe('web host', () => {
  test('exchanges the token once for a strict cookie and takes it out of the address', async () => {
    const { pathname, search } = new URL(host.url);
    const first = await ask(pathname + search);
    expect(first.status).toBe(303);
    expect(first.headers.location).toMatch(/^\/[\w-]{32}\/$/);
    const [whole = '', half = ''] = first.headers['set-cookie'] as string[];
    expect(whole).toContain(`; HttpOnly; SameSite=Strict; Path=${first.headers.location}; Max-Age=`);
    expect(half).toMatch(/; HttpOnly; SameSite=Strict; Path=\/; Max-Age=/);
    expect((await ask(pathname + search)).status).toBe(403);
    const cookie = whole.split(';')[0] ?? '';
    expect((await ask(pathname + search, { headers: { cookie } })).status).toBe(303);
    expect((await ask('/', { headers: { cookie } })).text).toContain('<title>page</title>');
  });

  test('takes messages with both halves of the pass only: cookies do not tell ports apart', async () => {
    const { pathname, search } = new URL(host.url);
    const { headers } = await ask(pathname + search);
    const half = String((headers['set-cookie'] as string[])[1]).split(';')[0] ?? '';
    const page = String(headers.location);
    const key = page.slice(1, -1);
    const asked: readonly (readonly [string, string, Record<string, string>, number])[] = [
      ['the cookie that other servers are handed', '/channel/x', { cookie: half }, 403],
      ['the key alone', `${page}channel/x`, {}, 403],
      ['a wrong key', `/${'x'.repeat(32)}/channel/x`, { cookie: half }, 403],
      ['part of the key', `/${key.slice(0, 5)}/channel/x`, { cookie: half }, 403],
      ['a referrer of elsewhere', '/channel/x', { cookie: half, referer: `${origin()}/` }, 403],
      ['both, the key in the address', `${page}channel/x`, { cookie: half }, 200],
      ['both, the key in the referrer', '/channel/x', { cookie: half, referer: origin() + page }, 200],
    ];
    for (const [what, path, given, status] of asked) {
      const post = { method: 'POST', body: '{}', headers: { ...given, origin: origin() } };
      expect((await ask(path, post)).status, what).toBe(status);
    }
    expect(calls).toHaveLength(2);
    expect((await ask('/events', { headers: { cookie: half } })).status).toBe(403);
  });

  test('shows a browser that comes back its page, and renews its pass', async () => {
    const { pathname, search } = new URL(host.url);
    const { headers } = await ask(pathname + search);
    const half = String((headers['set-cookie'] as string[])[1]).split(';')[0] ?? '';
    const again = await ask('/', { headers: { cookie: half } });
    expect(again.status).toBe(200);
    expect(again.headers['set-cookie']).toBeUndefined();
    const used = await ask(pathname + search, { headers: { cookie: half } });
    expect([used.status, used.headers.location]).toEqual([303, '/']);
    const page = String(headers.location);
    const within = await ask(page, { headers: { cookie: half } });
    expect(within.text).toContain('<title>page</title>');
    expect(within.headers['set-cookie']).toHaveLength(2);
    // The page of an earlier start on the same port.
    const earlier = `/${'k'.repeat(32)}/`;
    const led = await ask(earlier, { headers: { cookie: half } });
    expect([led.status, led.headers.location]).toEqual([303, '/']);
    expect((await ask(earlier)).status).toBe(403);
  });

  test('tells a person who is not let in what happened and how to come back', async () => {
    const { status, text, headers } = await ask('/?token=old', { headers: { accept: 'text/html,*/*' } });
    expect(status).toBe(403);
    expect(headers['content-type']).toContain('text/html');
    expect(text).toContain('This address has been used, or is not of this start.');
    expect(text).toContain('npm start -- --open');
    // A host that was started anew knows nothing of what the one before it did.
    expect(text).not.toContain('so do its fits');
    expect(text).toContain('can be resumed from its last checkpoint');
  });

  test('gives another program of the same user a new address, and nobody else', async () => {
    const post = (headers: Record<string, string>) => ask('/way-in', { method: 'POST', headers });
    expect((await post({})).status).toBe(403);
    expect((await post({ authorization: 'Bearer wrong' })).status).toBe(403);
    expect((await post({ authorization: `Bearer ${host.pass}`, origin: origin() })).status).toBe(403);
    const given = await post({ authorization: `Bearer ${host.pass}` });
    const { url, file } = JSON.parse(given.text);
    expect(file).toBeNull();
    const { pathname, search } = new URL(url);
    expect((await ask(pathname + search)).status).toBe(303);
    expect((await ask(pathname + search)).status).toBe(403);
    await enter();
  });

  test('leads a browser in by a file that only this user can read, until it has been used', async () => {
    const { url, file } = host.wayIn();
    const door = String(file);
    expect(readFileSync(door, 'utf8')).toContain(`url=${url}"`);
    if (process.platform !== 'win32') {
      expect(statSync(door).mode & 0o777).toBe(0o600);
      expect(statSync(join(folder, 'doors')).mode & 0o777).toBe(0o700);
    }
    const { pathname, search } = new URL(url);
    expect((await ask(pathname + search)).status).toBe(303);
    expect(existsSync(door)).toBe(false);
    const other = String(host.wayIn().file);
    await host.close();
    expect(existsSync(other)).toBe(false);
  });

  test('every answer has the content security policy', async () => {
    const cookie = await enter();
    for (const answer of [
      await ask('/', { headers: { cookie } }),
      await ask('/'),
      await ask('/none', { headers: { cookie } }),
    ]) {
      expect(answer.headers['content-security-policy']).toContain("default-src 'none'; script-src 'self';");
      expect(answer.headers['x-content-type-options']).toBe('nosniff');
    }
  });

  test('carries a call and its reply', async () => {
    const headers = { cookie: await enter(), origin: origin() };
    const body = encode({ fit: 'fit-1', x: new Float64Array([Number.NaN, 2]) });
    const answer = await ask('/channel/fit.show', { method: 'POST', headers, body });
    expect(answer.status).toBe(200);
    expect(decode(answer.text)).toEqual({
      kind: 'value',
      value: { echo: { fit: 'fit-1', x: new Float64Array([Number.NaN, 2]) } },
    });
    expect(calls).toHaveLength(1);
  });

  test('refuses what does not come from its page', async () => {
    const cookie = await enter();
    const post = { method: 'POST', body: '{}' };
    const refused: readonly (readonly [string, Promise<Answer>, number])[] = [
      ['no cookie', ask('/'), 403],
      ['a wrong token', ask('/?token=wrong'), 403],
      ['a wrong cookie', ask('/', { headers: { cookie: `${cookie}x` } }), 403],
      ['another Host', ask('/', { headers: { cookie, host: 'evil.example' } }), 403],
      ['another port in Host', ask('/', { headers: { cookie, host: '127.0.0.1:1' } }), 403],
      [
        'another Origin',
        ask('/channel/x', { ...post, headers: { cookie, origin: 'http://evil.example' } }),
        403,
      ],
      ['a null Origin', ask('/channel/x', { ...post, headers: { cookie, origin: 'null' } }), 403],
      ['no Origin', ask('/channel/x', { ...post, headers: { cookie } }), 403],
      ['GET on a channel', ask('/channel/x', { headers: { cookie, origin: origin() } }), 405],
      ['POST on a file', ask('/main.js', { ...post, headers: { cookie, origin: origin() } }), 405],
      ['DELETE', ask('/main.js', { method: 'DELETE', headers: { cookie } }), 405],
      ['no message', ask('/channel/x', { ...post, body: '{', headers: { cookie, origin: origin() } }), 400],
      [
        'a body too large',
        ask('/channel/x', {
          method: 'POST',
          body: 'x'.repeat(2 << 20),
          headers: { cookie, origin: origin() },
        }),
        413,
      ],
      ['events without cookie', ask('/events'), 403],
    ];
    for (const [what, answer, status] of refused) expect((await answer).status, what).toBe(status);
    expect(calls).toEqual([]);
  });

  test('serves nothing outside of the page’s folder', async () => {
    const headers = { cookie: await enter() };
    const paths = [
      '/../secret.json',
      '/%2e%2e/secret.json',
      '/..%2fsecret.json',
      '/..\\secret.json',
      '//secret.json',
    ];
    paths.push(
      '/link.json',
      '/.env.json',
      '/main.js%00.json',
      '/%E0%A4%A',
      `/${join(folder, 'secret.json')}`,
    );
    for (const path of paths) expect(await ask(path, { headers }), path).toMatchObject({ status: 404 });
    expect((await ask('/main.js', { headers })).headers['content-type']).toBe(
      'text/javascript; charset=utf-8',
    );
  });

  test('tells every open page every event', async () => {
    const cookie = await enter();
    const { port, host: name } = new URL(host.url);
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(`GET /events HTTP/1.1\r\nHost: ${name}\r\nCookie: ${cookie}\r\n\r\n`);
    const event: ServiceEvent = {
      kind: 'evaluation',
      fit: 'fit-1',
      evaluation: { epoch: 1, step: 2, seconds: 3, trainElbo: Number.NaN, validationElbo: 5 },
    };
    let text = '';
    for await (const part of socket) {
      const before = text;
      text += String(part);
      if (!before.includes('retry:') && text.includes('retry:'))
        for (const listener of listeners) listener(event);
      if (/^data: .*$/m.test(text.split('retry:')[1] ?? '') && text.endsWith('\n\r\n')) break;
    }
    const line = text.split('\n').find((part) => part.startsWith('data: ')) ?? '';
    expect(decode(line.slice('data: '.length))).toEqual(event);
    socket.destroy();
  });

  test('cuts a reader off that does not read, whatever is told meanwhile', async () => {
    const cookie = await enter();
    const { port, host: name } = new URL(host.url);
    const socket = connect(Number(port), '127.0.0.1').on('error', () => {});
    socket.write(`GET /events HTTP/1.1\r\nHost: ${name}\r\nCookie: ${cookie}\r\n\r\n`);
    await new Promise((resolve) => socket.once('data', resolve));
    socket.pause();
    const event = { kind: 'import', file: 'x'.repeat(1 << 20), done: 1, total: 2 } as const;
    let encoded = 0;
    const counted = {
      ...event,
      get file(): string {
        encoded++;
        return event.file;
      },
    };
    for (let i = 0; i < 100; i++) {
      for (const listener of listeners) listener(counted);
      await new Promise((resolve) => setImmediate(resolve));
    }
    // Once it is cut off nothing is made for it.
    expect(encoded).toBeGreaterThan(0);
    expect(encoded).toBeLessThan(100);
    socket.destroy();
  });

  test('says so where the port is taken', async () => {
    const { port } = new URL(host.url);
    const service: Service = {
      call: async () => ({ kind: 'value', value: null }),
      subscribe: () => () => {},
      close: async () => {},
    };
    await expect(openWebHost({ service, root: folder, port: Number(port) })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  });
});
