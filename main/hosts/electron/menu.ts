import type { MenuItemConstructorOptions } from 'electron';
import type { DesktopCommand } from '../../../shared/channels.ts';

export interface MenuSettings {
  readonly mac: boolean;
  readonly packaged: boolean;
  /** To the page of the focused window. */
  readonly send: (command: DesktopCommand) => void;
  readonly newWindow: () => void;
}

/** The menu bar. What concerns the project is for the page to do. */
export function menuTemplate(settings: MenuSettings): MenuItemConstructorOptions[] {
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  const item = (
    label: string,
    command: DesktopCommand,
    accelerator?: string,
  ): MenuItemConstructorOptions => ({
    label,
    id: command.kind === 'theme' ? `theme-${command.theme}` : command.kind,
    ...(accelerator === undefined ? {} : { accelerator }),
    click: () => settings.send(command),
  });
  // The keys reach the page, which knows whether a text field or the project is meant. macOS has no such choice.
  const edit = (label: string, kind: 'undo' | 'redo', accelerator: string): MenuItemConstructorOptions => ({
    ...item(label, { kind }, accelerator),
    registerAccelerator: false,
  });
  return [
    ...(settings.mac ? [{ role: 'appMenu' } as const] : []),
    {
      label: '&File',
      submenu: [
        item('&New project', { kind: 'new' }, 'CmdOrCtrl+N'),
        item('&Open project…', { kind: 'open' }, 'CmdOrCtrl+O'),
        item('Open &example', { kind: 'example' }),
        separator,
        item('&Close project', { kind: 'close' }, 'CmdOrCtrl+Shift+W'),
        ...(settings.mac ? [] : [separator, { role: 'quit' } as const]),
      ],
    },
    {
      label: '&Edit',
      submenu: [
        edit('&Undo', 'undo', 'CmdOrCtrl+Z'),
        edit('&Redo', 'redo', settings.mac ? 'Shift+Cmd+Z' : 'Ctrl+Y'),
        separator,
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'selectAll' },
      ],
    },
    {
      label: '&View',
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'togglefullscreen' },
        separator,
        {
          label: '&Theme',
          submenu: [
            item('As the &system', { kind: 'theme', theme: 'system' }),
            item('&Light', { kind: 'theme', theme: 'light' }),
            item('&Dark', { kind: 'theme', theme: 'dark' }),
          ],
        },
        ...(settings.packaged
          ? []
          : [separator, { role: 'reload' } as const, { role: 'toggleDevTools' } as const]),
      ],
    },
    {
      label: '&Window',
      submenu: [
        {
          label: '&New window',
          id: 'new-window',
          accelerator: 'CmdOrCtrl+Shift+N',
          click: settings.newWindow,
        },
        { role: 'minimize' },
        { role: 'close' },
      ],
    },
    { label: '&Help', role: 'help', submenu: [{ role: 'about' }] },
  ];
}
