import { EventEmitter } from 'node:events';
import * as fs from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import type { BrowserContext, CDPSession, Page } from 'playwright';
import { app } from './app.ts';
import { ipcMain } from './ipc-main.ts';
import { HeldPorts, type MessagePortMain } from './message-port.ts';
import { bridgeInPage, names, type PageFrame, preloadInPage } from './page-scripts.ts';
import { toAppUrl, toPageUrl } from './protocol.ts';
import { answerRequest } from './requests.ts';
import { session } from './session.ts';

export interface WebPreferences {
  readonly preload?: string;
  readonly contextIsolation?: boolean;
  readonly sandbox?: boolean;
  readonly nodeIntegration?: boolean;
}

type OpenHandler = (details: { readonly url: string }) => { readonly action: 'deny' | 'allow' };

/** One page of the browser, with a preload in a world of its own. */
export class WebContents extends EventEmitter {
  readonly session = session.defaultSession;
  readonly #preferences: WebPreferences;
  readonly #ports: HeldPorts;
  /** Set by `init`. */
  page: Page | null = null;
  webRtcPolicy = 'default';
  /** The address that the program itself is loading. */
  loading: string | null = null;
  #context: BrowserContext | null = null;
  #cdp: CDPSession | null = null;
  #world: number | null = null;
  #url = '';
  #openHandler: OpenHandler = () => ({ action: 'allow' });

  constructor(preferences: WebPreferences) {
    super();
    this.#preferences = preferences;
    this.#ports = new HeldPorts({
      message: (port, data) => this.#post({ kind: 'portMessage', port, data }),
      close: (port) => this.#post({ kind: 'portClose', port }),
    });
    app.emit('web-contents-created', {}, this);
  }

  async init(size: { readonly width: number; readonly height: number }): Promise<void> {
    const context = await app.browser('a window').newContext({ viewport: size, locale: 'en-GB' });
    this.#context = context;
    const page = await context.newPage();
    this.page = page;
    page.on('close', () => {
      this.#ports.closeAll();
      this.emit('destroyed');
    });
    page.on('crash', () => this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 }));
    // A window that a link opened: the handler was asked when it was requested.
    context.on('page', (other) => void other.close());
    await context.route('**/*', (route) => answerRequest(route, this));
    const cdp = await context.newCDPSession(page);
    this.#cdp = cdp;
    await cdp.send('Page.enable');
    const { frameTree } = await cdp.send('Page.getFrameTree');
    cdp.on('Runtime.executionContextCreated', ({ context: created }) => {
      const { frameId } = created.auxData as { frameId?: string };
      if (created.name === names.world && frameId === frameTree.frame.id) this.#world = created.id;
    });
    cdp.on('Page.frameNavigated', ({ frame }) => {
      if (frame.parentId !== undefined) return;
      this.#url = toAppUrl(frame.url);
      // The ports of the document that was here are gone with it.
      this.#ports.closeAll();
    });
    cdp.on('Page.windowOpen', ({ url }) => this.#open(url));
    cdp.on('Runtime.bindingCalled', (event) => {
      if (event.name === names.post) void this.#hear(JSON.parse(event.payload, withBytes) as PageFrame);
    });
    // What goes wrong in the preload or the page belongs in the program's log.
    cdp.on('Runtime.exceptionThrown', ({ exceptionDetails }) =>
      console.error(`page: ${exceptionDetails.exception?.description ?? exceptionDetails.text}`),
    );
    await cdp.send('Runtime.enable');
    await this.#installPreload(cdp);
  }

  async #installPreload(cdp: CDPSession): Promise<void> {
    const { preload, contextIsolation, sandbox, nodeIntegration } = this.#preferences;
    if (preload === undefined) return;
    if (contextIsolation !== true || sandbox !== true || nodeIntegration === true)
      throw new Error('electron double: only isolated, sandboxed pages without Node are shown');
    const source = fs.readFileSync(preload, 'utf8');
    if (/^\s*(import|export)\s/m.test(source)) throw new Error('a sandboxed preload cannot be an ES module');
    const run = `(require) => { const exports = {}, module = { exports };\n${source}\n}`;
    await cdp.send('Runtime.addBinding', { name: names.post, executionContextName: names.world });
    await cdp.send('Page.addScriptToEvaluateOnNewDocument', {
      source: `if (self === top) (${bridgeInPage})()`,
    });
    await cdp.send('Page.addScriptToEvaluateOnNewDocument', {
      worldName: names.world,
      source: `if (self === top) (${preloadInPage})(${run}, ${JSON.stringify(names)})`,
    });
  }

  getURL(): string {
    return this.#url;
  }

  async load(url: string): Promise<void> {
    this.loading = url;
    await this.page?.goto(toPageUrl(url), { waitUntil: 'load' });
    this.loading = null;
    this.emit('did-finish-load');
  }

  reload(): void {
    void this.load(this.#url);
  }

  setWebRTCIPHandlingPolicy(policy: string): void {
    this.webRtcPolicy = policy;
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.#openHandler = handler;
  }

  send(channel: string, ...values: unknown[]): void {
    this.#post({ kind: 'message', channel, values, ports: [] });
  }

  postMessage(channel: string, message: unknown, transfer: readonly MessagePortMain[] = []): void {
    this.#ports.take(transfer, (ports) => this.#post({ kind: 'message', channel, values: [message], ports }));
  }

  isDestroyed(): boolean {
    return this.page?.isClosed() ?? false;
  }

  async destroy(): Promise<void> {
    await this.#context?.close().catch(() => {});
  }

  async #hear(frame: PageFrame): Promise<void> {
    switch (frame.kind) {
      case 'send':
        ipcMain.emit(frame.channel, this.#event(), ...frame.values);
        return;
      case 'invoke': {
        const { id, channel, values } = frame;
        const reply = await ipcMain.answer(channel, this.#event(), values).then(
          (value) => ({ value: value ?? null, error: null }),
          (error: unknown) => ({
            value: null,
            error: `Error invoking remote method '${channel}': ${String(error)}`,
          }),
        );
        this.#post({ kind: 'reply', id, ...reply });
        return;
      }
      case 'portMessage':
        this.#ports.message(frame.port, frame.data);
        return;
      case 'portClose':
        this.#ports.close(frame.port);
        return;
      case 'windowOpen':
        this.#open(frame.url);
        return;
    }
  }

  #event(): unknown {
    return { sender: this, senderFrame: { url: this.#url, parent: null } };
  }

  #open(url: string): void {
    const { action } = this.#openHandler({ url });
    this.emit('double-window-open', { url, action });
    if (action !== 'deny') console.error(`electron double: a child window was allowed (${url})`);
  }

  #post(frame: PageFrame): void {
    if (this.#world === null || this.isDestroyed()) return;
    const text = JSON.stringify(frame);
    if (!isDeepStrictEqual(JSON.parse(text), structuredClone(frame)))
      throw new Error(`electron double: to a page go texts and plain data only (${text.slice(0, 200)})`);
    const expression = `${names.take}(${text})`;
    // A document that is just leaving takes nothing more.
    this.#cdp?.send('Runtime.evaluate', { contextId: this.#world, expression }).catch(() => {});
  }
}

function withBytes(_: string, value: unknown): unknown {
  const bytes = (value as { readonly doubleBytes?: readonly number[] } | null)?.doubleBytes;
  return bytes === undefined ? value : Uint8Array.from(bytes);
}
