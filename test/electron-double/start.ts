/**
 * Runs a built main program of Electron without Electron: `node start.ts dist/main/electron.js [arguments]`. The module
 * `electron` is replaced by the double beside this file; its windows are pages of the Chromium at
 * WELLSPRING_DOUBLE_BROWSER (a DevTools address). What the program keeps of its own goes to WELLSPRING_DOUBLE_DATA.
 *
 * The double is for the program's own code: transport, protocol, menus, processes. It cannot show the real sandbox, fuses,
 * native menus and dialogs, or crashes of Chromium's processes.
 */
import { registerHooks } from 'node:module';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';

const double = new URL('./electron.ts', import.meta.url).href;
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: double, shortCircuit: true } : next(specifier, context),
});

const [, , entry = '', ...rest] = process.argv;
process.argv = [process.execPath, path.resolve(entry), ...rest];
const { app } = await import('./app.ts');
const { answerControl } = await import('./control.ts');
answerControl();
await import(pathToFileURL(path.resolve(entry)).href);
// As in Electron: not ready before the entry has ended, so an entry that waits for ready waits for ever.
await app.begin();
