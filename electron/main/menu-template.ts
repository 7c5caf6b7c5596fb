import type { MenuItemConstructorOptions } from 'electron';
import { visibleText } from '../../shared/base/visible-text.ts';
import type { RecentFile } from '../../shared/protocol/host-api.ts';
import type { WindowCommand } from '../../shared/protocol/window-commands.ts';
import { THEMES } from './app-state.ts';
import type { Theme } from './app-state.ts';
import type { ProjectLink } from './project-links.ts';

type Item = MenuItemConstructorOptions;

/** What the menu depends on; equal states make equal menus. */
export interface MenuState {
  readonly isMac: boolean;
  /** Reloading and developer tools are for development only. */
  readonly isDevelopment: boolean;
  readonly hasSample: boolean;
  readonly hasWindow: boolean;
  readonly recents: readonly RecentFile[];
  readonly theme: Theme;
  /** What the window in front can be asked to do. */
  readonly commands: readonly WindowCommand[];
  /** Pages of the project that can be opened. */
  readonly links: readonly ProjectLink[];
}

export interface MenuActions {
  newWindow(): void;
  open(): void;
  openSample(): void;
  openRecent(token: string): void;
  clearRecents(): void;
  /** Asks the window in front. */
  command(command: WindowCommand): void;
  closeWindow(): void;
  setTheme(theme: Theme): void;
  openLink(link: ProjectLink): void;
  reportProblem(): void;
  showAbout(): void;
}

const LINE: Item = { type: 'separator' };

/** An ampersand would make the next letter a shortcut. */
function plainLabel(text: string, maxLength: number): string {
  return visibleText(text, maxLength).replaceAll('&', '&&');
}

/** An item for something the window in front does, as long as it can. */
function commandItem(
  id: string,
  label: string,
  accelerator: string | null,
  [command, state, actions]: readonly [WindowCommand, MenuState, MenuActions],
): Item {
  return {
    id,
    label,
    enabled: state.commands.includes(command),
    click: () => actions.command(command),
    ...(accelerator === null ? {} : { accelerator }),
  };
}

function recentItems({ recents }: MenuState, actions: MenuActions): Item[] {
  const files = recents.map(({ token, name, folder, isMissing }, index): Item => ({
    id: `file.recent.${String(index + 1)}`,
    label: `${plainLabel(name, 60)} — ${isMissing ? 'not found in ' : ''}${plainLabel(folder, 60)}`,
    enabled: !isMissing,
    click: () => actions.openRecent(token),
  }));
  const clear: Item = {
    id: 'file.recent.clear',
    label: 'Clear Recent Files',
    enabled: recents.length > 0,
    click: () => actions.clearRecents(),
  };
  return files.length === 0 ? [clear] : [...files, LINE, clear];
}

function fileMenu(state: MenuState, actions: MenuActions): Item {
  const { isMac, hasSample, hasWindow, commands } = state;
  // The one key closes what there is to close: the snapshot, then the window.
  const closesSnapshot = commands.includes('close-snapshot');
  return {
    id: 'file',
    label: 'File',
    submenu: [
      {
        id: 'file.new-window',
        label: 'New Window',
        accelerator: 'CmdOrCtrl+N',
        click: () => actions.newWindow(),
      },
      { id: 'file.open', label: 'Open…', accelerator: 'CmdOrCtrl+O', click: () => actions.open() },
      commandItem('file.capture', 'Capture from Process…', 'CmdOrCtrl+Shift+O', ['capture', state, actions]),
      { id: 'file.recent', label: 'Open Recent', submenu: recentItems(state, actions) },
      { id: 'file.open-sample', label: 'Open Sample', enabled: hasSample, click: () => actions.openSample() },
      LINE,
      commandItem('file.close-snapshot', 'Close Snapshot', closesSnapshot ? 'CmdOrCtrl+W' : null, [
        'close-snapshot',
        state,
        actions,
      ]),
      {
        id: 'file.close-window',
        label: 'Close Window',
        accelerator: closesSnapshot ? 'CmdOrCtrl+Shift+W' : 'CmdOrCtrl+W',
        enabled: hasWindow,
        click: () => actions.closeWindow(),
      },
      LINE,
      commandItem('file.export-png', 'Export Graph as PNG…', null, ['export-png', state, actions]),
      commandItem('file.export-svg', 'Export Graph as SVG…', null, ['export-svg', state, actions]),
      ...(isMac
        ? []
        : [LINE, { id: 'file.quit', label: 'Quit', accelerator: 'CmdOrCtrl+Q', role: 'quit' } as const]),
    ],
  };
}

const EDIT_MENU: Item = {
  id: 'edit',
  label: 'Edit',
  submenu: [
    { id: 'edit.undo', role: 'undo' },
    { id: 'edit.redo', role: 'redo' },
    LINE,
    { id: 'edit.cut', role: 'cut' },
    { id: 'edit.copy', role: 'copy' },
    { id: 'edit.paste', role: 'paste' },
    { id: 'edit.select-all', role: 'selectAll' },
  ],
};

function goMenu(state: MenuState, actions: MenuActions): Item {
  const { isMac } = state;
  return {
    id: 'go',
    label: 'Go',
    submenu: [
      commandItem('go.back', 'Back', isMac ? 'Cmd+[' : 'Alt+Left', ['back', state, actions]),
      commandItem('go.forward', 'Forward', isMac ? 'Cmd+]' : 'Alt+Right', ['forward', state, actions]),
      LINE,
      commandItem('go.find', 'Find Type, Id, Text or Name…', 'CmdOrCtrl+K', ['find', state, actions]),
    ],
  };
}

const THEME_LABELS: Readonly<Record<Theme, string>> = {
  system: 'As the System',
  light: 'Light',
  dark: 'Dark',
};

function viewMenu({ isDevelopment, theme }: MenuState, actions: MenuActions): Item {
  const development: Item[] = [
    { id: 'view.reload', role: 'reload' },
    { id: 'view.developer-tools', role: 'toggleDevTools' },
    LINE,
  ];
  return {
    id: 'view',
    label: 'View',
    submenu: [
      ...(isDevelopment ? development : []),
      {
        id: 'view.theme',
        label: 'Theme',
        submenu: THEMES.map((each) => ({
          id: `view.theme.${each}`,
          label: THEME_LABELS[each],
          type: 'radio',
          checked: each === theme,
          click: () => actions.setTheme(each),
        })),
      },
      LINE,
      { id: 'view.actual-size', role: 'resetZoom' },
      { id: 'view.zoom-in', role: 'zoomIn' },
      // On most keyboards + is = with Shift, which nobody holds for this.
      { id: 'view.zoom-in-plain', role: 'zoomIn', accelerator: 'CmdOrCtrl+=', visible: false },
      { id: 'view.zoom-out', role: 'zoomOut' },
      LINE,
      { id: 'view.full-screen', role: 'togglefullscreen' },
    ],
  };
}

function windowMenu(isMac: boolean): Item {
  const mac: Item[] = [{ id: 'window.zoom', role: 'zoom' }, LINE, { id: 'window.front', role: 'front' }];
  return {
    id: 'window',
    label: 'Window',
    // On a Mac the system adds the open windows to it.
    ...(isMac ? { role: 'window' as const } : {}),
    submenu: [{ id: 'window.minimize', role: 'minimize' }, ...(isMac ? mac : [])],
  };
}

function helpMenu(state: MenuState, actions: MenuActions): Item {
  const { isMac, links } = state;
  const guide: Item[] = links.includes('guide')
    ? [{ id: 'help.guide', label: 'User Guide', click: () => actions.openLink('guide') }]
    : [];
  return {
    id: 'help',
    label: 'Help',
    ...(isMac ? { role: 'help' as const } : {}),
    submenu: [
      ...guide,
      commandItem('help.shortcuts', 'Keyboard Shortcuts', null, ['show-shortcuts', state, actions]),
      { id: 'help.report', label: 'Report a Problem…', click: () => actions.reportProblem() },
      ...(isMac ? [] : [LINE, aboutItem(actions)]),
    ],
  };
}

function aboutItem(actions: MenuActions): Item {
  return { id: 'help.about', label: 'About Backref', click: () => actions.showAbout() };
}

function appMenu(actions: MenuActions): Item {
  return {
    id: 'app',
    label: 'Backref',
    submenu: [
      aboutItem(actions),
      LINE,
      { id: 'app.services', role: 'services' },
      LINE,
      { id: 'app.hide', role: 'hide' },
      { id: 'app.hide-others', role: 'hideOthers' },
      { id: 'app.unhide', role: 'unhide' },
      LINE,
      { id: 'app.quit', role: 'quit' },
    ],
  };
}

/** The whole application menu. Every item but the lines has an id that stays. O(items). */
export function menuTemplate(state: MenuState, actions: MenuActions): Item[] {
  return [
    ...(state.isMac ? [appMenu(actions)] : []),
    fileMenu(state, actions),
    EDIT_MENU,
    goMenu(state, actions),
    viewMenu(state, actions),
    windowMenu(state.isMac),
    helpMenu(state, actions),
  ];
}
