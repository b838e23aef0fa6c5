import { EventEmitter } from 'node:events';
import type { BrowserWindow, MessageBoxOptions } from 'electron';
import { describe, expect, test, vi } from 'vitest';
import { watchHealth } from '../../../../../main/hosts/electron/window-health.ts';

function watched(quitting = false) {
  const questions: { options: MessageBoxOptions; answer: (response: number) => void }[] = [];
  const dialog = {
    showMessageBox: (_window: unknown, options: MessageBoxOptions) =>
      new Promise((resolve) => {
        const answer = (response: number): void => resolve({ response, checkboxChecked: false });
        options.signal?.addEventListener('abort', () => answer(options.cancelId ?? -1));
        questions.push({ options, answer });
      }),
  };
  const webContents = Object.assign(new EventEmitter(), {
    reload: vi.fn(),
    forcefullyCrashRenderer: vi.fn(() => webContents.emit('render-process-gone', {}, { reason: 'killed' })),
  });
  const window = Object.assign(new EventEmitter(), { webContents });
  const quit = vi.fn();
  watchHealth(window as unknown as BrowserWindow, {
    dialog: dialog as never,
    isQuitting: () => quitting,
    quit,
  });
  const answer = async (response: number): Promise<void> => {
    questions.at(-1)?.answer(response);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { window, webContents, questions, answer, quit };
}

describe('a window that hangs', () => {
  test('is left alone where the user waits, and asked about again the next time', async () => {
    const { window, webContents, questions, answer } = watched();
    window.emit('unresponsive');
    window.emit('unresponsive');
    expect(questions.map(({ options }) => options.message)).toEqual(['The window does not respond.']);
    await answer(0);
    expect(webContents.forcefullyCrashRenderer).not.toHaveBeenCalled();
    window.emit('unresponsive');
    expect(questions).toHaveLength(2);
  });

  test('is ended and loaded anew where the user wants that, without a second question', async () => {
    const { window, webContents, questions, answer } = watched();
    window.emit('unresponsive');
    await answer(1);
    expect(webContents.forcefullyCrashRenderer).toHaveBeenCalledOnce();
    expect(webContents.reload).toHaveBeenCalledOnce();
    expect(questions).toHaveLength(1);
  });

  test('takes its question back when it responds again', async () => {
    const { window, webContents, questions } = watched();
    window.emit('unresponsive');
    window.emit('responsive');
    await new Promise((resolve) => setImmediate(resolve));
    expect(questions[0]?.options.signal?.aborted).toBe(true);
    expect(webContents.reload).not.toHaveBeenCalled();
  });
});

describe('a page that crashed', () => {
  test('is loaded again or the program ends, as the user likes', async () => {
    for (const response of [0, 1]) {
      const { webContents, questions, answer, quit } = watched();
      webContents.emit('render-process-gone', {}, { reason: 'crashed' });
      expect(questions[0]?.options.message).toBe('The window stopped working (crashed).');
      await answer(response);
      expect(webContents.reload).toHaveBeenCalledTimes(1 - response);
      expect(quit).toHaveBeenCalledTimes(response);
    }
  });

  test('is no question when the program ends', () => {
    const { window, webContents, questions } = watched(true);
    webContents.emit('render-process-gone', {}, { reason: 'killed' });
    window.emit('unresponsive');
    expect(questions).toEqual([]);
  });
});
