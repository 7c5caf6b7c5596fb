import { describe, expect, test } from 'vitest';
import { HeapError } from '../../../../shared/base/errors.ts';
import { WELCOME } from '../../../../renderer/store/place.ts';
import { growthPlace } from '../../../../renderer/store/places/growth.ts';
import { overviewPlace } from '../../../../renderer/store/places/overview.ts';
import { typesPlace } from '../../../../renderer/store/places/types.ts';
import { createWindowStore, currentSnapshot } from '../../../../renderer/store/window-store.ts';
import type { WindowStore } from '../../../../renderer/store/window-store.ts';
import { FAKE_INFO } from '../../../fixtures/fake-host.ts';

let key = 0;

function begin(store: WindowStore, name: string): number {
  key += 1;
  store.getState().openingStarted({ key, kind: 'file', name, size: 10, startedAt: 0 });
  return key;
}

function finish(store: WindowStore, opening: number, name: string): void {
  const file = { token: name, name, size: 10 };
  store.getState().opened({ id: `id ${name}`, name, info: FAKE_INFO, file, key: opening });
  store.getState().openingEnded(opening);
}

function open(store: WindowStore, ...names: readonly string[]): void {
  const openings = names.map((name) => begin(store, name));
  openings.forEach((opening, index) => finish(store, opening, names[index]!));
}

describe('opening', () => {
  test('the first snapshot takes the user to its types', () => {
    const store = createWindowStore();
    open(store, 'a.backref');
    expect(store.getState().place).toEqual(typesPlace('a.backref'));
    expect(store.getState().openings).toEqual([]);
    expect(store.getState().watching).toBe(false);
  });

  test('of several at once the first is shown, and all are open', () => {
    const store = createWindowStore();
    open(store, 'a', 'b', 'c');
    expect(store.getState().place).toEqual(typesPlace('a'));
    expect(store.getState().snapshots.map((snapshot) => snapshot.slug)).toEqual(['a', 'b', 'c']);
  });

  test('several stand in the order they were given in, however long each takes', () => {
    const store = createWindowStore();
    const [before, after] = [begin(store, 'before'), begin(store, 'after')];
    finish(store, after, 'after');
    finish(store, before, 'before');
    expect(store.getState().snapshots.map((snapshot) => snapshot.slug)).toEqual(['before', 'after']);
  });

  test('one more takes the user along, unless they went on looking at another meanwhile', () => {
    const store = createWindowStore();
    open(store, 'a');
    open(store, 'b');
    expect(store.getState().place).toEqual(typesPlace('b'));

    const opening = begin(store, 'c');
    store.getState().goTo(overviewPlace('a'));
    finish(store, opening, 'c');
    expect(store.getState().place).toEqual(overviewPlace('a'));
  });

  test('a link that names a snapshot waits for it, also behind another', () => {
    const store = createWindowStore();
    const link = growthPlace('b', 'a');
    store.getState().goTo(link);
    open(store, 'a', 'b');
    expect(store.getState().place).toEqual(link);
  });

  test('a link to a snapshot that never comes does not hold the user', () => {
    const store = createWindowStore();
    store.getState().goTo(typesPlace('gone'));
    open(store, 'a');
    expect(store.getState().place).toEqual(typesPlace('a'));
  });

  test('equal names get distinct addresses', () => {
    const store = createWindowStore();
    open(store, 'a', 'a', '');
    expect(store.getState().snapshots.map((snapshot) => snapshot.slug)).toEqual(['a', 'a~2', 'snapshot']);
  });

  test('a failure stays to be read, and leaves the others open', () => {
    const store = createWindowStore();
    open(store, 'a');
    const opening = begin(store, 'b');
    store.getState().openingFailed(opening, new HeapError('corrupt', 'Broken.'));
    expect(store.getState().openings[0]?.error?.message).toBe('Broken.');
    expect(store.getState().watching).toBe(true);
    store.getState().openingEnded(opening);
    expect(store.getState().watching).toBe(false);
    expect(currentSnapshot(store.getState())?.name).toBe('a');
  });
});

describe('closing', () => {
  test('shows another open snapshot, and the empty window after the last', () => {
    const store = createWindowStore();
    open(store, 'a', 'b');
    store.getState().closed('a');
    expect(store.getState().place).toEqual(typesPlace('b'));
    store.getState().closed('b');
    expect(store.getState().place).toEqual(WELCOME);
  });

  test('the one compared with leaves the comparison without it', () => {
    const store = createWindowStore();
    open(store, 'a', 'b');
    store.getState().goTo(growthPlace('b', 'a'));
    store.getState().closed('a');
    expect(store.getState().place).toEqual(growthPlace('b', null));
  });

  test('a lost snapshot stays, with the reason', () => {
    const store = createWindowStore();
    open(store, 'a', 'b');
    store.getState().lost('id a', 'Its worker ended.');
    expect(store.getState().snapshots.map((snapshot) => snapshot.lost)).toEqual(['Its worker ended.', null]);
  });
});

test('each view remembers where the user was in each snapshot', () => {
  const store = createWindowStore();
  open(store, 'a');
  const place = { ...typesPlace('a'), type: 'dict', object: '0x1' };
  store.getState().goTo(place);
  store.getState().goTo(overviewPlace('a'));
  expect(store.getState().last['a']).toEqual({ types: place, overview: overviewPlace('a') });
});

test('an object opens beside whatever is looked at, and closes again; the empty window has no room for one', () => {
  const store = createWindowStore();
  store.getState().openObject('0x1');
  store.getState().showTab('path');
  expect(store.getState().place).toEqual(WELCOME);
  open(store, 'a');
  store.getState().goTo(overviewPlace('a'));
  store.getState().openObject('0x1');
  store.getState().showTab('path');
  expect(store.getState().place).toEqual({ ...overviewPlace('a'), object: '0x1', tab: 'path' });
  store.getState().openObject(null);
  expect(store.getState().place).toEqual({ ...overviewPlace('a'), tab: 'path' });
});
