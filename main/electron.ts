import { join } from 'node:path';
import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  MessageChannelMain,
  nativeTheme,
  powerMonitor,
  protocol,
  screen,
  session,
  utilityProcess,
} from 'electron';
import { startDesktop } from './hosts/electron/start-desktop.ts';
import { findProgramFolders } from './store/resources.ts';

/** Entry of the desktop program. */
const { root, page } = findProgramFolders();
const built = (name: string): string => join(import.meta.dirname, name);

startDesktop(
  {
    app,
    BrowserWindow,
    dialog,
    ipcMain,
    Menu,
    MessageChannelMain,
    nativeTheme,
    powerMonitor,
    protocol,
    screen,
    session,
    utilityProcess,
  },
  {
    page,
    icon: join(root, 'resources', 'icons', 'icon.png'),
    preload: built('preload.cjs'),
    service: built('service-process.js'),
    job: built('job.js'),
  },
);
