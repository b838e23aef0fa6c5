import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { createBridge } from './hosts/electron/bridge.ts';

/** Runs in every page before it, in a world of its own: the one thing that page and host share. */
contextBridge.exposeInMainWorld(
  'wellspring',
  createBridge({
    ipcRenderer,
    pathOfFile: (file) => webUtils.getPathForFile(file as Parameters<typeof webUtils.getPathForFile>[0]),
  }),
);
