import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { shortFolder, snapshotsFolder } from '../../../../node/host/snapshots-folder.ts';

describe.runIf(path.sep === '/')('snapshots are kept in the folder for the user’s data', () => {
  const home = '/h';
  test.each([
    ['linux', {}, '/h/.local/share/backref/snapshots'],
    ['linux', { XDG_DATA_HOME: '/data' }, '/data/backref/snapshots'],
    ['linux', { XDG_DATA_HOME: 'data' }, '/h/.local/share/backref/snapshots'],
    ['darwin', { XDG_DATA_HOME: '/data' }, '/h/Library/Application Support/backref/snapshots'],
  ] as const)('%s %o', (platform, env, folder) => {
    expect(snapshotsFolder({ platform, env, home })).toBe(folder);
  });
});

test('folders are written from the home on', () => {
  expect(shortFolder('/home/me', '/home/me')).toBe('~');
  expect(shortFolder(path.join('/home/me', 'x'), '/home/me')).toBe(path.join('~', 'x'));
  expect(shortFolder('/home/meme', '/home/me')).toBe('/home/meme');
  expect(shortFolder('/srv', '')).toBe('/srv');
});
