import type { BrowserWindow } from 'electron';
import type { ElectronApi } from './electron-api.ts';

export interface WindowHealth {
  readonly dialog: ElectronApi['dialog'];
  /** Whether the program is about to end: nobody needs to be asked then. */
  readonly isQuitting: () => boolean;
  readonly quit: () => void;
}

const nothingLost = 'Nothing is lost: the project and running fits are kept by another process.';

/** Asks the user what to do with a window whose page has crashed or hangs. */
export function watchHealth(window: BrowserWindow, { dialog, isQuitting, quit }: WindowHealth): void {
  const { webContents } = window;
  const loadAgain = 'Load it again';
  /** Ends the question about a page that hangs when it answers again. */
  let question: AbortController | null = null;
  let endedByUs = false;

  webContents.on('render-process-gone', async (_event, { reason }) => {
    question?.abort();
    if (endedByUs || reason === 'clean-exit' || isQuitting()) return;
    const { response } = await dialog.showMessageBox(window, {
      type: 'error',
      title: 'Wellspring',
      message: `The window stopped working (${reason}).`,
      detail: nothingLost,
      buttons: [loadAgain, 'Quit'],
      noLink: true,
    });
    if (response === 0) webContents.reload();
    else quit();
  });
  window.on('unresponsive', async () => {
    if (question !== null || isQuitting()) return;
    const asking = new AbortController();
    question = asking;
    const { response } = await dialog.showMessageBox(window, {
      type: 'warning',
      title: 'Wellspring',
      message: 'The window does not respond.',
      detail: nothingLost,
      buttons: ['Wait', loadAgain],
      // What is answered when the page responds again meanwhile.
      cancelId: 0,
      defaultId: 0,
      noLink: true,
      signal: asking.signal,
    });
    question = null;
    if (response !== 1 || asking.signal.aborted) return;
    // A page that hangs hears of no reload: its process has to go first.
    endedByUs = true;
    webContents.forcefullyCrashRenderer();
    webContents.reload();
    webContents.once('did-finish-load', () => {
      endedByUs = false;
    });
  });
  window.on('responsive', () => question?.abort());
}
