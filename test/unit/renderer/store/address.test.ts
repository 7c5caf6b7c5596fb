import { beforeEach, describe, expect, test } from 'vitest';
import { followAddress } from '../../../../renderer/store/address.ts';
import type { AddressBar } from '../../../../renderer/store/address.ts';
import { overviewPlace } from '../../../../renderer/store/places/overview.ts';
import { typesPlace } from '../../../../renderer/store/places/types.ts';
import { createWindowStore } from '../../../../renderer/store/window-store.ts';
import type { WindowStore } from '../../../../renderer/store/window-store.ts';

/** A browser's history, as far as addresses go. */
class FakeBar implements AddressBar {
  entries: string[];
  at = 0;
  refuses = false;
  readonly #listeners = new Set<() => void>();

  constructor(hash: string) {
    this.entries = [hash];
  }
  get location(): { hash: string } {
    return { hash: this.entries[this.at]! };
  }
  readonly history = {
    pushState: (_: unknown, __: string, url: string): void => {
      if (this.refuses) throw new Error('too long');
      this.entries = [...this.entries.slice(0, this.at + 1), url];
      this.at += 1;
    },
    replaceState: (_: unknown, __: string, url: string): void => {
      this.entries[this.at] = url;
    },
  };
  addEventListener(_: 'popstate', listener: () => void): void {
    this.#listeners.add(listener);
  }
  removeEventListener(_: 'popstate', listener: () => void): void {
    this.#listeners.delete(listener);
  }
  go(steps: number): void {
    this.at += steps;
    for (const listener of this.#listeners) listener();
  }
  type(hash: string): void {
    this.entries = [...this.entries.slice(0, this.at + 1), hash];
    this.go(1);
  }
}

let bar: FakeBar;
let store: WindowStore;

beforeEach(() => {
  bar = new FakeBar('');
  store = createWindowStore();
  followAddress(store, bar);
});

describe('address and place', () => {
  test('choosing makes steps that back and forward go', () => {
    const { goTo } = store.getState();
    goTo(typesPlace('a'));
    goTo({ ...typesPlace('a'), type: 'dict' });
    goTo({ ...typesPlace('a'), type: 'dict', object: '0x1' });
    expect(bar.entries).toEqual(['#/a/types', '#/a/types?type=dict', '#/a/types?type=dict&object=0x1']);
    bar.go(-1);
    expect(store.getState().place).toEqual({ ...typesPlace('a'), type: 'dict' });
    bar.go(1);
    expect(store.getState().place).toEqual({ ...typesPlace('a'), type: 'dict', object: '0x1' });
    expect(bar.entries).toHaveLength(3);
  });

  test('sorting, filtering and tabs change the address without a step', () => {
    const { goTo } = store.getState();
    goTo(typesPlace('a'));
    goTo({ ...typesPlace('a'), tab: 'path' });
    goTo({ ...typesPlace('a'), types: { sort: { by: 'count', descending: true }, filter: 'x' } });
    expect(bar.entries).toEqual(['#/a/types?sort=-count&filter=x']);
  });

  test('the address at the start is the first place', () => {
    const other = createWindowStore();
    followAddress(other, new FakeBar('#/a/overview'));
    expect(other.getState().place).toEqual(overviewPlace('a'));
  });

  test('what is typed is followed, put into its usual form, and makes no second step', () => {
    store.getState().goTo(typesPlace('a'));
    bar.type('#/a/types?tab=nonsense&type=dict');
    expect(store.getState().place).toEqual({ ...typesPlace('a'), type: 'dict' });
    expect(bar.entries).toEqual(['#/a/types', '#/a/types?type=dict']);
  });

  test('a place whose address the browser refuses is shown all the same', () => {
    store.getState().goTo(typesPlace('a'));
    bar.refuses = true;
    store.getState().goTo({ ...typesPlace('a'), type: 'T'.repeat(100) });
    expect(store.getState().place).toMatchObject({ type: 'T'.repeat(100) });
    bar.refuses = false;
    store.getState().say('Something else changed');
    expect(bar.entries).toEqual(['#/a/types']);
  });

  test('after stopping neither follows the other', () => {
    const quiet = createWindowStore();
    const other = new FakeBar('#/a/types');
    followAddress(quiet, other)();
    quiet.getState().goTo(typesPlace('b'));
    other.go(0);
    expect(other.entries).toEqual(['#/a/types']);
    expect(quiet.getState().place).toEqual(typesPlace('b'));
  });
});
