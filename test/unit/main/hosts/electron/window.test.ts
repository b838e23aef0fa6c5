import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { MenuItemConstructorOptions } from 'electron';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { askToClose, closeQuestion } from '../../../../../main/hosts/electron/close-question.ts';
import { answerDialogs, suggestedFileName } from '../../../../../main/hosts/electron/dialogs.ts';
import { menuTemplate } from '../../../../../main/hosts/electron/menu.ts';
import { ipc } from '../../../../../main/hosts/electron/messages.ts';
import { projectArgument } from '../../../../../main/hosts/electron/project-argument.ts';
import { readWindowState, writeWindowState } from '../../../../../main/hosts/electron/window-state.ts';
import type { DesktopCommand } from '../../../../../shared/channels.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wellspring-window-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));
const screens = [
  { x: 0, y: 0, width: 1920, height: 1080 },
  { x: -1280, y: 0, width: 1280, height: 1024 },
];
const fallback = { width: 1280, height: 800, maximized: false };

describe('the remembered window', () => {
  const file = path.join(folder, 'profile', 'window.json');

  test.each([
    { x: 10, y: 20, width: 1000, height: 700 },
    { x: -1200, y: 5, width: 1100, height: 900 },
  ])('is where it was: %j', (bounds) => {
    writeWindowState(file, bounds, true);
    expect(readWindowState(file, screens)).toEqual({ ...bounds, maximized: true });
  });

  test('loses its place, not its size, with the screen it was on', () => {
    writeWindowState(file, { x: 4000, y: 20, width: 1000, height: 700 }, false);
    expect(readWindowState(file, screens)).toEqual({ width: 1000, height: 700, maximized: false });
  });

  test('is never smaller than the page needs', () => {
    writeWindowState(file, { x: 0, y: 0, width: 10, height: 10 }, false);
    expect(readWindowState(file, screens)).toMatchObject({ width: 900, height: 600 });
  });

  test.each(['', '{', 'null', '[]', '{"width":"a","height":3}', '{"width":1e99,"height":700}'])(
    'is forgotten when its file holds %j',
    (text) => {
      const damaged = path.join(folder, 'damaged.json');
      fs.writeFileSync(damaged, text);
      expect(readWindowState(damaged, screens)).toEqual(fallback);
    },
  );

  test('has a default, and a place that cannot be written is no matter', () => {
    const nowhere = path.join(folder, 'file', 'window.json');
    fs.writeFileSync(path.join(folder, 'file'), '');
    writeWindowState(nowhere, { x: 0, y: 0, width: 1000, height: 700 }, false);
    expect(readWindowState(nowhere, screens)).toEqual(fallback);
  });
});

describe('the menu', () => {
  function menu(mac: boolean, packaged = true) {
    const sent: DesktopCommand[] = [];
    const template = menuTemplate({
      mac,
      packaged,
      send: (command) => sent.push(command),
      newWindow: vi.fn(),
    });
    const flat = (items: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] =>
      items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? flat(item.submenu) : [])]);
    return { sent, items: flat(template), top: template.map((item) => item.label ?? item.role) };
  }

  test('has the usual parts', () => {
    expect(menu(false).top).toEqual(['&File', '&Edit', '&View', '&Window', '&Help']);
    expect(menu(true).top[0]).toBe('appMenu');
  });

  test.each(['new', 'open', 'example', 'close', 'undo', 'redo', 'theme-dark', 'theme-light', 'theme-system'])(
    'sends %s to the page',
    (id) => {
      const { items, sent } = menu(false);
      items.find((item) => item.id === id)?.click?.({} as never, undefined, {} as never);
      const [kind, theme] = id.split('-');
      expect(sent).toEqual([theme === undefined ? { kind } : { kind, theme }]);
    },
  );

  test.each([true, false])('gives no accelerator to two items (macOS: %s)', (mac) => {
    const keys = menu(mac).items.flatMap((item) =>
      item.accelerator === undefined ? [] : [item.accelerator],
    );
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('leaves the keys of undo and redo to the page', () => {
    const { items } = menu(false);
    for (const id of ['undo', 'redo'])
      expect(items.find((item) => item.id === id)).toMatchObject({ registerAccelerator: false });
  });

  test('has developer tools and reload only where the program is not installed', () => {
    const roles = (packaged: boolean) => menu(false, packaged).items.map((item) => item.role);
    expect(roles(false)).toEqual(expect.arrayContaining(['reload', 'toggleDevTools']));
    expect(roles(true)).not.toContain('toggleDevTools');
    expect(roles(true)).not.toContain('reload');
  });
});

describe('the question at closing', () => {
  test('names the fits and defaults to what harms nothing', () => {
    const question = closeQuestion([
      { fit: 'fit-2', status: 'running', activity: 'training', epoch: 41.5, epochs: 100 },
      { fit: 'fit-3', status: 'queued', activity: 'waiting', epoch: 0, epochs: 100 },
    ]);
    expect(question.message).toBe('fit-2 is running, at epoch 41 of 100; fit-3 waits in the queue.');
    expect(question.detail).toContain('can be resumed to the same numbers');
    expect(question.detail).toContain('stays in the queue');
    expect(question.buttons?.[question.defaultId ?? 0]).toBe('Keep working');
    expect(question.buttons?.[question.cancelId ?? 0]).toBe('Keep working');
  });

  test.each([
    [0, 'stop'],
    [1, 'keep'],
    [2, 'cancel'],
    [-1, 'cancel'],
  ])('takes button %i as %s', async (response, answer) => {
    const dialog = { showMessageBox: async () => ({ response, checkboxChecked: false }) };
    expect(await askToClose(dialog as never, {} as never, [])).toBe(answer);
  });
});

describe('file dialogs', () => {
  function dialogs() {
    const handlers = new Map<string, (event: unknown, ...values: unknown[]) => Promise<unknown>>();
    const window = {};
    const dialog = {
      showOpenDialog: vi.fn(async () => ({ canceled: false, filePaths: ['/a.wellspring'] })),
      showSaveDialog: vi.fn(async () => ({ canceled: true, filePath: '' })),
    };
    answerDialogs({
      dialog,
      BrowserWindow: { fromWebContents: () => window },
      ipcMain: { handle: (name: string, handler: never) => handlers.set(name, handler) },
    } as never);
    const ask = (name: string, url: string, ...values: unknown[]) =>
      handlers.get(name)?.({ sender: {}, senderFrame: { url, parent: null } }, ...values);
    return { dialog, ask, handlers };
  }
  const page = 'app://wellspring/';

  test('answer the page', async () => {
    const { ask, handlers } = dialogs();
    expect([...handlers.keys()].sort()).toEqual([ipc.chooseOpen, ipc.chooseSave].sort());
    expect(await ask(ipc.chooseOpen, page)).toBe('/a.wellspring');
    expect(await ask(ipc.chooseSave, page, 'A')).toBeNull();
  });

  test('refuse anyone else, and nothing opens', async () => {
    const { ask, dialog } = dialogs();
    await expect(ask(ipc.chooseOpen, 'https://example.org/')).rejects.toThrow();
    await expect(ask(ipc.chooseSave, 'file:///index.html', 'A')).rejects.toThrow();
    expect(dialog.showOpenDialog).not.toHaveBeenCalled();
    expect(dialog.showSaveDialog).not.toHaveBeenCalled();
  });

  test.each([
    ['Double receiver', 'Double receiver.wellspring'],
    ['a.wellspring', 'a.wellspring'],
    ['../../etc/passwd', 'etc passwd.wellspring'],
    ['C:\\a:b?', 'C a b.wellspring'],
    ['  ', 'Project.wellspring'],
    ['...', 'Project.wellspring'],
    [{ name: 'x' }, 'Project.wellspring'],
    [undefined, 'Project.wellspring'],
  ])('propose for the title %j the name %s', (title, name) => {
    expect(suggestedFileName(title)).toBe(name);
  });
});

describe('a project among the arguments', () => {
  const here = path.resolve('/projects');
  test.each([
    [['a.wellspring'], path.join(here, 'a.wellspring')],
    [['.', '--flag', 'sub/A B.WELLSPRING'], path.join(here, 'sub/A B.WELLSPRING')],
    [['first.wellspring', 'second.wellspring'], path.join(here, 'second.wellspring')],
    [['--open=a.wellspring'], null],
    [['plate.csv'], null],
    [[], null],
  ])('%j is %s', (args, project) => {
    expect(projectArgument(args, here)).toBe(project);
  });
});
