import { expect, test } from 'vitest';
import { HeapError } from '../../../../shared/base/errors.ts';
import { overviewPlace } from '../../../../renderer/store/places/overview.ts';
import { createWindowStore } from '../../../../renderer/store/window-store.ts';
import { windowTitle } from '../../../../renderer/store/window-title.ts';
import { FAKE_INFO } from '../../../fixtures/fake-host.ts';

test('the title says what is shown, or how far it is with what is waited for', () => {
  const store = createWindowStore();
  const title = (): string => windowTitle(store.getState());
  const { openingStarted, openingProgressed, openingFailed, openingEnded, opened, goTo } = store.getState();
  const start = (key: number, name: string): void =>
    openingStarted({ key, kind: 'file', name, size: 10, startedAt: 0 });
  expect(title()).toBe('Backref');

  start(1, 'a\u202e.heap');
  expect(title()).toBe('Opening a\\u202e.heap – Backref');
  openingProgressed(1, { phase: 'Reading', done: 1, total: 4 });
  expect(title()).toBe('25% · Opening a\\u202e.heap – Backref');
  start(2, 'b.heap');
  expect(title()).toBe('12% · Opening 2 files – Backref');
  openingFailed(2, new HeapError('corrupt', 'Bad.'));
  expect(title()).toBe('25% · Opening a\\u202e.heap – Backref');

  const file = { token: 'a', name: 'a.heap', size: 10 };
  opened({ id: 'a', name: 'a.heap', info: FAKE_INFO, file, key: 1 });
  openingEnded(1);
  expect(title()).toBe('a.heap – Backref');

  start(3, 'c.heap');
  expect(title()).toBe('Opening c.heap – Backref');
  openingEnded(3);
  openingStarted({ key: 4, kind: 'capture', name: 'Process 7', size: null, startedAt: 0 });
  expect(title()).toBe('Capturing Process 7 – Backref');
  goTo(overviewPlace('a.heap'));
  expect(title()).toBe('a.heap – Backref');
});
