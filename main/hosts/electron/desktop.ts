import { join } from 'node:path';
import type { BrowserWindow, WebContents } from 'electron';
import type { DesktopCommand } from '../../../shared/channels.ts';
import type { FitAtWork } from '../../../shared/fit/under-way.ts';
import { handleAppScheme, pageUrl } from './app-protocol.ts';
import { askToClose } from './close-question.ts';
import { answerDialogs } from './dialogs.ts';
import type { ElectronApi } from './electron-api.ts';
import { menuTemplate } from './menu.ts';
import { ipc } from './messages.ts';
import { guardSession, isTrusted } from './security.ts';
import { ServiceHost } from './service-host.ts';
import { windowOptions } from './window.ts';
import { watchHealth } from './window-health.ts';
import { readWindowState, writeWindowState } from './window-state.ts';

export interface DesktopFiles {
  /** Folder of the built page. */
  readonly page: string;
  readonly icon: string;
  /** Built programs, absolute. */
  readonly preload: string;
  readonly service: string;
  readonly job: string;
}

/** The program with its windows, from ready to quit. Windows share one service. */
export class Desktop {
  readonly #electron: ElectronApi;
  readonly #files: DesktopFiles;
  readonly #service: ServiceHost;
  readonly #windows = new Set<BrowserWindow>();
  /** For pages that have not asked for their port yet. */
  readonly #waiting = new Map<WebContents, DesktopCommand[]>();
  /** The user chose to let fits finish behind a closed window. */
  #untilDone = false;
  #quitting = false;

  constructor(electron: ElectronApi, files: DesktopFiles) {
    this.#electron = electron;
    this.#files = files;
    const { app, dialog, ipcMain, Menu, powerMonitor, protocol, session } = electron;
    guardSession(session.defaultSession);
    handleAppScheme(protocol, files.page);
    answerDialogs(electron);
    this.#service = new ServiceHost({
      electron,
      scripts: { service: files.service, job: files.job },
      onFits: (running) => {
        if (this.#untilDone && running.length === 0) this.#quit();
      },
      onRestart: () => {
        for (const window of this.#windows) this.#service.connect(window.webContents);
      },
      onFailed: (reasons) => {
        dialog.showErrorBox('Wellspring cannot start', reasons.join('\n'));
        this.#quit();
      },
      onGone: (reason) =>
        dialog.showErrorBox(
          'Wellspring has stopped',
          `${reason} Press Retry in the window. If it ends again with the same project, quit, start again and open another one; nothing in the project's file is lost.`,
        ),
    });
    ipcMain.on(ipc.connect, (event) => {
      if (isTrusted(event)) this.#connect(event.sender);
    });
    const mac = process.platform === 'darwin';
    const send = (command: DesktopCommand): void => this.#command(command);
    const newWindow = (): void => void this.openWindow();
    Menu.setApplicationMenu(
      Menu.buildFromTemplate(menuTemplate({ mac, packaged: app.isPackaged, send, newWindow })),
    );
    // macOS and Linux; Electron's types leave the event out.
    powerMonitor.on('shutdown', ((event: { preventDefault(): void }) =>
      this.#endSession(event)) as () => void);
    app.on('window-all-closed', () => app.quit());
    app.on('will-quit', (event) => {
      event.preventDefault();
      void this.#service.close().then(() => app.exit(0));
    });
  }

  /** A new window, with a project to open or without. */
  openWindow(project: string | null = null): BrowserWindow {
    const { app, BrowserWindow, nativeTheme, screen } = this.#electron;
    const stateFile = join(app.getPath('userData'), 'window.json');
    const state = readWindowState(
      stateFile,
      screen.getAllDisplays().map((display) => display.workArea),
    );
    const { preload, icon } = this.#files;
    const dark = nativeTheme.shouldUseDarkColors;
    const window = new BrowserWindow(windowOptions({ preload, icon, state, dark, packaged: app.isPackaged }));
    const { webContents } = window;
    this.#windows.add(window);
    this.#waiting.set(webContents, project === null ? [] : [{ kind: 'openPath', path: project }]);
    if (state.maximized) window.maximize();
    window.once('ready-to-show', () => window.show());
    window.on('close', (event) => {
      writeWindowState(stateFile, window.getNormalBounds(), window.isMaximized());
      const { running } = this.#service;
      if (this.#quitting || this.#windows.size > 1 || running.length === 0) return;
      event.preventDefault();
      void this.#ask(window, running);
    });
    window.on('closed', () => {
      this.#windows.delete(window);
      this.#waiting.delete(webContents);
    });
    watchHealth(window, {
      dialog: this.#electron.dialog,
      isQuitting: () => this.#quitting,
      quit: () => app.quit(),
    });
    // Windows asks first, and then tells; it waits for neither for long.
    window.on('query-session-end', (event) => this.#endSession(event));
    window.on('session-end', (event) => this.#endSession(event));
    void window.loadURL(pageUrl);
    return window;
  }

  /** To the front, with a project to open or without. */
  show(project: string | null): void {
    this.#untilDone = false;
    const window = this.#window();
    if (window === undefined) {
      this.openWindow(project);
      return;
    }
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
    if (project !== null) this.#command({ kind: 'openPath', path: project });
  }

  #connect(page: WebContents): void {
    this.#service.connect(page);
    for (const command of this.#waiting.get(page) ?? []) page.send(ipc.command, command);
    this.#waiting.delete(page);
  }

  #command(command: DesktopCommand): void {
    const page = this.#window()?.webContents;
    if (page === undefined) return;
    const waiting = this.#waiting.get(page);
    if (waiting === undefined) page.send(ipc.command, command);
    else waiting.push(command);
  }

  #window(): BrowserWindow | undefined {
    return this.#electron.BrowserWindow.getFocusedWindow() ?? [...this.#windows].at(-1);
  }

  async #ask(window: BrowserWindow, running: readonly FitAtWork[]): Promise<void> {
    const answer = await askToClose(this.#electron.dialog, window, running);
    if (answer === 'stop') this.#quit();
    if (answer !== 'keep') return;
    this.#untilDone = true;
    window.hide();
    // All may have been done while the question stood.
    if (this.#service.running.length === 0) this.#quit();
  }

  /** The user's session ends: fits write a checkpoint, the project is closed, and only then the system may go on. */
  #endSession(event: { preventDefault(): void }): void {
    event.preventDefault();
    this.#quitting = true;
    void this.#service.close().then(() => this.#electron.app.exit(0));
  }

  #quit(): void {
    this.#quitting = true;
    this.#electron.app.quit();
  }
}
