import type * as electron from 'electron';

/**
 * What the host needs of Electron. Handed in by the entry: nothing else imports the module, whose mere import from plain
 * Node begins a download.
 */
export type ElectronApi = Pick<
  typeof electron,
  | 'app'
  | 'BrowserWindow'
  | 'dialog'
  | 'ipcMain'
  | 'Menu'
  | 'MessageChannelMain'
  | 'nativeTheme'
  | 'powerMonitor'
  | 'protocol'
  | 'screen'
  | 'session'
  | 'utilityProcess'
>;
