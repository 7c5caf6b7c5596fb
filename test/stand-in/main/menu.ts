import { app } from './app.ts';
import { BrowserWindow } from './browser-window.ts';
import { Emulated, EmulatedEmitter } from './emulated.ts';

type Options = Electron.MenuItemConstructorOptions;

/** What a role does where it can be seen here; the others throw. */
const ROLES: Readonly<Partial<Record<string, (window: BrowserWindow | null) => void>>> = {
  close: (window) => window?.close(),
  minimize: (window) => window?.minimize(),
  quit: () => app.quit(),
  about: () => app.showAboutPanel(),
  reload: (window) => window?.webContents.reload(),
  togglefullscreen: (window) => window?.setFullScreen(!window.isFullScreen()),
};

class MenuItem extends Emulated {
  readonly id: string;
  readonly role: string | undefined;
  readonly type: string;
  readonly accelerator: Options['accelerator'];
  readonly submenu: Menu | undefined;
  label: string;
  sublabel: string;
  enabled: boolean;
  visible: boolean;
  checked: boolean;
  readonly click: (event?: object, window?: BrowserWindow) => void;

  constructor(options: Options) {
    super();
    const { submenu, click } = options;
    this.id = options.id ?? '';
    this.role = options.role?.toLowerCase(); // As Electron does.
    this.type = options.type ?? (submenu === undefined ? 'normal' : 'submenu');
    this.accelerator = options.accelerator;
    this.submenu = Array.isArray(submenu) ? Menu.buildFromTemplate(submenu) : (submenu as Menu | undefined);
    this.label = options.label ?? options.role ?? '';
    this.sublabel = options.sublabel ?? '';
    this.enabled = options.enabled ?? true;
    this.visible = options.visible ?? true;
    this.checked = options.checked ?? false;
    this.click = (event = {}, window = BrowserWindow.getFocusedWindow() ?? undefined) => {
      if (!this.enabled) return;
      if (this.type === 'checkbox') this.checked = !this.checked;
      if (this.role === undefined) click?.(this as never, window as never, event as never);
      else this.#do(this.role, window ?? null);
    };
  }

  #do(role: string, window: BrowserWindow | null): void {
    const action = ROLES[role];
    if (action === undefined) throw new Error(`stand-in: the role ${role} is not emulated`);
    action(window);
  }
}

class Menu extends EmulatedEmitter {
  static #application: Menu | null = null;
  readonly items: MenuItem[] = [];

  static buildFromTemplate(template: readonly (Options | Electron.MenuItem)[]): Menu {
    const menu = new Menu();
    for (const options of template) menu.items.push(new MenuItem(options as Options));
    return menu;
  }
  static setApplicationMenu(menu: Menu | null): void {
    Menu.#application = menu;
  }
  static getApplicationMenu(): Menu | null {
    return Menu.#application;
  }
  getMenuItemById(id: string): MenuItem | null {
    for (const item of this.items) {
      const found = item.id === id ? item : (item.submenu?.getMenuItemById(id) ?? null);
      if (found !== null) return found;
    }
    return null;
  }
}

export { Menu, MenuItem };
