import { EventEmitter } from 'node:events';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Browser } from 'playwright';
import { chromium } from 'playwright';

/** A window as the app sees it; browser-window.ts makes them. */
export interface ClosableWindow {
  close(): void;
  destroy(): void;
}

class PreventableEvent {
  defaultPrevented = false;
  preventDefault(): void {
    this.defaultPrevented = true;
  }
}

class App extends EventEmitter {
  readonly isPackaged = false;
  readonly switches = new Map<string, string>();
  readonly commandLine = {
    appendSwitch: (name: string, value = ''): void => {
      this.#beforeReady(`commandLine.appendSwitch('${name}')`);
      this.switches.set(name, value);
    },
  };
  readonly windows = new Set<ClosableWindow>();
  /** By process id; utility processes enter themselves. */
  readonly metrics = new Map<number, { readonly type: string; readonly name: string }>();
  sandboxed = false;
  #browser: Browser | null = null;
  #quitting = false;
  #name = 'electron';
  readonly #ready = Promise.withResolvers<void>();

  setName(name: string): void {
    this.#name = name;
  }

  getName(): string {
    return this.#name;
  }

  setAppUserModelId(): void {}

  getPath(name: string): string {
    const data = process.env.WELLSPRING_DOUBLE_DATA;
    if (data === undefined) throw new Error('electron double: WELLSPRING_DOUBLE_DATA is not set');
    const folder = path.join(data, name);
    fs.mkdirSync(folder, { recursive: true });
    return folder;
  }

  requestSingleInstanceLock(): boolean {
    return process.env.WELLSPRING_DOUBLE_SECOND !== '1';
  }

  getAppMetrics(): readonly { readonly pid: number; readonly type: string; readonly name: string }[] {
    return [...this.metrics].map(([pid, metric]) => ({ pid, ...metric }));
  }

  enableSandbox(): void {
    this.#beforeReady('app.enableSandbox');
    this.sandboxed = true;
  }

  isReady(): boolean {
    return this.#browser !== null;
  }

  whenReady(): Promise<void> {
    return this.#ready.promise;
  }

  /** The Chromium that shows the windows; throws before ready. */
  browser(what: string): Browser {
    if (this.#browser === null) throw new Error(`${what} is only possible when the app is ready`);
    return this.#browser;
  }

  async begin(): Promise<void> {
    if (this.#quitting) return;
    this.#browser = await chromium.connectOverCDP(process.env.WELLSPRING_DOUBLE_BROWSER ?? '');
    this.#browser.on('disconnected', () => this.exit(0));
    this.emit('ready', {}, {});
    this.#ready.resolve();
  }

  /** Windows are asked to close; one that does not keeps the app running. */
  quit(): void {
    if (this.#quitting) return;
    if (this.#prevented('before-quit')) return;
    this.#quitting = true;
    for (const window of this.windows) window.close();
    if (this.windows.size > 0) this.#quitting = false;
    else this.#willQuit();
  }

  /** Called by a window that is gone. */
  windowClosed(window: ClosableWindow): void {
    this.windows.delete(window);
    if (this.windows.size > 0 || this.#quitting) return;
    if (!this.emit('window-all-closed')) this.quit();
  }

  exit(code = 0): void {
    this.emit('quit', {}, code);
    for (const window of this.windows) window.destroy();
    void this.#leave(code);
  }

  #willQuit(): void {
    if (!this.#prevented('will-quit')) this.exit(0);
  }

  async #leave(code: number): Promise<void> {
    for (const context of this.#browser?.contexts() ?? []) await context.close().catch(() => {});
    process.exit(code);
  }

  #prevented(name: string): boolean {
    const event = new PreventableEvent();
    this.emit(name, event);
    return event.defaultPrevented;
  }

  #beforeReady(what: string): void {
    if (this.isReady()) throw new Error(`${what} is only possible before the app is ready`);
  }
}

export const app = new App();
