import type { BrowserWindow, FileFilter, IpcMainInvokeEvent } from 'electron';
import { withinBytes } from '../../../shared/base/short-text.ts';
import type { ElectronApi } from './electron-api.ts';
import { ipc } from './messages.ts';
import { isTrusted } from './security.ts';

const filters: FileFilter[] = [{ name: 'Wellspring project', extensions: ['wellspring'] }];

type Electron = Pick<ElectronApi, 'BrowserWindow' | 'dialog' | 'ipcMain'>;

/** Answers the page's requests for the system's file dialogs; anyone else's are refused. */
export function answerDialogs({ BrowserWindow, dialog, ipcMain }: Electron): void {
  ipcMain.handle(ipc.chooseOpen, async (event) => {
    const window = windowOf(event, BrowserWindow);
    const answer = await dialog.showOpenDialog(window, {
      title: 'Open project',
      filters,
      properties: ['openFile'],
    });
    return answer.canceled ? null : (answer.filePaths[0] ?? null);
  });
  ipcMain.handle(ipc.chooseSave, async (event, name: unknown) => {
    const window = windowOf(event, BrowserWindow);
    const answer = await dialog.showSaveDialog(window, {
      title: 'Save project',
      filters,
      defaultPath: suggestedFileName(name),
      properties: ['createDirectory', 'showOverwriteConfirmation'],
    });
    return answer.canceled || answer.filePath === '' ? null : answer.filePath;
  });
}

function windowOf(event: IpcMainInvokeEvent, windows: typeof BrowserWindow): BrowserWindow {
  const window = isTrusted(event) ? windows.fromWebContents(event.sender) : null;
  if (window === null) throw new Error('only the page of a window may ask this');
  return window;
}

/** A title as a file's name: without what some system forbids in names, and with the project's extension. */
export function suggestedFileName(title: unknown): string {
  const text = typeof title === 'string' ? title : '';
  const plain = withinBytes(
    text
      .replace(/\.wellspring$/i, '')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must go.
      .replace(/[\u0000-\u001f<>:"/\\|?*]+/g, ' ')
      .replace(/^[\s.]+|[\s.]+$/g, ''),
    80,
  );
  return `${plain === '' ? 'Project' : plain}.wellspring`;
}
