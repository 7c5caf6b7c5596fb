import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadAppState } from '../../../../electron/main/app-state.ts';

let folder: string;
let told: string[];
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'backref-state-'));
  told = [];
});
afterEach(() => {
  chmodSync(folder, 0o700);
  rmSync(folder, { recursive: true });
});

const load = () => loadAppState(folder, (line) => told.push(line));
const kept = (): unknown => JSON.parse(readFileSync(path.join(folder, 'state.json'), 'utf8'));
const EMPTY = { window: null, theme: 'system', recents: [], lastSession: [] };
const WINDOW = { bounds: { x: 1, y: 2, width: 800, height: 600 }, isMaximized: true };

describe('the state of the application', () => {
  test('is empty at first, without complaint', async () => {
    expect((await load()).value).toEqual(EMPTY);
    expect(told).toEqual([]);
  });

  test('is there at the next start, readable by its user only', async () => {
    const state = await load();
    state.update({ window: WINDOW });
    state.update({ recents: ['/x/a.heap'] });
    await state.flush();
    expect((await load()).value).toEqual({ ...EMPTY, window: WINDOW, recents: ['/x/a.heap'] });
    expect(statSync(path.join(folder, 'state.json')).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['state.json']);
  });

  test('of the last moment is written before the program ends', async () => {
    const state = await load();
    state.update({ theme: 'dark' });
    state.flushNow();
    expect(kept()).toEqual({ ...EMPTY, theme: 'dark' });
    expect(readdirSync(folder)).toEqual(['state.json']);
  });

  test('of the last moment is not undone by a write that was still under way', async () => {
    const state = await load();
    state.update({ theme: 'light' });
    const writing = state.flush();
    state.update({ theme: 'dark' });
    state.flushNow();
    await writing;
    expect(kept()).toEqual({ ...EMPTY, theme: 'dark' });
    expect(readdirSync(folder)).toEqual(['state.json']);
  });

  test('is written in order, the last change last', async () => {
    const state = await load();
    state.update({ theme: 'dark' });
    const first = state.flush();
    state.update({ theme: 'light' });
    await Promise.all([first, state.flush()]);
    expect(kept()).toEqual({ ...EMPTY, theme: 'light' });
  });

  test.each(['', '{"window": {"bounds"', 'null', '[]', '7', '\0\0\0'])(
    'damaged as %j is as if it were not',
    async (text) => {
      writeFileSync(path.join(folder, 'state.json'), text);
      const state = await load();
      expect(state.value).toEqual(EMPTY);
      state.update({ theme: 'dark' });
      await state.flush();
      expect((await load()).value.theme).toBe('dark');
    },
  );

  test('damaged in part keeps the other parts', async () => {
    const odd = {
      window: { bounds: { x: 0, y: 0, width: 1e9, height: -1 } },
      theme: 'pink',
      recents: ['relative', 7],
      lastSession: ['/x/a.heap'],
      more: 1,
    };
    writeFileSync(path.join(folder, 'state.json'), JSON.stringify(odd));
    expect((await load()).value).toEqual({ ...EMPTY, lastSession: ['/x/a.heap'] });
  });

  test('with more files than are kept is cut', async () => {
    const recents = Array.from({ length: 500 }, (_, index) => `/x/${String(index)}`);
    writeFileSync(path.join(folder, 'state.json'), JSON.stringify({ recents }));
    expect((await load()).value.recents).toEqual(recents.slice(0, 10));
  });

  test('that cannot be written is a line in the log, no more', async () => {
    const state = await load();
    // A folder in the file's place can be replaced by nobody, root included.
    mkdirSync(path.join(folder, 'state.json/x'), { recursive: true });
    state.update({ theme: 'dark' });
    await state.flush();
    state.update({ theme: 'light' });
    state.flushNow();
    expect(told).toHaveLength(2);
    expect(told.join()).toContain('state.json could not be written');
    expect(readdirSync(folder)).toEqual(['state.json']);
  });
});
