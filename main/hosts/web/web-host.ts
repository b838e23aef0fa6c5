import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Service } from '../../../shared/channels.ts';
import { pageHeaders } from '../page-headers.ts';
import { readStaticFile } from '../static-files.ts';
import { type ChannelCalls, createChannelCalls } from './channel-call.ts';
import { boundConnections, type Connections, lookEvery } from './connections.ts';
import { createEventStreams, type EventStreams } from './event-streams.ts';
import { refusalPage } from './refusal-page.ts';
import { wayInPath } from './running-host.ts';
import { createSession, equal, type Session } from './session.ts';
import { createWaysIn, type WayIn, type WaysIn } from './way-in.ts';

export interface WebHost {
  /** With a token that opens it, once. */
  readonly url: string;
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  /** What another program of this user shows to be given a new way in. */
  readonly pass: string;
  /** Another way in, with a file for a browser. */
  wayIn(): WayIn;
  close(): Promise<void>;
}

export interface WebHostOptions {
  readonly service: Service;
  /** Folder of the built page. */
  readonly root: string;
  /** 0: any free one. */
  readonly port: number;
  /** Folder for files that lead a browser in; left out: there are none. */
  readonly doors?: string;
}

interface Context {
  readonly calls: ChannelCalls;
  readonly connections: Connections;
  readonly root: string;
  readonly session: Session;
  readonly streams: EventStreams;
  readonly ways: WaysIn;
  readonly pass: string;
  readonly origin: string;
  /** Values of the Host header that name this host. */
  readonly hosts: ReadonlySet<string>;
}

/**
 * Serves the page and carries its messages, on the loopback address only. Rejects with the system's error where the port
 * cannot be had (EADDRINUSE, EACCES).
 */
export async function openWebHost(options: WebHostOptions): Promise<WebHost> {
  const server = createServer({
    requestTimeout: 30_000,
    headersTimeout: 10_000,
    connectionsCheckingInterval: lookEvery,
  });
  const connections = boundConnections(server);
  const port = await listen(server, options.port);
  const session = createSession(port);
  const streams = createEventStreams(options.service);
  const ways = createWaysIn(options.doors ?? null);
  const origin = `http://127.0.0.1:${port}`;
  const pass = randomBytes(24).toString('base64url');
  const hosts = hostNames(port);
  const { service, root } = options;
  const calls = createChannelCalls(service);
  const context: Context = { calls, connections, root, session, streams, ways, pass, origin, hosts };
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
    url: addressOf(origin, session.issue()),
    origin,
    pass,
    wayIn: () => makeWayIn(context, true),
    close: () =>
      new Promise((resolve) => {
        ways.close();
        streams.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The Host headers of requests to this port; browsers leave the web's own port out. */
function hostNames(port: number): ReadonlySet<string> {
  const names = ['127.0.0.1', 'localhost'];
  return new Set([...names.map((name) => `${name}:${port}`), ...(port === 80 ? names : [])]);
}

function addressOf(origin: string, token: string): string {
  return `${origin}/?token=${token}`;
}

function makeWayIn({ session, ways, origin }: Context, withFile: boolean): WayIn {
  return ways.make(addressOf(origin, session.issue()), withFile);
}

async function answer(request: IncomingMessage, response: ServerResponse, context: Context): Promise<void> {
  for (const [name, value] of Object.entries(pageHeaders)) response.setHeader(name, value);
  const host = request.headers.host?.toLowerCase() ?? '';
  // Before anything else: another name that resolves to this machine is a page trying to rebind DNS.
  if (!context.hosts.has(host)) return refuse(response, 403, 'This address is not served here.');
  const own = new URL(`http://${host}`);
  const { origin } = request.headers;
  if (origin !== undefined && origin !== own.origin)
    return refuse(response, 403, 'Another origin may not ask.');
  const url = URL.parse(`http://${host}${request.url}`);
  if (url === null || url.host !== own.host) return refuse(response, 400, 'This is no address.');
  const token = url.searchParams.get('token');
  if (request.method === 'GET' && url.pathname === '/' && token !== null)
    return enter(request, response, token, context);
  if (url.pathname === wayInPath && request.method === 'POST')
    return letIn(request, response, url.searchParams.has('file'), context);
  const path = context.session.within(url.pathname);
  if (path.startsWith('/channel/') || path === '/events') {
    if (!context.session.admits(request)) return refuse(response, 403, notLetIn);
    context.connections.admit(request.socket);
    if (path !== '/events') return call(request, response, path.slice('/channel/'.length), context);
    if (request.method !== 'GET') return refuseMethod(response, 'GET');
    return context.streams.open(request, response);
  }
  // One half is enough to be shown the page, which asks with both.
  const enough = request.method === 'GET' ? context.session.knows(request) : context.session.admits(request);
  if (!enough) return refuse(response, 403, notLetIn, request);
  context.connections.admit(request.socket);
  if (request.method !== 'GET') return refuseMethod(response, 'GET');
  const file = await readStaticFile(context.root, path);
  if (file === null) {
    // A page of an earlier start, in a browser that has been let in since.
    if (context.session.isHome(path)) return redirect(response, '/');
    return refuse(response, 404, 'There is no such file.');
  }
  if (path === '/' && context.session.admits(request))
    response.setHeader('Set-Cookie', context.session.renewed());
  response.writeHead(200, { 'Content-Type': file.type }).end(file.bytes);
}

const notLetIn = 'The address has no token, or the browser has forgotten that it was here.';

function enter(request: IncomingMessage, response: ServerResponse, token: string, context: Context): void {
  const { session, ways, origin } = context;
  const cookies = session.exchange(token);
  if (cookies === null && !session.knows(request)) {
    refuse(response, 403, 'This address has been used, or is not of this start.', request);
    return;
  }
  if (cookies !== null) {
    ways.used(addressOf(origin, token));
    response.setHeader('Set-Cookie', cookies);
  }
  // The token leaves the address bar and the history. A browser that was here remembers its key, and is not told it again:
  // what it shows may be another server's.
  redirect(response, cookies === null ? '/' : session.home);
}

function redirect(response: ServerResponse, path: string): void {
  response.writeHead(303, { Location: path }).end();
}

/** For another program of this user, never for a page. */
function letIn(
  request: IncomingMessage,
  response: ServerResponse,
  withFile: boolean,
  context: Context,
): void {
  const given = request.headers.authorization ?? '';
  if (request.headers.origin !== undefined || !equal(given, `Bearer ${context.pass}`)) {
    refuse(response, 403, 'Only a program of the same user is given a new address.');
    return;
  }
  response
    .writeHead(200, { 'Content-Type': 'application/json; charset=utf-8' })
    .end(JSON.stringify(makeWayIn(context, withFile)));
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
  await context.calls.answer(request, response, channel, (status, sentence) =>
    refuse(response, status, sentence),
  );
}

function refuseMethod(response: ServerResponse, allowed: string): void {
  response.setHeader('Allow', allowed);
  refuse(response, 405, `Only ${allowed} is answered here.`);
}

/** `reader`: the request of whoever opens an address, which a person may be: then it is answered with a page. */
function refuse(
  response: ServerResponse,
  status: number,
  sentence: string,
  reader: IncomingMessage | null = null,
): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  // What is left of a refused body is not waited for.
  const forPeople = reader?.headers.accept?.includes('text/html') === true;
  response
    .writeHead(status, {
      'Content-Type': `text/${forPeople ? 'html' : 'plain'}; charset=utf-8`,
      Connection: 'close',
    })
    .end(forPeople ? refusalPage(sentence) : `${sentence}\n`);
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
