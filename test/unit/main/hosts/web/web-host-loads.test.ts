import { request as httpRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { decode, encode } from '../../../../../shared/base/codec.ts';
import { encodeParcel } from '../../../../../shared/base/parcel.ts';
import { ask, calls, enter, host, origin } from '../../../../helpers/opened-web-host.ts';

describe('what a web host takes', () => {
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
});
