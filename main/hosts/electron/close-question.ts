import type { BrowserWindow, MessageBoxOptions } from 'electron';
import type { ElectronApi } from './electron-api.ts';

/** What shall become of fits that run when the last window closes. */
export type CloseAnswer = 'stop' | 'keep' | 'cancel';

const answers: readonly CloseAnswer[] = ['stop', 'keep', 'cancel'];

export function closeQuestion(running: readonly string[]): MessageBoxOptions {
  const one = running.length === 1;
  return {
    type: 'question',
    title: 'Wellspring',
    message: one
      ? `${running[0]} is still being fitted.`
      : `${running.length} fits are under way: ${running.join(', ')}.`,
    detail:
      `Stopped, ${one ? 'it keeps' : 'they keep'} the last checkpoint and can be resumed to the same numbers. ` +
      'Kept running, the window closes now and Wellspring ends by itself when all is done.',
    buttons: ['Stop and keep what it has', 'Keep running until done', 'Cancel'],
    // Return must not stop hours of work.
    defaultId: 2,
    cancelId: 2,
    noLink: true,
  };
}

export async function askToClose(
  dialog: ElectronApi['dialog'],
  window: BrowserWindow,
  running: readonly string[],
): Promise<CloseAnswer> {
  const { response } = await dialog.showMessageBox(window, closeQuestion(running));
  return answers[response] ?? 'cancel';
}
