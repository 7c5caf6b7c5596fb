import { beforeEach, describe, expect, test } from 'vitest';
import { HeapError } from '../../../../shared/base/errors.ts';
import { Opener } from '../../../../renderer/data/opening.ts';
import { resultCacheOf } from '../../../../renderer/data/result-cache.ts';
import { createWindowStore } from '../../../../renderer/store/window-store.ts';
import type { WindowStore } from '../../../../renderer/store/window-store.ts';
import { FAKE_INFO, makeFakeHost } from '../../../fixtures/fake-host.ts';
import type { FakeHost } from '../../../fixtures/fake-host.ts';

const offer = (name: string): { token: string; name: string; size: number } => ({
  token: name,
  name,
  size: 7,
});
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

let store: WindowStore;
let host: FakeHost;
let opener: Opener;
let release: () => void;

/** A host that fails on *.png, waits on slow*, and opens the rest at once. */
beforeEach(() => {
  store = createWindowStore();
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  host = makeFakeHost({}, async (file, options) => {
    if (file.name.endsWith('.png')) throw new HeapError('not-recognised', 'Not a snapshot.');
    options.onProgress?.({ phase: 'Reading objects', done: 3, total: 7 });
    if (file.name.startsWith('slow')) await gate;
    return FAKE_INFO;
  });
  opener = new Opener(host, store);
});

describe('opening files', () => {
  test('each of several is opened, and one that fails says so without harm to the others', async () => {
    await opener.openOffers([offer('a'), offer('picture.png'), offer('b')]);
    const state = store.getState();
    expect(state.snapshots.map((snapshot) => snapshot.name)).toEqual(['a', 'b']);
    expect(state.openings.map((opening) => [opening.name, opening.error?.code])).toEqual([
      ['picture.png', 'not-recognised'],
    ]);
  });

  test('of several, where they are compared is said; of one, nothing', async () => {
    await opener.openOffers([offer('a'), offer('picture.png')]);
    expect(store.getState().notice).toBeNull();
    await opener.openOffers([offer('b'), offer('c')]);
    expect(store.getState().notice).toBe('2 snapshots are open: Growth compares them');
  });

  test('dropped files are handed to the host first', async () => {
    await opener.openFiles([{ name: 'x.backref', size: 4 }]);
    expect(store.getState().snapshots[0]?.file.token).toBe('taken x.backref');
  });

  test('progress is told while it opens', async () => {
    const opening = opener.openOffers([offer('slow')]);
    await settled();
    expect(store.getState().openings[0]).toMatchObject({
      name: 'slow',
      progress: { phase: 'Reading objects', done: 3, total: 7 },
    });
    release();
    await opening;
    expect(store.getState().openings).toEqual([]);
  });

  test('cancelling goes back quietly: no error, a word in the status line', async () => {
    await opener.openOffers([offer('a')]);
    const place = store.getState().place;
    const opening = opener.openOffers([offer('slow')]);
    await settled();
    opener.cancel(store.getState().openings[0]!.key);
    await opening;
    const state = store.getState();
    expect(state.openings).toEqual([]);
    expect(state.notice).toBe('Opening slow was cancelled');
    expect(state.place).toEqual(place);
    expect(state.snapshots).toHaveLength(1);
  });

  test('what opens in spite of a cancel is closed again', async () => {
    let answer: () => void = () => undefined;
    const deaf: FakeHost = {
      ...host,
      open: () =>
        new Promise((resolve) => {
          answer = () => resolve({ snapshot: 'late', name: 'late', info: FAKE_INFO });
        }),
    };
    const other = new Opener(deaf, store);
    const opening = other.openOffers([offer('late')]);
    await settled();
    other.cancelAll();
    answer();
    await opening;
    expect(store.getState().snapshots).toEqual([]);
    expect(host.closed).toEqual(['late']);
    expect(store.getState().notice).toBe('Opening late was cancelled');
  });

  test('cancelling one that failed puts it away', async () => {
    await opener.openOffers([offer('picture.png')]);
    opener.cancel(store.getState().openings[0]!.key);
    expect(store.getState().openings).toEqual([]);
    expect(store.getState().notice).toBeNull();
  });

  test('closing tells the host and forgets the answers kept', async () => {
    await opener.openOffers([offer('a')]);
    const { id, slug } = store.getState().snapshots[0]!;
    resultCacheOf(host).set(JSON.stringify([id, 'info', {}]), 1);
    resultCacheOf(host).set(JSON.stringify(['other', 'info', {}]), 2);
    await opener.close(slug);
    expect(host.closed).toEqual([id]);
    expect(store.getState().snapshots).toEqual([]);
    expect(resultCacheOf(host).get(JSON.stringify([id, 'info', {}]))).toBeUndefined();
    expect(resultCacheOf(host).get(JSON.stringify(['other', 'info', {}]))).toBe(2);
  });

  test('a lost snapshot is opened again from its file, under the same address', async () => {
    await opener.openOffers([offer('a')]);
    store.getState().lost(store.getState().snapshots[0]!.id, 'Gone.');
    await opener.reopen('a');
    expect(store.getState().snapshots).toMatchObject([{ slug: 'a', lost: null }]);
  });

  test('a dialog that fails says why; one that is closed says nothing', async () => {
    await opener.pick();
    expect(store.getState().notice).toBeNull();
    const refusing = new Opener({ ...host, pickFiles: () => Promise.reject(new Error('no dialog')) }, store);
    await refusing.pick();
    expect(store.getState().notice).toContain('no dialog');
  });
});

describe('capturing a process', () => {
  const captured = { token: 'c', name: 'shop-pid7.backref', size: 9, folder: '~/data' };
  let discarded: string[];

  /** An opener whose host captures `captured`, at once or when the test releases it. */
  function capturing(change: Partial<FakeHost> = {}): Opener {
    discarded = [];
    const capturer: FakeHost = {
      ...host,
      capture: () => Promise.resolve(captured),
      discardCapture: ({ token }) => Promise.resolve(void discarded.push(token)),
      ...change,
    };
    return new Opener(capturer, store);
  }

  test('opens the snapshot and says where it is kept', async () => {
    await capturing().capture(7, 'short');
    expect(store.getState().snapshots).toMatchObject([{ name: 'shop-pid7.backref', file: captured }]);
    expect(store.getState()).toMatchObject({
      openings: [],
      notice: 'shop-pid7.backref is kept in ~/data',
    });
    expect(discarded).toEqual([]);
  });

  test('is named after the process, and after the file as soon as there is one', async () => {
    const seen: unknown[] = [];
    store.subscribe(({ openings }) =>
      seen.push(...openings.map(({ kind, name, size }) => [kind, name, size])),
    );
    await capturing().capture(7, 'none');
    const texts = [...new Set(seen.map((each) => JSON.stringify(each)))];
    expect(texts).toEqual(['["capture","Process 7",null]', '["file","shop-pid7.backref",9]']);
  });

  test('that is refused keeps the reason', async () => {
    const refused = new HeapError('not-captured', 'It is stopped.');
    await capturing({ capture: () => Promise.reject(refused) }).capture(7, 'short');
    expect(store.getState().openings).toMatchObject([{ kind: 'capture', name: 'Process 7', error: refused }]);
  });

  test('that cannot be opened keeps its file', async () => {
    const other = capturing({ capture: () => Promise.resolve({ ...captured, name: 'x.png' }) });
    await other.capture(7, 'short');
    expect(store.getState().openings).toMatchObject([{ kind: 'file', error: { code: 'not-recognised' } }]);
    expect(discarded).toEqual([]);
  });

  test('cancelled while it is opened leaves no file', async () => {
    const other = capturing({ capture: () => Promise.resolve({ ...captured, name: 'slow' }) });
    const capture = other.capture(7, 'short');
    await settled();
    other.cancelAll();
    await capture;
    expect(discarded).toEqual(['c']);
    expect(store.getState()).toMatchObject({ openings: [], notice: 'Capturing process 7 was cancelled' });
  });
});
