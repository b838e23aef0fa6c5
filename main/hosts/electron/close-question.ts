import type { BrowserWindow, MessageBoxOptions } from 'electron';
import { type FitAtWork, underWayWords } from '../../../shared/fit/under-way.ts';
import type { ElectronApi } from './electron-api.ts';

/** What shall become of fits that run when the last window closes. */
export type CloseAnswer = 'stop' | 'keep' | 'cancel';

const answers: readonly CloseAnswer[] = ['stop', 'keep', 'cancel'];

/** The page asks in the same words before it leaves a project. */
export function closeQuestion(running: readonly FitAtWork[]): MessageBoxOptions {
  const words = underWayWords(running);
  return {
    type: 'question',
    title: 'Wellspring',
    message: words?.what ?? 'All fits have ended.',
    detail: [
      words?.becomes ?? '',
      'Kept running, the window closes now and Wellspring ends by itself when all is done.',
    ]
      .join(' ')
      .trim(),
    buttons: ['Stop fits and close', 'Keep running until done', 'Keep working'],
    // Return must not stop hours of work.
    defaultId: 2,
    cancelId: 2,
    noLink: true,
  };
}

export async function askToClose(
  dialog: ElectronApi['dialog'],
  window: BrowserWindow,
  running: readonly FitAtWork[],
): Promise<CloseAnswer> {
  const { response } = await dialog.showMessageBox(window, closeQuestion(running));
  return answers[response] ?? 'cancel';
}
