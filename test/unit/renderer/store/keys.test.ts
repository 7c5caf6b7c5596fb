import { describe, expect, test } from 'vitest';
import { commandOfKey, keyGroups } from '../../../../renderer/store/keys.ts';
import type { KeyPress } from '../../../../renderer/store/keys.ts';

const APP = { isMac: false, isBrowser: false };
const MAC = { isMac: true, isBrowser: false };
const BROWSER = { isMac: false, isBrowser: true };

/** `Ctrl+Shift+k` as the browser tells it. */
function press(text: string): KeyPress {
  const parts = text.split('+');
  const has = (name: string): boolean => parts.includes(name);
  return {
    key: parts.at(-1) ?? '',
    ctrlKey: has('Ctrl'),
    metaKey: has('Meta'),
    altKey: has('Alt'),
    shiftKey: has('Shift'),
  };
}

describe('keys of the window', () => {
  test.each([
    ['Ctrl+o', 'open'],
    ['Ctrl+Shift+O', 'capture'],
    ['Ctrl+K', 'find'],
    ['Alt+ArrowLeft', 'back'],
    ['Alt+ArrowRight', 'forward'],
    ['Shift+?', 'show-shortcuts'],
  ])('%s', (keys, command) => {
    expect(commandOfKey(press(keys), APP, false)).toBe(command);
  });

  test.each([
    'o',
    'Ctrl+Shift+K',
    'Ctrl+Alt+o',
    'Meta+k',
    'ArrowLeft',
    'Ctrl+ArrowLeft',
    'Alt+Shift+ArrowLeft',
    'Ctrl+w',
  ])('%s is none', (keys) => {
    expect(commandOfKey(press(keys), APP, false)).toBeNull();
  });

  test('on a Mac have ⌘, and Ctrl belongs to the fields', () => {
    const commands = ['Meta+k', 'Ctrl+k', 'Meta+[', 'Meta+]', 'Alt+ArrowLeft'].map((keys) =>
      commandOfKey(press(keys), MAC, false),
    );
    expect(commands).toEqual(['find', null, 'back', 'forward', null]);
  });

  test('leave a browser what it does by itself', () => {
    const commands = ['Ctrl+o', 'Ctrl+k', 'Alt+ArrowLeft', '?'].map((keys) =>
      commandOfKey(press(keys), BROWSER, false),
    );
    expect(commands).toEqual(['open', 'find', null, 'show-shortcuts']);
  });

  test('that are text are text while somebody types', () => {
    expect(commandOfKey(press('Shift+?'), APP, true)).toBeNull();
    expect(commandOfKey(press('Ctrl+k'), APP, true)).toBe('find');
  });
});

test('the list of keys has those of the menu only where there is one', () => {
  const keysOf = (where: typeof APP): readonly string[] =>
    keyGroups(where).flatMap(({ rows }) => rows.map(({ keys }) => keys.join(' ')));
  expect(keysOf(APP)).toContain('Ctrl W');
  expect(keysOf(MAC)).toContain('⌘ W');
  expect(keysOf(BROWSER)).not.toContain('Ctrl W');
  for (const where of [APP, MAC, BROWSER]) {
    for (const { rows } of keyGroups(where)) {
      expect(new Set(rows.map(({ does }) => does)).size).toBe(rows.length);
    }
  }
});
