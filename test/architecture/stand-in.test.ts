import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ElectronUse, invented, notEmulated } from './electron-members.ts';
import { ROOT, listFiles } from './source-tree.ts';

/** The stand-in for Electron's binary must neither lag behind what electron/ uses nor invent what Electron has not. */

const files = listFiles('electron').filter((name) => name.endsWith('.ts'));
const electron = new ElectronUse(files);
const emulated = new Map([...electron.emulated(), ...electron.emulatedInPreload()]);

/** Events that only the system or a fault causes: a test emits them. */
const EMITTED_BY_TESTS = [
  'activate',
  'child-process-gone',
  'open-file',
  'responsive',
  'unresponsive',
  'will-attach-webview',
];

describe('what electron/ uses is emulated', () => {
  test('each member, by its symbol', () => {
    const used = electron.used(files);
    expect(used.size).toBeGreaterThan(40);
    expect(notEmulated(used, emulated)).toEqual([]);
  });

  test('each event, but those that only tests can cause', () => {
    const sources = listFiles('test/stand-in/main').map((name) =>
      readFileSync(path.join(ROOT, name), 'utf8'),
    );
    const heard = electron.events(files);
    expect(heard.size).toBeGreaterThan(10);
    const silent = [...heard].filter((event) => !sources.some((source) => source.includes(`'${event}'`)));
    expect(silent.toSorted()).toEqual(EMITTED_BY_TESTS.filter((event) => heard.has(event)));
  });

  test('a member more would be noticed', () => {
    const more = 'electron/main/more.ts';
    const text = `import { app, BrowserWindow, Tray } from 'electron';
      app.setBadgeCount(1);
      const { getGPUInfo } = app;
      new BrowserWindow().setOpacity(0.5);
      export const all = [getGPUInfo, new Tray('icon.png')];`;
    const use = new ElectronUse([], { [more]: text });
    expect(notEmulated(use.used([more]), emulated)).toEqual([
      'import Tray',
      'App.setBadgeCount',
      'App.getGPUInfo',
      'BrowserWindow.setOpacity',
    ]);
  });
});

describe('what is emulated is Electron’s', () => {
  test('each public member', () => {
    expect(emulated.size).toBeGreaterThan(15);
    expect(invented(emulated, electron)).toEqual([]);
  });

  test('an invented one would be noticed', () => {
    const inventing = 'test/stand-in/main/inventing.ts';
    const text = `import { Emulated } from './emulated.ts';
      class Shell extends Emulated { openExternal(): void {} summon(): void {} }
      export const shell = new Shell();`;
    const use = new ElectronUse([], { [inventing]: text });
    expect(invented(use.emulated(inventing), use)).toEqual(['shell.summon']);
  });
});
