import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openWebHost, type WebHost } from '../../../../../main/hosts/web/web-host.ts';
import { decode, encode } from '../../../../../shared/base/codec.ts';
import { encodeParcel } from '../../../../../shared/base/parcel.ts';
import type { Service, ServiceEvent } from '../../../../../shared/channels.ts';

let folder: string;
let host: WebHost;
let listeners: Set<(event: ServiceEvent) => void>;
const calls: unknown[] = [];

beforeEach(async () => {
  calls.length = 0;
  listeners = new Set();
  folder = mkdtempSync(join(tmpdir(), 'wellspring-host-'));
  mkdirSync(join(folder, 'page'));
  writeFileSync(join(folder, 'page', 'index.html'), '<!doctype html><title>page</title>');
  writeFileSync(join(folder, 'page', 'main.js'), 'export {};');
  writeFileSync(join(folder, 'page', '.env.json'), '{}');
  writeFileSync(join(folder, 'secret.json'), '{"secret":true}');
  if (process.platform !== 'win32')
    symlinkSync(join(folder, 'secret.json'), join(folder, 'page', 'link.json'));
  const service: Service = {
    call: async (channel, request) => {
      calls.push([channel, request]);
      return { kind: 'value', value: { echo: request } };
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async () => {},
  };
  host = await openWebHost({ service, root: join(folder, 'page'), port: 0, doors: join(folder, 'doors') });
});

afterEach(async () => {
  await host.close();
  rmSync(folder, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** Raw requests: `fetch` would mend paths and refuse to set Host, Origin and cookies. */
function ask(
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string | Uint8Array } = {},
): Promise<Answer> {
  const { port } = new URL(host.url);
  return new Promise((resolve, reject) => {
    const { method = 'GET', headers = {} } = options;
    const request = httpRequest({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
      );
    });
    request.on('error', reject);
    request.end(options.body);
  });
}

async function enter(): Promise<string> {
  const { pathname, search } = new URL(host.url);
  const { headers } = await ask(pathname + search);
  return String(headers['set-cookie']).split(';')[0] ?? '';
}

const origin = (): string => new URL(host.url).origin;

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

  test('takes large files, and nothing else that is large', async () => {
    const headers = { cookie: await enter(), origin: origin() };
    const body = encode({ files: [{ name: 'a.csv', bytes: new Uint8Array(3 << 20) }] });
    expect((await ask('/channel/files.import', { method: 'POST', headers, body })).status).toBe(200);
    expect((await ask('/channel/spec.choose', { method: 'POST', headers, body })).status).toBe(413);
    expect(calls).toHaveLength(1);
  });

  test('takes files as they are, without making a text of them', async () => {
    const headers = { cookie: await enter(), origin: origin(), 'content-type': 'application/octet-stream' };
    const bytes = new Uint8Array(20 << 20).fill(7);
    const body = Buffer.concat(encodeParcel({ files: [{ name: 'a.csv', bytes }] }) ?? []);
    const posted = { method: 'POST', headers, body };
    expect((await ask('/channel/files.import', posted)).status).toBe(200);
    expect(calls).toHaveLength(1);
    const [[channel, message]] = calls as [[string, { files: [{ name: string; bytes: Uint8Array }] }]];
    expect([channel, message.files[0].name]).toEqual(['files.import', 'a.csv']);
    expect(Buffer.compare(message.files[0].bytes, bytes)).toBe(0);
    // Without a length, piece by piece.
    const chunked = { ...headers, 'transfer-encoding': 'chunked' };
    expect((await ask('/channel/files.import', { ...posted, headers: chunked })).status).toBe(200);
    expect((await ask('/channel/spec.choose', posted)).status).toBe(413);
    expect((await ask('/channel/spec.choose', { ...posted, headers: chunked })).status).toBe(413);
    expect((await ask('/channel/files.import', { ...posted, body: body.subarray(0, 99) })).status).toBe(400);
    expect(calls).toHaveLength(2);
  });

  test('tells the sender of a body too large that it is', async () => {
    const headers = { cookie: await enter(), origin: origin() };
    const post = { method: 'POST', headers, body: new Uint8Array(100 << 20) };
    expect((await ask('/channel/files.import', post)).status).toBe(413);
    expect((await ask('/channel/spec.choose', post)).status).toBe(413);
    expect(calls).toEqual([]);
  });

  test.each([
    ['[', 'nests'],
    ['{},', 'holds at most'],
    ['{"name":"a","bytes":1},', 'holds at most'],
  ])('refuses a body made of %s before it is parsed', async (part, words) => {
    const headers = { cookie: await enter(), origin: origin() };
    const body = `[${part.repeat((4 << 20) / part.length)}`;
    const answer = await ask('/channel/files.import', { method: 'POST', headers, body });
    expect(answer.status).toBe(400);
    expect(answer.text).toContain(words);
    expect(calls).toEqual([]);
  });

  test('takes no more files at once than there is memory for', async () => {
    const headers = { cookie: await enter(), origin: origin(), 'content-type': 'application/octet-stream' };
    const large = { method: 'POST', headers: { ...headers, 'content-length': String(200 << 20) } };
    const { port } = new URL(host.url);
    const path = '/channel/files.import';
    const under = [1, 2].map(() => httpRequest({ host: '127.0.0.1', port, path, ...large }));
    for (const request of under) request.on('error', () => {}).flushHeaders();
    const small = Buffer.concat(encodeParcel({ files: [{ name: 'a.csv', bytes: Uint8Array.of(1) }] }) ?? []);
    // Who does not say how much is coming may send as much as there may be.
    const unstated = { method: 'POST', headers: { ...headers, 'transfer-encoding': 'chunked' }, body: small };
    const third = await ask(path, unstated);
    expect(third.status).toBe(503);
    expect(decode(third.text)).toMatchObject({ kind: 'problems', problems: [{ code: 'request.busy' }] });
    expect((await ask(path, { method: 'POST', headers, body: small })).status).toBe(200);
    for (const request of under) request.destroy();
    // What is not under way any more counts no more.
    while ((await ask(path, unstated)).status === 503);
  });

  test('lets its browser in however many connections others hold, and closes those', async () => {
    const port = Number(new URL(host.url).port);
    let closed = 0;
    const held = Array.from({ length: 400 }, () => {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => {});
      socket.on('close', () => {
        closed += 1;
      });
      socket.write('GET / HTTP/1.1\r\nHost: x');
      return socket;
    });
    await Promise.all(held.map((socket) => new Promise((resolve) => socket.once('connect', resolve))));
    const headers = { cookie: await enter(), origin: origin() };
    expect((await ask('/channel/x', { method: 'POST', headers, body: '{}' })).status).toBe(200);
    // Once it is known, no stranger takes its place.
    const events = await new Promise<IncomingMessage>((resolve) => {
      httpRequest({ host: '127.0.0.1', port, path: '/events', headers }, resolve).end();
    });
    const more = Array.from({ length: 200 }, () => connect(port, '127.0.0.1').on('error', () => {}));
    await Promise.all(more.map((socket) => new Promise((resolve) => socket.once('connect', resolve))));
    while (closed < 400 - 64) await new Promise((resolve) => setImmediate(resolve));
    expect(events.destroyed).toBe(false);
    for (const socket of [...held, ...more]) socket.destroy();
    events.destroy();
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
