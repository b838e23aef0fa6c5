import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { Page } from 'playwright';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { decode, encode } from '../../shared/base/codec.ts';
import type {
  AppView,
  Channel,
  ChannelReply,
  ChannelRequest,
  DesktopBridge,
  ProjectView,
  Reply,
} from '../../shared/channels.ts';
import type { FitStatus } from '../../shared/fit/life.ts';
import { missingHost, type OpenHost, openHost, repository } from './hosts.ts';

const plate = 'proc140916.csv';

/** Asks the service from the page, through preload, port and codec, and gives the value. */
async function ask<C extends Channel>(
  page: Page,
  channel: C,
  request: ChannelRequest<C>,
): Promise<ChannelReply<C>> {
  const text = await page.evaluate(
    ([name, body]) => (window as unknown as { wellspring: DesktopBridge }).wellspring.call(name, body),
    [channel, encode(request)] as const,
  );
  const reply = decode(text) as Reply<ChannelReply<C>>;
  if (reply.kind !== 'value') throw new Error(`${channel}: ${JSON.stringify(reply)}`);
  return reply.value;
}

/** Waits in the page until the project is as wanted; asks again at every answer, the host's pace sets the beat. */
async function until(page: Page, wanted: (project: ProjectView) => boolean): Promise<ProjectView> {
  for (;;) {
    const { project } = await ask(page, 'app.state', {});
    if (project !== null && wanted(project)) return project;
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
  }
}

function statusIs(...statuses: readonly FitStatus[]): (project: ProjectView) => boolean {
  return (project) => statuses.includes(project.fits.at(-1)?.status ?? 'queued');
}

/** A project with one plate file and a fit that runs for long. */
async function fitting(host: OpenHost): Promise<void> {
  const { page } = host;
  fs.mkdirSync(host.home, { recursive: true });
  await ask(page, 'project.create', { title: 'Long fit', path: null, stopFits: false });
  const bytes = new Uint8Array(fs.readFileSync(path.join(repository, 'resources/examples/vi-hds', plate)));
  const report = await ask(page, 'files.import', { files: [{ name: plate, bytes }] });
  expect(report.refused).toEqual([]);
  const { specs } = await ask(page, 'spec.list', {});
  const spec = specs.find((choice) => choice.missing.length === 0 && choice.model.startsWith('dr_constant'));
  await ask(page, 'spec.choose', { kind: 'shipped', id: spec?.id ?? 'none can be chosen' });
  const { defaults } = await until(page, () => true);
  await ask(page, 'fit.start', { ...defaults, epochs: 10_000, draws: 2, evaluationDraws: 2 });
  await until(page, statusIs('running'));
}

interface Electron {
  readonly app: {
    emit(name: string, ...values: unknown[]): void;
    getAppMetrics(): readonly { readonly pid: number; readonly name?: string }[];
  };
  readonly BrowserWindow: {
    getAllWindows(): readonly {
      isVisible(): boolean;
      close(): void;
      emit(name: string, event: unknown): void;
    }[];
  };
  readonly powerMonitor: { emit(name: string, event: unknown): void };
  readonly Menu: { getApplicationMenu(): { getMenuItemById(id: string): { click(): void } | null } | null };
  readonly dialog: Record<string, unknown>;
}

const answerQuestion = ({ dialog }: Electron, response: number): void => {
  dialog.asked = [];
  dialog.showMessageBox = async (_window: unknown, options: { readonly message: string }) => {
    (dialog.asked as string[]).push(options.message);
    return { response, checkboxChecked: false };
  };
};
const asked = ({ dialog }: Electron): string[] => (dialog.asked ?? []) as string[];
/** Ends the service as a crash would. */
const killService = ({ app }: Electron): void => {
  const service = app.getAppMetrics().find((metric) => metric.name === 'Wellspring service');
  if (service === undefined) throw new Error('there is no service among the processes');
  process.kill(service.pid, 'SIGKILL');
};
/** Whether the system was asked to wait. */
const endSession = ({ BrowserWindow, powerMonitor }: Electron, name: string): boolean => {
  let waits = false;
  const event = { preventDefault: () => (waits = true) };
  if (name === 'shutdown') powerMonitor.emit(name, event);
  else BrowserWindow.getAllWindows()[0]?.emit(name, event);
  return waits;
};
const answerErrors = ({ dialog }: Electron): void => {
  dialog.errors = [];
  dialog.showErrorBox = (_title: string, text: string) => (dialog.errors as string[]).push(text);
};
const errorsShown = ({ dialog }: Electron): string[] => dialog.errors as string[];
/** In the page: until it hears this the next time. */
const waitFor = (kind: string): Promise<void> =>
  new Promise((resolve) => {
    const bridge = (window as unknown as { wellspring: DesktopBridge }).wellspring;
    let told = false;
    bridge.subscribe((message) => {
      if (message.kind === kind && told) resolve();
    });
    // What it says at once is how things stood.
    told = true;
  });
const closeWindow = ({ BrowserWindow }: Electron): void => BrowserWindow.getAllWindows()[0]?.close();
const visible = ({ BrowserWindow }: Electron): boolean[] =>
  BrowserWindow.getAllWindows().map((window) => window.isVisible());

for (const kind of ['double', 'electron'] as const) {
  const missing = await missingHost(kind);
  describe.skipIf(missing !== null)(`the desktop host (${missing ?? kind})`, () => {
    let host: OpenHost | null = null;
    const open = async (...values: Parameters<typeof openHost>): Promise<OpenHost> => {
      host = await openHost(...values);
      return host;
    };
    afterEach(async () => {
      await host?.close();
      host = null;
    });

    test('fits in a job of its own, and asks before it closes on one', async () => {
      const opened = await open(kind);
      const { page, evaluate, ended } = opened;
      await fitting(opened);
      await evaluate(answerQuestion, 2);
      await evaluate(closeWindow, null);
      expect(await evaluate(asked, null)).toEqual([
        expect.stringMatching(/^fit-1 is running, at epoch \d+ of 10000\.$/),
      ]);
      expect(await evaluate(visible, null)).toEqual([true]);
      // Keep running until done: the window goes, the program stays until the fit has ended.
      await evaluate(answerQuestion, 1);
      await evaluate(closeWindow, null);
      expect(await evaluate(visible, null)).toEqual([false]);
      await ask(page, 'fit.stop', { fit: 'fit-1' });
      await ended;
    });

    test('stops a fit in order when told to, and what it had is there afterwards', async () => {
      const home = fs.mkdtempSync(path.join(os.tmpdir(), 'wellspring-home-'));
      onTestFinished(() => fs.rmSync(home, { recursive: true, force: true }));
      const first = await open(kind, { home });
      await fitting(first);
      await first.evaluate(answerQuestion, 0);
      await first.evaluate(closeWindow, null);
      await first.ended;
      await first.close();
      const file = fs.readdirSync(home).find((name) => name.endsWith('.wellspring'));
      // As the system starts it when the file is double-clicked.
      const second = await open(kind, { home, args: [path.join(home, file ?? 'no project')] });
      const project = await until(second.page, () => true);
      expect(project.fits.map((fit) => fit.status)).toEqual(['interrupted']);
      expect(project.files.map((one) => one.file)).toEqual([plate]);
    });

    // The events of each system, sent as the system would.
    test.each(['query-session-end', 'session-end', 'shutdown'])(
      'keeps what a fit has come to when the user’s session ends (%s)',
      async (name) => {
        const home = fs.mkdtempSync(path.join(os.tmpdir(), 'wellspring-home-'));
        onTestFinished(() => fs.rmSync(home, { recursive: true, force: true }));
        const first = await open(kind, { home });
        await fitting(first);
        expect(await first.evaluate(endSession, name)).toBe(true);
        await first.ended;
        await first.close();
        const second = await open(kind, { home });
        const file = fs.readdirSync(home).find((one) => one.endsWith('.wellspring')) ?? 'no project';
        const opened = { path: path.join(home, file), stopFits: false };
        const project = await ask(second.page, 'project.open', opened);
        expect(project.fits.map((fit) => fit.status)).toEqual(['interrupted']);
        // Closed in order: nothing had to be recovered.
        expect(project.problems.map(({ code }) => code)).not.toContain('project.recovered');
      },
    );

    test('tells the user when a service that dies each time is not started again', async () => {
      const { page, evaluate } = await open(kind);
      await evaluate(answerErrors, null);
      for (let i = 0; i < 3; i++) {
        await ask(page, 'app.state', {});
        const lost = page.evaluate(waitFor, i === 2 ? 'lost' : 'open');
        await evaluate(killService, null);
        await lost;
      }
      await expect
        .poll(() => evaluate(errorsShown, null))
        .toEqual([
          expect.stringMatching(/^The service ended 3 times within 5 minutes, last with code \d+\./),
        ]);
      // Retry asks for it anew.
      await page.evaluate(waitFor, 'open');
      await ask(page, 'app.state', {});
    });

    test('starts a service that died again; the page goes on', async () => {
      const { page, evaluate } = await open(kind);
      const before = await ask(page, 'app.state', {});
      const status = page.evaluate(
        () =>
          new Promise<string[]>((resolve) => {
            const heard: string[] = [];
            (window as unknown as { wellspring: DesktopBridge }).wellspring.subscribe(({ kind: told }) => {
              heard.push(told);
              if (heard.filter((one) => one === 'open').length === 2) resolve(heard);
            });
          }),
      );
      await evaluate(killService, null);
      expect(await status).toEqual(['open', 'lost', 'open']);
      const after: AppView = await ask(page, 'app.state', {});
      expect(after.home).toBe(before.home);
    });

    test('tells the page what the menu and a second start want', async () => {
      const { page, evaluate } = await open(kind);
      const heard = page.evaluate(
        () =>
          new Promise<unknown[]>((resolve) => {
            const commands: unknown[] = [];
            (window as unknown as { wellspring: DesktopBridge }).wellspring.onCommand((command) => {
              commands.push(command);
              if (commands.length === 3) resolve(commands);
            });
          }),
      );
      await page.evaluate(() => null);
      await evaluate(({ app, Menu }: Electron, folder: string) => {
        Menu.getApplicationMenu()?.getMenuItemById('undo')?.click();
        Menu.getApplicationMenu()?.getMenuItemById('theme-dark')?.click();
        app.emit('second-instance', {}, ['wellspring', 'a.wellspring'], folder);
      }, repository);
      expect(await heard).toEqual([
        { kind: 'undo' },
        { kind: 'theme', theme: 'dark' },
        { kind: 'openPath', path: path.join(repository, 'a.wellspring') },
      ]);
    });

    test('asks the system for a project file', async () => {
      const { page, answerDialog } = await open(kind);
      const choose = () =>
        page.evaluate(() => (window as unknown as { wellspring: DesktopBridge }).wellspring.chooseOpen());
      await answerDialog('/projects/a.wellspring');
      expect(await choose()).toBe('/projects/a.wellspring');
      await answerDialog(null);
      expect(await choose()).toBeNull();
    });
  });
}
