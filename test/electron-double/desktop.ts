/** Dialogs, menu, screens and theme: nobody looks at them, so tests answer and press. */
import { EventEmitter } from 'node:events';
import { app } from './app.ts';

type Asking = (...values: unknown[]) => Promise<unknown>;

function unanswered(name: string): Asking {
  return async () => {
    throw new Error(`electron double: nobody answers dialog.${name}; let the test set it`);
  };
}

/** Tests put functions in place, as they do in Electron itself. */
export const dialog = {
  showOpenDialog: unanswered('showOpenDialog'),
  showSaveDialog: unanswered('showSaveDialog'),
  showMessageBox: unanswered('showMessageBox'),
  showErrorBox: (title: string, text: string): void => console.error(`${title}: ${text}`),
};

interface ItemTemplate {
  readonly id?: string;
  readonly label?: string;
  readonly role?: string;
  readonly click?: () => void;
  readonly submenu?: readonly ItemTemplate[];
}

interface Item {
  readonly id: string | undefined;
  readonly label: string | undefined;
  readonly role: string | undefined;
  readonly submenu: Menu | undefined;
  click(): void;
}

export class Menu {
  static #menu: Menu | null = null;
  readonly items: readonly Item[];

  constructor(template: readonly ItemTemplate[]) {
    this.items = template.map((item) => ({
      id: item.id,
      label: item.label,
      role: item.role,
      submenu: item.submenu === undefined ? undefined : new Menu(item.submenu),
      click: () => item.click?.(),
    }));
  }

  static buildFromTemplate(template: readonly ItemTemplate[]): Menu {
    return new Menu(template);
  }

  static setApplicationMenu(menu: Menu | null): void {
    app.browser('Menu.setApplicationMenu');
    Menu.#menu = menu;
  }

  static getApplicationMenu(): Menu | null {
    return Menu.#menu;
  }

  getMenuItemById(id: string): Item | null {
    for (const item of this.items) {
      const found = item.id === id ? item : item.submenu?.getMenuItemById(id);
      if (found !== undefined && found !== null) return found;
    }
    return null;
  }
}

export const nativeTheme = Object.assign(new EventEmitter(), { shouldUseDarkColors: false });

export const screen = {
  getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 4096, height: 2160 } }],
};

/** Tells of the end of the user's session. */
export const powerMonitor = new EventEmitter();
