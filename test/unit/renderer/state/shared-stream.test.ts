import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { SharedStream } from '../../../../renderer/state/shared-stream.ts';

/** Stands for the browser's; the test says what it hears. */
class FakeEventSource {
  static readonly open = new Set<FakeEventSource>();
  readonly url: string;
  onopen: (() => void) | null = null;
  onmessage: ((message: { readonly data: string }) => void) | null = null;
  onerror: (() => void) | null = null;

  constructor(url: string) {
    this.url = url;
    FakeEventSource.open.add(this);
  }

  close(): void {
    FakeEventSource.open.delete(this);
  }
}

const tabs: SharedStream[] = [];
let count = 0;
/** Of each test its own, for locks and channels are the whole process's. */
let url: string;

beforeEach(() => {
  url = `/events-${++count}`;
  vi.stubGlobal('EventSource', FakeEventSource);
});

afterEach(() => {
  for (const tab of tabs.splice(0)) tab.close();
  FakeEventSource.open.clear();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function tab() {
  const heard: string[] = [];
  const stream = new SharedStream(url, {
    status: (status) => heard.push(status),
    event: (text) => heard.push(text),
  });
  tabs.push(stream);
  return { stream, heard };
}

const streams = (): readonly FakeEventSource[] =>
  [...FakeEventSource.open].filter((stream) => stream.url === url);
const one = async (): Promise<FakeEventSource> =>
  vi.waitUntil(() => streams().length === 1 && streams()[0], { timeout: 30_000 });

describe('a stream shared by tabs', () => {
  test('is opened once, and every tab hears it', async () => {
    const all = [tab(), tab(), tab()];
    const stream = await one();
    stream.onopen?.();
    stream.onmessage?.({ data: 'first' });
    for (const { heard } of all) await vi.waitUntil(() => heard.includes('first'), { timeout: 30_000 });
    expect(streams()).toHaveLength(1);
    const late = tab();
    // How it stands, though nothing changed.
    await vi.waitUntil(() => late.heard.includes('open'), { timeout: 30_000 });
    expect(all.map(({ heard }) => heard)).toEqual(all.map(() => ['open', 'first']));
  });

  test('is opened anew by another tab when the one that holds it goes', async () => {
    const [first, second] = [tab(), tab()];
    (await one()).onopen?.();
    await vi.waitUntil(() => second.heard.includes('open'), { timeout: 30_000 });
    first.stream.close();
    await vi.waitUntil(() => streams().length === 1, { timeout: 30_000 });
    (await one()).onopen?.();
    // Told twice: what came in between is to be asked for.
    expect(second.heard).toEqual(['open', 'open']);
  });

  test('starts over for all when one asks', async () => {
    const [first, second] = [tab(), tab()];
    const before = await one();
    before.onerror?.();
    await vi.waitUntil(() => second.heard.includes('lost'), { timeout: 30_000 });
    second.stream.retry();
    await vi.waitUntil(() => streams().length === 1 && streams()[0] !== before, { timeout: 30_000 });
    (await one()).onopen?.();
    await vi.waitUntil(() => second.heard.at(-1) === 'open', { timeout: 30_000 });
    expect(first.heard.at(-1)).toBe('open');
  });

  test('is done without where the tab that holds it hangs, until it answers again', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    // Holds the lock and says nothing.
    const { promise, resolve } = Promise.withResolvers<void>();
    const holding = navigator.locks.request(`wellspring ${url}`, () => promise);
    const { heard } = tab();
    vi.advanceTimersByTime(2900);
    expect(streams()).toHaveLength(0);
    vi.advanceTimersByTime(200);
    streams()[0]?.onopen?.();
    expect(heard).toEqual(['open']);
    vi.useRealTimers();
    const holder = new BroadcastChannel(`wellspring ${url}`);
    holder.postMessage({ kind: 'status', status: 'open' });
    await vi.waitUntil(() => streams().length === 0, { timeout: 30_000 });
    holder.close();
    resolve();
    await holding;
  });
});
