import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadAppState } from '../../../../electron/main/app-state.ts';
import type { AppStateFile } from '../../../../electron/main/app-state.ts';
import { Recents } from '../../../../electron/main/recents.ts';
import { FileGrants } from '../../../../node/host/file-grants.ts';

let folder: string;
let state: AppStateFile;
let files: FileGrants;
let told: string[];
const file = (name: string): string => path.join(folder, name);

function makeRecents(): Recents {
  return new Recents({
    state,
    files,
    home: os.homedir(),
    own: [file('sample.backref')],
    system: { add: (each) => told.push(`add ${path.basename(each)}`), clear: () => told.push('clear') },
    onChange: () => told.push('change'),
  });
}

beforeEach(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'backref-recents-'));
  state = await loadAppState(folder, () => undefined);
  files = new FileGrants();
  told = [];
});
afterEach(async () => {
  await state.flush();
  rmSync(folder, { recursive: true });
});

const names = (recents: Recents): readonly string[] => recents.list().files.map(({ name }) => name);

describe('recent files', () => {
  test('stand in the order they were opened in, the last first, each once, ten at most', () => {
    const recents = makeRecents();
    for (const name of ['a', 'b', 'a']) recents.add(file(name));
    expect(names(recents)).toEqual(['a', 'b']);
    for (let number = 0; number < 12; number++) recents.add(file(String(number)));
    expect(names(recents)).toEqual(['11', '10', '9', '8', '7', '6', '5', '4', '3', '2']);
    expect(told.slice(0, 2)).toEqual(['add a', 'change']);
  });

  test('are tokens: no path but their folder, for display', () => {
    const recents = makeRecents();
    recents.add(file('a'));
    const [first] = recents.list().files;
    expect(Object.keys(first ?? {}).toSorted()).toEqual(['folder', 'isMissing', 'name', 'size', 'token']);
    expect(first?.folder).toBe(folder);
    expect(files.resolve(first?.token ?? '').path).toBe(file('a'));
  });

  test('do not list what belongs to the program', () => {
    const recents = makeRecents();
    recents.add(file('sample.backref'));
    recents.keepSession([file('sample.backref')]);
    expect([names(recents), state.value.lastSession, told]).toEqual([[], [], []]);
  });

  test('that are gone are marked, until they are back', async () => {
    const recents = makeRecents();
    writeFileSync(file('here'), '');
    recents.add(file('here'));
    recents.add(file('gone'));
    await recents.look();
    const marks = (): unknown => recents.list().files.map(({ name, isMissing }) => [name, isMissing]);
    expect(marks()).toEqual([
      ['gone', true],
      ['here', false],
    ]);
    expect(told.at(-1)).toBe('change');

    told.length = 0;
    await recents.look();
    expect(told).toEqual([]);
    recents.add(file('gone'));
    expect(marks()).toContainEqual(['gone', false]);
  });

  test('can be forgotten, one or all; what is no token of theirs forgets nothing', () => {
    const recents = makeRecents();
    for (const name of ['a', 'b', 'c']) recents.add(file(name));
    told.length = 0;
    recents.forget('no such token');
    expect(told).toEqual([]);
    recents.forget(files.remember(file('b')).token);
    expect(names(recents)).toEqual(['c', 'a']);
    recents.forget(null);
    expect([names(recents), told]).toEqual([[], ['change', 'clear', 'change']]);
  });
});

describe('the last session', () => {
  test('is what was open when the program ended, also while another is kept', () => {
    state.update({ lastSession: [file('a'), file('b')] });
    const recents = makeRecents();
    recents.keepSession([file('c'), file('c')]);
    expect(recents.list().lastSession.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(
      makeRecents()
        .list()
        .lastSession.map(({ name }) => name),
    ).toEqual(['c']);
  });

  test('of a window that lost its page is what was open in that', () => {
    expect(
      makeRecents()
        .list([file('x')])
        .lastSession.map(({ name }) => name),
    ).toEqual(['x']);
  });
});
