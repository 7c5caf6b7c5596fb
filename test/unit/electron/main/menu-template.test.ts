import type { MenuItemConstructorOptions } from 'electron';
import { beforeEach, describe, expect, test } from 'vitest';
import { menuTemplate } from '../../../../electron/main/menu-template.ts';
import type { MenuActions, MenuState } from '../../../../electron/main/menu-template.ts';
import { WINDOW_COMMANDS } from '../../../../shared/protocol/window-commands.ts';

type Item = MenuItemConstructorOptions;

const EMPTY: MenuState = {
  isMac: false,
  isDevelopment: false,
  hasSample: true,
  hasWindow: true,
  recents: [],
  theme: 'system',
  commands: [],
  links: [],
};
const FULL: MenuState = {
  ...EMPTY,
  isDevelopment: true,
  recents: [
    { token: 't1', name: 'a & b\u202e.heap', size: 3, folder: '~/R&D', isMissing: false },
    { token: 't2', name: 'gone.heap', size: null, folder: '~', isMissing: true },
  ],
  commands: WINDOW_COMMANDS,
  links: ['guide'],
};

let told: unknown[];
const actions = new Proxy({} as MenuActions, {
  get:
    (_target, name) =>
    (...given: unknown[]) =>
      void told.push([name, ...given]),
});
beforeEach(() => {
  told = [];
});

function flat(items: readonly Item[]): Item[] {
  return items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? flat(item.submenu) : [])]);
}

function find(state: MenuState, id: string): Item | undefined {
  return flat(menuTemplate(state, actions)).find((item) => item.id === id);
}

function click(state: MenuState, id: string): void {
  const item = find(state, id);
  (item?.click as (() => void) | undefined)?.();
}

describe.each([
  ['Linux and Windows', FULL],
  ['a Mac', { ...FULL, isMac: true }],
])('the menu on %s', (_where, state) => {
  const all = flat(menuTemplate(state, actions));
  const items = all.filter(({ type }) => type !== 'separator');

  test('has an id for every item, each once', () => {
    const ids = items.map(({ id }) => id);
    expect(ids.filter((id) => id === undefined)).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('has each key once', () => {
    const keys = items.flatMap(({ accelerator }) => (accelerator === undefined ? [] : [accelerator]));
    expect(keys.length).toBeGreaterThan(5);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('has something to do for every item', () => {
    const idle = items.filter(({ click: onClick, role, submenu }) => !onClick && !role && !submenu);
    expect(idle.map(({ id }) => id)).toEqual([]);
  });
});

describe('the file menu', () => {
  test('opens recent files by their token, and marks those that are gone', () => {
    expect(find(FULL, 'file.recent.1')).toMatchObject({
      label: 'a && b\\u202e.heap — ~/R&&D',
      enabled: true,
    });
    expect(find(FULL, 'file.recent.2')).toMatchObject({
      label: 'gone.heap — not found in ~',
      enabled: false,
    });
    click(FULL, 'file.recent.1');
    click(FULL, 'file.recent.clear');
    expect(told).toEqual([['openRecent', 't1'], ['clearRecents']]);
    expect(find(EMPTY, 'file.recent.clear')).toMatchObject({ enabled: false });
  });

  test('closes the snapshot first, then the window, by one key', () => {
    expect(find(FULL, 'file.close-snapshot')).toMatchObject({ enabled: true, accelerator: 'CmdOrCtrl+W' });
    expect(find(FULL, 'file.close-window')).toMatchObject({ accelerator: 'CmdOrCtrl+Shift+W' });
    expect(find(EMPTY, 'file.close-snapshot')).toMatchObject({ enabled: false });
    expect(find(EMPTY, 'file.close-snapshot')).not.toHaveProperty('accelerator');
    expect(find(EMPTY, 'file.close-window')).toMatchObject({ accelerator: 'CmdOrCtrl+W', enabled: true });
    expect(find({ ...EMPTY, hasWindow: false }, 'file.close-window')).toMatchObject({ enabled: false });
  });

  test('offers to quit where the application menu does not', () => {
    expect(find(FULL, 'file.quit')).toMatchObject({ role: 'quit' });
    expect(find({ ...FULL, isMac: true }, 'file.quit')).toBeUndefined();
    expect(find({ ...FULL, isMac: true }, 'app.quit')).toMatchObject({ role: 'quit' });
  });
});

test.each([
  ['file.capture', 'capture'],
  ['file.close-snapshot', 'close-snapshot'],
  ['file.export-png', 'export-png'],
  ['file.export-svg', 'export-svg'],
  ['go.back', 'back'],
  ['go.forward', 'forward'],
  ['go.find', 'find'],
  ['help.shortcuts', 'show-shortcuts'],
])('%s asks the window for %s, when it can', (id, command) => {
  click(FULL, id);
  expect(told).toEqual([['command', command]]);
  expect(find(FULL, id)).toMatchObject({ enabled: true });
  expect(find(EMPTY, id)).toMatchObject({ enabled: false });
});

test('reloading and developer tools are for development only', () => {
  const roles = (state: MenuState): readonly unknown[] =>
    flat(menuTemplate(state, actions)).map(({ role }) => role);
  expect(roles(FULL)).toEqual(expect.arrayContaining(['reload', 'toggleDevTools']));
  for (const role of ['reload', 'forceReload', 'toggleDevTools']) expect(roles(EMPTY)).not.toContain(role);
});

test('the theme is chosen among three, of which one is checked', () => {
  const checked = ['system', 'light', 'dark'].filter(
    (theme) => find(FULL, `view.theme.${theme}`)?.checked === true,
  );
  expect(checked).toEqual(['system']);
  click(FULL, 'view.theme.dark');
  expect(told).toEqual([['setTheme', 'dark']]);
});

test('links that the project does not have are not offered', () => {
  expect(find(EMPTY, 'help.guide')).toBeUndefined();
  click(FULL, 'help.guide');
  click(FULL, 'help.report');
  click(FULL, 'help.about');
  expect(told).toEqual([['openLink', 'guide'], ['reportProblem'], ['showAbout']]);
});
