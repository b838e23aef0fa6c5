import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { askRunningHost } from '../../main/hosts/web/running-host.ts';
import { decode, encode } from '../../shared/base/codec.ts';
import type { Channel, ChannelReply, ChannelRequest, Reply, ServiceEvent } from '../../shared/channels.ts';
import { childrenOf } from './processes.ts';

const entry = join(import.meta.dirname, '../../dist/main/serve.js');

/** No answer: the program is gone. */
export class Gone extends Error {
  override readonly name = 'Gone';
}

/** The built program as `npm start` runs it, spoken to as its page does. */
export interface ServedProgram {
  readonly origin: string;
  /** A new address with a token, as `serve --open` gets it. */
  wayIn(): Promise<string>;
  /** Rejects with Gone where the program ends before it answers. */
  call<C extends Channel>(channel: C, request: ChannelRequest<C>): Promise<Reply<ChannelReply<C>>>;
  /** Posts any text to any path below `/channel/`; what came back, whatever it is. */
  send(channel: string, text: string): Promise<{ readonly status: number; readonly body: string }>;
  /** Hears every event from now on, over a stream of its own; returns when it is open. */
  listen(listener: (event: ServiceEvent) => void): Promise<{ close(): void }>;
  readonly pid: number;
  /** Process ids of its jobs; none where the system does not tell. */
  jobs(): readonly number[];
  kill(signal: NodeJS.Signals): void;
  readonly ended: Promise<void>;
}

/** @param fileLimit blocks of 512 bytes that a file may have: beyond it writes fail as on a drive that fails; null: any. */
export async function serveProgram(
  home: string,
  fileLimit: number | null = null,
  port = '0',
): Promise<ServedProgram> {
  if (!existsSync(entry)) throw new Error(`${entry} is not there: run \`npm run build\` first`);
  const program = [process.execPath, entry, '--no-open', '--port', port];
  const limited = ['sh', '-c', `ulimit -f ${fileLimit}; exec "$0" "$@"`, ...program];
  const [command = '', ...args] = fileLimit === null ? program : limited;
  const child = spawn(command, args, {
    env: { ...process.env, WELLSPRING_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  const url = new URL(await addressOf(child));
  const ask = (path: string, headers: Record<string, string>, body?: string) =>
    answerTo(httpRequest(new URL(path, url), { method: body === undefined ? 'GET' : 'POST', headers }), body);
  const entered = await ask(url.pathname + url.search, {});
  const cookie = String(entered.headers['set-cookie']).split(';')[0] ?? '';
  entered.resume();
  return {
    origin: url.origin,
    wayIn: async () => {
      const wayIn = await askRunningHost(join(home, '.running'), false);
      if (wayIn === null) throw new Gone('no host of this home answers');
      return wayIn.url;
    },
    call: async (channel, request) => {
      const headers = { cookie, origin: url.origin };
      const response = await ask(`/channel/${channel}`, headers, encode(request));
      return decode(await textOf(response)) as Reply<ChannelReply<typeof channel>>;
    },
    send: async (channel, text) => {
      const response = await ask(`/channel/${channel}`, { cookie, origin: url.origin }, text);
      return { status: response.statusCode ?? 0, body: await bodyOf(response) };
    },
    listen: async (listener) => {
      const stream = await ask('/events', { cookie });
      stream.on('error', () => {});
      createInterface({ input: stream })
        .on('line', (line) => {
          if (line.startsWith('data: ')) listener(decode(line.slice('data: '.length)) as ServiceEvent);
        })
        .on('error', () => {});
      return { close: () => stream.destroy() };
    },
    pid: child.pid ?? 0,
    jobs: () => childrenOf(child.pid ?? 0),
    kill: (signal) => {
      child.kill(signal);
    },
    ended,
  };
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let errors = '';
    child.stderr?.on('data', (part) => {
      errors += String(part);
    });
    child.stdout?.on('data', (part) => resolve(/http:\S+/.exec(String(part))?.[0] ?? ''));
    child.on('close', (code) => reject(new Error(`the program ended with ${code}: ${errors}`)));
  });
}

function answerTo(request: ClientRequest, body: string | undefined): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.on('response', resolve);
    request.on('error', (error) => reject(new Gone(error.message)));
    request.end(body);
  });
}

async function bodyOf(response: IncomingMessage): Promise<string> {
  let text = '';
  try {
    for await (const part of response.setEncoding('utf8')) text += String(part);
  } catch (error) {
    throw new Gone(String(error));
  }
  return text;
}

async function textOf(response: IncomingMessage): Promise<string> {
  const text = await bodyOf(response);
  if (response.statusCode !== 200) throw new Error(`${response.statusCode}: ${text}`);
  return text;
}
