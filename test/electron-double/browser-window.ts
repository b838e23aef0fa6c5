import { EventEmitter } from 'node:events';
import { app } from './app.ts';
import { WebContents, type WebPreferences } from './web-contents.ts';

interface WindowOptions {
  readonly width?: number;
  readonly height?: number;
  readonly show?: boolean;
  readonly webPreferences?: WebPreferences;
}

export class BrowserWindow extends EventEmitter {
  static readonly #all = new Set<BrowserWindow>();
  readonly webContents: WebContents;
  readonly options: WindowOptions;
  readonly #size: { readonly width: number; readonly height: number };
  readonly #init: Promise<void>;
  #visible: boolean;
  #maximized = false;
  #destroyed = false;

  constructor(options: WindowOptions = {}) {
    super();
    app.browser('new BrowserWindow');
    this.options = options;
    this.#size = { width: options.width ?? 800, height: options.height ?? 600 };
    this.#visible = options.show !== false;
    BrowserWindow.#all.add(this);
    app.windows.add(this);
    this.webContents = new WebContents(options.webPreferences ?? {});
    this.webContents.on('destroyed', () => this.#gone());
    this.#init = this.webContents.init(this.#size);
    app.emit('browser-window-created', {}, this);
  }

  static getAllWindows(): readonly BrowserWindow[] {
    return [...BrowserWindow.#all];
  }

  static getFocusedWindow(): BrowserWindow | null {
    return [...BrowserWindow.#all].findLast((window) => window.isVisible()) ?? null;
  }

  static fromWebContents(contents: WebContents): BrowserWindow | null {
    return [...BrowserWindow.#all].find((window) => window.webContents === contents) ?? null;
  }

  async loadURL(url: string): Promise<void> {
    try {
      await this.#init;
      await this.webContents.load(url);
    } catch (error) {
      if (this.#destroyed) return;
      throw error;
    }
    this.emit('ready-to-show');
  }

  show(): void {
    this.#visible = true;
    this.emit('show');
    // The test that started this waits for a window it can look at.
    process.send?.({ shown: this.webContents.getURL() });
  }

  hide(): void {
    this.#visible = false;
    this.emit('hide');
  }

  isVisible(): boolean {
    return this.#visible;
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  isMinimized(): boolean {
    return false;
  }

  maximize(): void {
    this.#maximized = true;
  }

  isMaximized(): boolean {
    return this.#maximized;
  }

  getNormalBounds(): {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  } {
    return { x: 0, y: 0, ...this.#size };
  }

  restore(): void {}

  focus(): void {
    this.emit('focus');
  }

  close(): void {
    let prevented = false;
    this.emit('close', {
      preventDefault: () => {
        prevented = true;
      },
    });
    if (!prevented) this.destroy();
  }

  destroy(): void {
    this.#gone();
    void this.webContents.destroy();
  }

  #gone(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    BrowserWindow.#all.delete(this);
    this.emit('closed');
    app.windowClosed(this);
  }
}
