import type { BrowserWindowConstructorOptions } from 'electron';
import { smallest, type WindowState } from './window-state.ts';

export interface WindowSettings {
  /** The built preload, absolute. */
  readonly preload: string;
  /** Of the program, for systems that take it from the window. */
  readonly icon: string;
  readonly state: WindowState;
  readonly dark: boolean;
  /** An installed program has no developer tools. */
  readonly packaged: boolean;
}

/** All that decides how a window is made; shown only when the page has something to show. */
export function windowOptions(settings: WindowSettings): BrowserWindowConstructorOptions {
  const { state } = settings;
  return {
    title: 'Wellspring',
    show: false,
    width: state.width,
    height: state.height,
    ...(state.x === undefined || state.y === undefined ? {} : { x: state.x, y: state.y }),
    minWidth: smallest.width,
    minHeight: smallest.height,
    icon: settings.icon,
    // The page's own ground (tokens.css), so that nothing flashes before it paints.
    backgroundColor: settings.dark ? '#14171c' : '#f4f5f7',
    webPreferences: {
      preload: settings.preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: !settings.packaged,
    },
  };
}
