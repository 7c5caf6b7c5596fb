import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { freeName, programOf, snapshotName } from '../../../../node/capture/snapshot-name.ts';

const TIME = new Date('2026-11-22T22:30:05.999Z');

describe('the name of a captured snapshot', () => {
  test.each([
    [null, null, '20261122-223005-pid7.backref'],
    ['shop', null, 'shop-20261122-223005-pid7.backref'],
    ['after 3 hours', '03', 'after-3-hours-20261122-223005-03-pid7.backref'],
    ['../../etc/x', null, 'etc-x-20261122-223005-pid7.backref'],
    ['.hidden', null, 'hidden-20261122-223005-pid7.backref'],
    ['\u202e\0/', null, '20261122-223005-pid7.backref'],
    ['größe', null, 'größe-20261122-223005-pid7.backref'],
  ])('label %o, order %o', (label, order, name) => {
    expect(snapshotName(label, TIME, order, 7)).toBe(name);
  });

  test('is short, whatever the label', () => {
    expect(snapshotName('x'.repeat(10_000), TIME, null, 7)).toBe(
      `${'x'.repeat(60)}-20261122-223005-pid7.backref`,
    );
  });

  test('leaves a file that is there alone', async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'backref-names-'));
    expect(await freeName(folder, 'a.backref')).toBe('a.backref');
    for (const taken of ['a.backref', 'a-2.backref']) writeFileSync(path.join(folder, taken), '');
    expect(await freeName(folder, 'a.backref')).toBe('a-3.backref');
    rmSync(folder, { recursive: true });
  });
});

test.each([
  ['/usr/bin/python3 -u /srv/shop.py --port 80', 'shop'],
  ['python3.11 -m gunicorn app:app', 'gunicorn'],
  ['/usr/bin/python3 /usr/local/bin/gunicorn app:app', 'gunicorn'],
  ['gunicorn: worker [shop]', 'gunicorn'],
  ['uwsgi --ini x', 'uwsgi'],
  ['python3 -c import this', 'python3'],
  ['python3', 'python3'],
  ['', ''],
])('%o is about %s', (command, program) => {
  expect(programOf(command)).toBe(program);
});
