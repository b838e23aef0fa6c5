import { describe, expect, test, vi } from 'vitest';
import { createBridge } from '../../../../../main/hosts/electron/bridge.ts';
import { ipc } from '../../../../../main/hosts/electron/messages.ts';
import { carryPage } from '../../../../../main/hosts/electron/page-port.ts';
import { PortTransport } from '../../../../../renderer/state/port-transport.ts';
import { ConnectionLost } from '../../../../../renderer/state/transport.ts';
import { CodecError } from '../../../../../shared/base/codec.ts';
import type { DesktopCommand, Service, ServiceEvent } from '../../../../../shared/channels.ts';
import { type FakePort, fakeChannel } from './fakes.ts';

type Listener = (event: { readonly ports: readonly never[] }, value: unknown) => void;

/** The page's end as the DOM has it, over the fake. */
function pagePort(port: FakePort) {
  const dom = {
    onmessage: null as ((event: { readonly data: unknown }) => void) | null,
    onclose: null as (() => void) | null,
    postMessage: (message: unknown) => port.postMessage(message),
    close: () => port.close(),
  };
  port.on('message', (event) => dom.onmessage?.(event));
  port.on('close', () => dom.onclose?.());
  return dom;
}

/** Transport, bridge, ports and carrier in a row, with a service at the end. */
function line(call: Service['call']) {
  const listeners = new Map<string, Listener>();
  const sent: string[] = [];
  const ipcRenderer = {
    on: (channel: string, listener: Listener) => void listeners.set(channel, listener),
    send: (channel: string) => void sent.push(channel),
    invoke: vi.fn(async (..._values: unknown[]): Promise<unknown> => '/projects/a.wellspring'),
  };
  const bridge = createBridge({
    ipcRenderer: ipcRenderer as never,
    pathOfFile: (file) => `/dropped/${(file as { name: string }).name}`,
  });
  const tell = new Set<(event: ServiceEvent) => void>();
  const service: Service = {
    call,
    subscribe: (listener) => {
      tell.add(listener);
      return () => tell.delete(listener);
    },
    close: async () => {},
  };
  let serviceEnd: FakePort | null = null;
  const connect = (): void => {
    const [page, end] = fakeChannel();
    serviceEnd = end;
    page.start();
    listeners.get(ipc.port)?.({ ports: [pagePort(page) as never] }, null);
    carryPage(end, service);
  };
  const emit = (name: string, value: unknown) => listeners.get(name)?.({ ports: [] }, value);
  const die = () => serviceEnd?.close();
  return { bridge, transport: new PortTransport(bridge), ipcRenderer, sent, tell, connect, emit, die };
}

const values: readonly (readonly [string, unknown])[] = [
  ['numbers JSON has not', { a: Number.NaN, b: -0, c: Number.NEGATIVE_INFINITY, d: [1e-300] }],
  [
    'typed arrays',
    { a: new Float64Array([0.1, Number.NaN]), b: new Uint8Array([0, 255]), c: new Int32Array() },
  ],
  ['texts', { a: 'µg/ml “§” \u0000 \ud83e\uddea', b: '' }],
  ['keys that look like codec’s own', { $: 'number', $$: 1, $x: { $: 'Float64Array', value: 'AA==' } }],
  ['nothing and nesting', { a: null, b: [[], [{}]], c: true }],
];

describe('the port transport', () => {
  test.each(values)('carries %s there and back unchanged', async (_name, value) => {
    const heard: unknown[] = [];
    const { transport, connect } = line(async (_channel, request) => {
      heard.push(request);
      return { kind: 'value', value: request };
    });
    connect();
    const reply = await transport.call('project.create', value as never);
    expect(heard).toEqual([value]);
    expect(reply).toEqual({ kind: 'value', value });
  });

  test('carries files as they are, and no text as large as they', async () => {
    const heard: unknown[] = [];
    const { bridge, transport, connect } = line(async (_channel, request) => {
      heard.push(request);
      return { kind: 'value', value: null };
    });
    connect();
    const sent = vi.spyOn(bridge, 'call');
    const files = [{ name: 'a.csv', bytes: new Uint8Array(20 << 20).fill(3) }];
    expect(await transport.call('files.import', { files })).toEqual({ kind: 'value', value: null });
    expect(sent.mock.calls[0]?.[1]).toBeInstanceOf(Uint8Array);
    expect((heard[0] as { files: typeof files }).files[0]?.bytes.length).toBe(20 << 20);
    for (const request of ['['.repeat(99), `[${'{},'.repeat(70_000)}{}]`, Uint8Array.of(1, 2, 3)])
      expect(await bridge.call('files.import', request)).toContain('"bug"');
    expect(heard).toHaveLength(1);
  });

  test('gives each call its own reply, in whatever order they come', async () => {
    const first = Promise.withResolvers<void>();
    const { transport, connect } = line(async (channel) => {
      if (channel === 'project.log') await first.promise;
      return { kind: 'value', value: channel };
    });
    connect();
    const slow = transport.call('project.log', {});
    expect(await transport.call('spec.list', {})).toEqual({ kind: 'value', value: 'spec.list' });
    first.resolve();
    expect(await slow).toEqual({ kind: 'value', value: 'project.log' });
  });

  test('tells events and how the connection stands', async () => {
    const { transport, connect, tell, die } = line(async () => ({ kind: 'value', value: null }));
    const heard: unknown[] = [];
    transport.connect({ status: (status) => heard.push(status), event: (event) => heard.push(event) });
    expect(heard).toEqual([]);
    connect();
    const event: ServiceEvent = { kind: 'import', file: 'a.csv', done: 1, total: 2 };
    for (const listener of tell) listener(event);
    die();
    connect();
    expect(heard).toEqual(['open', event, 'lost', 'open']);
  });

  test('rejects what was under way when the service dies, and what comes after', async () => {
    const { transport, connect, die } = line(() => new Promise(() => {}));
    connect();
    const call = transport.call('app.state', {});
    die();
    await expect(call).rejects.toThrow(ConnectionLost);
    await expect(transport.call('app.state', {})).rejects.toThrow(ConnectionLost);
  });

  test('asks the host anew when it is connected without a service', () => {
    const { transport, sent, connect } = line(async () => ({ kind: 'value', value: null }));
    const listener = { status: () => {}, event: () => {} };
    expect(sent).toEqual([ipc.connect]);
    transport.connect(listener);
    expect(sent).toEqual([ipc.connect, ipc.connect]);
    connect();
    transport.connect(listener);
    expect(sent).toHaveLength(2);
  });

  test('a value that cannot be sent is this program’s mistake, not a lost connection', async () => {
    const { transport, connect } = line(async () => ({ kind: 'value', value: null }));
    connect();
    await expect(transport.call('project.create', { title: () => {} } as never)).rejects.toThrow(CodecError);
  });

  test('a reply that cannot be sent is told as a bug', async () => {
    const { transport, connect } = line(async () => ({ kind: 'value', value: new Map() }));
    connect();
    expect(await transport.call('app.state', {})).toMatchObject({ kind: 'bug' });
  });
});

describe('the bridge', () => {
  const echo: Service['call'] = async (channel) => ({ kind: 'value', value: channel });

  test('has exactly these functions and nothing of Electron', () => {
    const { bridge } = line(echo);
    expect(Object.keys(bridge).sort()).toEqual(
      ['call', 'chooseOpen', 'chooseSave', 'onCommand', 'pathOfDropped', 'subscribe'].sort(),
    );
    expect(Object.values(bridge).every((member) => typeof member === 'function')).toBe(true);
  });

  test.each([
    'app.none',
    '',
    '__proto__',
    'constructor',
    'toString',
    7,
    null,
    { toString: () => 'app.state' },
  ])('refuses the channel %j', async (channel) => {
    const call = vi.fn(echo);
    const { bridge, connect } = line(call);
    connect();
    await expect(bridge.call(channel as string, '{}')).rejects.toThrow('there is no channel');
    expect(call).not.toHaveBeenCalled();
  });

  test('refuses a request that is no text', async () => {
    const { bridge, connect } = line(echo);
    connect();
    await expect(bridge.call('app.state', { a: 1 } as never)).rejects.toThrow();
  });

  test('keeps commands until someone listens', () => {
    const { bridge, emit } = line(echo);
    const heard: DesktopCommand[] = [];
    emit(ipc.command, { kind: 'openPath', path: '/a.wellspring' });
    bridge.onCommand((command) => heard.push(command));
    emit(ipc.command, { kind: 'undo' });
    expect(heard).toEqual([{ kind: 'openPath', path: '/a.wellspring' }, { kind: 'undo' }]);
  });

  test('tells the path of a project file that was dropped, and of no other', () => {
    const { bridge } = line(echo);
    expect(bridge.pathOfDropped({ name: 'A b.wellspring' })).toBe('/dropped/A b.wellspring');
    expect(bridge.pathOfDropped({ name: 'plate.csv' })).toBeNull();
  });

  test('hands a chosen path on, and nothing else', async () => {
    const { bridge, ipcRenderer } = line(echo);
    expect(await bridge.chooseOpen()).toBe('/projects/a.wellspring');
    ipcRenderer.invoke.mockResolvedValue(undefined);
    expect(await bridge.chooseSave('x')).toBeNull();
    expect(ipcRenderer.invoke.mock.calls).toEqual([[ipc.chooseOpen], [ipc.chooseSave, 'x']]);
  });
});

describe('the carrier', () => {
  test('ends its subscription when the page is gone', () => {
    const unsubscribe = vi.fn();
    const [page, end] = fakeChannel();
    carryPage(end, { call, subscribe: () => unsubscribe, close: async () => {} });
    expect(unsubscribe).not.toHaveBeenCalled();
    page.close();
    expect(unsubscribe).toHaveBeenCalledOnce();
  });

  const call = vi.fn(async () => ({ kind: 'value', value: null }) as const);
  const service: Service = { call, subscribe: () => () => {}, close: async () => {} };

  test.each([null, 'text', 7, {}, { id: 1, channel: 'app.state' }, { id: '1', channel: 'a', request: '{}' }])(
    'closes the port at a message that is no call: %j',
    (message) => {
      const [page, end] = fakeChannel();
      carryPage(end, service);
      page.postMessage(message);
      expect(page.open).toBe(false);
      expect(call).not.toHaveBeenCalled();
    },
  );

  test.each([
    ['damaged text', '{"a":'],
    ['a tag that the codec does not write', '{"$":"Map","value":[]}'],
    ['more than a request may hold', `"${'x'.repeat(2 ** 20)}"`],
  ])('answers %s without asking the service', async (_name, request) => {
    const [page, end] = fakeChannel();
    carryPage(end, service);
    const reply = new Promise<unknown>((resolve) => page.on('message', ({ data }) => resolve(data)));
    page.start();
    page.postMessage({ id: 1, channel: 'app.state', request });
    expect(await reply).toMatchObject({ kind: 'reply', id: 1, reply: expect.stringContaining('"bug"') });
    expect(call).not.toHaveBeenCalled();
  });
});

describe('a page that does not listen', () => {
  const event = { kind: 'import', file: 'x'.repeat(1 << 20), done: 1, total: 2 } as const;

  test('is sent no more than a bounded part, and asks anew when it listens again', () => {
    const [page, end] = fakeChannel();
    const listeners = new Set<(told: ServiceEvent) => void>();
    const service: Service = {
      call: async () => ({ kind: 'value', value: null }),
      subscribe: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      close: async () => {},
    };
    carryPage(end, service);
    const got: string[] = [];
    page.on('message', ({ data }) => got.push(data.kind));
    page.start();
    for (let i = 0; i < 100; i++) for (const listener of listeners) listener(event);
    expect(got.length).toBeLessThan(10);
    const behind = got.length;
    for (let i = 0; i < behind; i++) page.postMessage({ kind: 'heard' });
    expect(got.slice(behind)).toEqual(['missed']);
    for (const listener of listeners) listener(event);
    expect(got.at(-1)).toBe('event');
  });

  test('hears every event where it does listen, however many', () => {
    const { transport, tell, connect } = line(async () => ({ kind: 'value', value: null }));
    const heard: string[] = [];
    transport.connect({ status: (status) => heard.push(status), event: ({ kind }) => heard.push(kind) });
    connect();
    for (let i = 0; i < 20; i++) for (const listener of tell) listener(event);
    expect(heard).toEqual(['open', ...new Array(20).fill('import')]);
  });
});
