/** A web host before a service that answers with what it was asked, anew for each test of the file that imports this. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { openWebHost, type WebHost } from '../../main/hosts/web/web-host.ts';
import type { Service, ServiceEvent } from '../../shared/channels.ts';

export let folder: string;
export let host: WebHost;
export let listeners: Set<(event: ServiceEvent) => void>;
export const calls: unknown[] = [];

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

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** Raw requests: `fetch` would mend paths and refuse to set Host, Origin and cookies. */
export function ask(
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

export async function enter(): Promise<string> {
  const { pathname, search } = new URL(host.url);
  const { headers } = await ask(pathname + search);
  return String(headers['set-cookie']).split(';')[0] ?? '';
}

export const origin = (): string => new URL(host.url).origin;
