import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CodecError, decode, encode } from '../../../shared/base/codec.ts';
import type { Service } from '../../../shared/channels.ts';
import { pageHeaders } from '../page-headers.ts';
import { readStaticFile } from '../static-files.ts';
import { readBody } from './body.ts';
import { createEventStreams, type EventStreams } from './event-streams.ts';
import { createSession, type Session } from './session.ts';

export interface WebHost {
  /** With the token that opens it, once. */
  readonly url: string;
  close(): Promise<void>;
}

export interface WebHostOptions {
  readonly service: Service;
  /** Folder of the built page. */
  readonly root: string;
  /** 0: any free one. */
  readonly port: number;
}

/** Of a request body, bytes: files come as base64 within one; the largest other one is a spec's text. */
const largestBody = 1 << 20;
const largestImport = 256 << 20;

interface Context {
  readonly service: Service;
  readonly root: string;
  readonly session: Session;
  readonly streams: EventStreams;
  /** Values of the Host header that name this host. */
  readonly hosts: ReadonlySet<string>;
}

/**
 * Serves the page and carries its messages, on the loopback address only. Rejects with the system's error where the port
 * cannot be had (EADDRINUSE, EACCES).
 */
export async function openWebHost(options: WebHostOptions): Promise<WebHost> {
  const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000 });
  const port = await listen(server, options.port);
  const session = createSession(port);
  const streams = createEventStreams(options.service);
  const hosts = new Set([`127.0.0.1:${port}`, `localhost:${port}`]);
  const context: Context = { service: options.service, root: options.root, session, streams, hosts };
  server.on('request', (request, response) => {
    answer(request, response, context).catch((error: unknown) => {
      refuse(
        response,
        500,
        `This is a bug of Wellspring: ${error instanceof Error ? error.message : String(error)}`,
      );
    });
  });
  return {
    url: `http://127.0.0.1:${port}/?token=${session.token}`,
    close: () =>
      new Promise((resolve) => {
        streams.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, context: Context): Promise<void> {
  for (const [name, value] of Object.entries(pageHeaders)) response.setHeader(name, value);
  const host = request.headers.host ?? '';
  // Before anything else: another name that resolves to this machine is a page trying to rebind DNS.
  if (!context.hosts.has(host)) return refuse(response, 403, 'This address is not served here.');
  const { origin } = request.headers;
  if (origin !== undefined && origin !== `http://${host}`)
    return refuse(response, 403, 'Another origin may not ask.');
  const url = URL.parse(`http://${host}${request.url}`);
  if (url === null || url.host !== host) return refuse(response, 400, 'This is no address.');
  const { pathname, searchParams } = url;
  const token = searchParams.get('token');
  if (request.method === 'GET' && pathname === '/' && token !== null)
    return enter(request, response, token, context);
  if (!context.session.admits(request)) {
    return refuse(response, 403, 'Open the address that Wellspring printed when it started.');
  }
  if (pathname.startsWith('/channel/'))
    return call(request, response, pathname.slice('/channel/'.length), context);
  if (request.method !== 'GET') return refuseMethod(response, 'GET');
  if (pathname === '/events') return context.streams.open(request, response);
  const file = await readStaticFile(context.root, pathname);
  if (file === null) return refuse(response, 404, 'There is no such file.');
  response.writeHead(200, { 'Content-Type': file.type }).end(file.bytes);
}

function enter(request: IncomingMessage, response: ServerResponse, token: string, context: Context): void {
  const cookie = context.session.exchange(token);
  if (cookie === null && !context.session.admits(request)) {
    const sentence =
      'This address has been used or is not of this start. Go to the window that opened first, or start again.';
    refuse(response, 403, sentence);
    return;
  }
  if (cookie !== null) response.setHeader('Set-Cookie', cookie);
  // The token leaves the address bar and the history.
  response.writeHead(303, { Location: '/' }).end();
}

async function call(
  request: IncomingMessage,
  response: ServerResponse,
  channel: string,
  context: Context,
): Promise<void> {
  if (request.method !== 'POST') return refuseMethod(response, 'POST');
  // Every browser states the origin of a POST; what does not is no page of ours.
  if (request.headers.origin === undefined) return refuse(response, 403, 'A request must state its origin.');
  const largest = channel === 'files.import' ? largestImport : largestBody;
  const body = await readBody(request, largest);
  if (body === null) return refuse(response, 413, `A request of ${channel} holds at most ${largest} bytes.`);
  let message: unknown;
  try {
    message = decode(body);
  } catch (error) {
    if (error instanceof CodecError) return refuse(response, 400, error.message);
    throw error;
  }
  const reply = await context.service.call(channel, message);
  response.writeHead(200, { 'Content-Type': 'application/json; charset=utf-8' }).end(encode(reply));
}

function refuseMethod(response: ServerResponse, allowed: string): void {
  response.setHeader('Allow', allowed);
  refuse(response, 405, `Only ${allowed} is answered here.`);
}

function refuse(response: ServerResponse, status: number, sentence: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  // What is left of a refused body is not waited for.
  response
    .writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', Connection: 'close' })
    .end(`${sentence}\n`);
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
