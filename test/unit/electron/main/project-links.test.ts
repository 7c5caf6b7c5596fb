import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readProjectLinks } from '../../../../electron/main/project-links.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'backref-links-'));
afterAll(() => rmSync(folder, { recursive: true }));

function linksOf(manifest: unknown): Promise<unknown> {
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
  return readProjectLinks(folder);
}

test('come from the manifest', async () => {
  const manifest = {
    homepage: 'https://github.com/x/backref#readme',
    bugs: { url: 'https://github.com/x/backref/issues' },
  };
  expect(await linksOf(manifest)).toEqual({
    home: 'https://github.com/x/backref',
    guide: 'https://github.com/x/backref/blob/main/docs/user-guide.md',
    problems: 'https://github.com/x/backref/issues',
  });
});

test('that lead elsewhere, or are none, are left out', async () => {
  expect(await linksOf({ homepage: 'https://evil.example/', bugs: { url: 'http://github.com/x' } })).toEqual(
    {},
  );
  expect(await linksOf({ homepage: 7, bugs: 'x' })).toEqual({});
  expect(await linksOf({})).toEqual({});
  expect(await linksOf(null)).toEqual({});
  expect(await readProjectLinks(path.join(folder, 'none'))).toEqual({});
});
