// A service without an engine: serves the built page and answers every channel with made-up projects (mock-answers.ts),
// so that the page can be tested and looked at alone. By hand:
//
//     node_modules/.bin/node test/app/mock-service.ts dense 8123
import * as fs from 'node:fs';
import * as http from 'node:http';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { decode, encode } from '../../shared/base/codec.ts';
import { decodeParcel } from '../../shared/base/parcel.ts';
import { messageLimits, type ServiceEvent } from '../../shared/channels.ts';
import { makeAnswers } from './mock-answers.ts';

const DIST = path.join(path.dirname(fileURLToPath(import.meta.url)), '../../dist/renderer');
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.map': 'application/json',
};
// The real host's policy: what breaks under it must break here.
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; " +
  "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export interface Mock {
  readonly url: string;
  readonly port: number;
  /** Moves what runs on by one evaluation, and lets a waiting import through. */
  tick(): void;
  /** Tells every page; of a project: it is as told from now on. */
  emit(event: ServiceEvent): void;
  /** How often predictions were asked for. */
  asked(): number;
  /** Ends every connection and answers no more; the page must notice. */
  close(): Promise<void>;
}

/**
 * One mock on a free port of 127.0.0.1. Scenarios: `receiver`, `dense`, `empty`, `fresh` (no fit), `nospec`, `failing`,
 * `problems`, `readonly`, `queue`, `chains`, `stopped`, `example` (a fit without a checkpoint), `unreadable` (predictions), `start` (no
 * project), `first` (nor a recent one).
 */
export async function startMock({
  scenario = 'receiver',
  dist = process.env.WELLSPRING_PAGE ?? DIST,
  port = 0,
} = {}): Promise<Mock> {
  const listeners = new Set<http.ServerResponse>();
  const emit = (event: ServiceEvent): void => {
    for (const response of listeners) response.write(`data: ${encode(event)}\n\n`);
  };
  const { channels, tick, asked, replace } = makeAnswers(scenario, emit);

  const server = http.createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname === '/events') {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      response.write(': hello\n\n');
      listeners.add(response);
      request.on('close', () => listeners.delete(response));
    } else if (pathname.startsWith('/channel/')) {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', async () => {
        const handler = (channels as Readonly<Record<string, (request: never) => unknown>>)[
          pathname.slice('/channel/'.length)
        ];
        const body = new Uint8Array(Buffer.concat(parts));
        const isParcel = request.headers['content-type'] === 'application/octet-stream';
        const message = isParcel
          ? decodeParcel(body, messageLimits.text, messageLimits.parts)
          : decode(new TextDecoder().decode(body));
        const reply = handler === undefined ? null : await handler(message as never);
        response.writeHead(handler === undefined ? 404 : 200, { 'content-type': 'application/json' });
        response.end(handler === undefined ? 'no such channel' : encode(reply));
      });
    } else {
      const file = path.join(dist, pathname === '/' ? 'index.html' : pathname);
      if (!file.startsWith(dist) || !fs.existsSync(file)) return void response.writeHead(404).end();
      response.writeHead(200, {
        'content-type': TYPES[path.extname(file)] ?? 'application/octet-stream',
        'content-security-policy': POLICY,
      });
      response.end(fs.readFileSync(file));
    }
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://127.0.0.1:${bound}/`,
    tick,
    emit(event) {
      if (event.kind === 'project') replace(event.project);
      emit(event);
    },
    asked,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
    port: bound,
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const mock = await startMock({
    scenario: process.argv[2] ?? 'receiver',
    port: Number(process.argv[3] ?? 0),
  });
  console.log(mock.url);
  setInterval(() => mock.tick(), 700);
}
