import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FileGrants } from '../../../../node/host/file-grants.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'backref-grants-'));
  writeFileSync(path.join(folder, 'a.heap'), 'abc');
  writeFileSync(path.join(folder, 'b.heap'), '');
  mkdirSync(path.join(folder, 'folder'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('granted files', () => {
  test('come back by their token, which says nothing of the path', async () => {
    const files = new FileGrants();
    const offer = await files.grant(path.join(folder, 'a.heap'));
    expect(offer).toEqual({ token: expect.stringMatching(/^[\w-]{22}$/) as string, name: 'a.heap', size: 3 });
    expect(files.resolve(offer.token).path).toBe(path.join(folder, 'a.heap'));
  });

  test('have one token each, however often and however named they are granted', async () => {
    const files = new FileGrants();
    const first = await files.grant(path.join(folder, 'a.heap'));
    const again = await files.grant(path.join(folder, 'folder/../a.heap'));
    const other = await files.grant(path.join(folder, 'b.heap'));
    expect(again.token).toBe(first.token);
    expect(other.token).not.toBe(first.token);
  });

  test('may be remembered when they are not there, under the token they will have', async () => {
    const files = new FileGrants();
    const known = await files.grant(path.join(folder, 'a.heap'));
    expect(files.remember(path.join(folder, 'a.heap'))).toEqual(known);
    const gone = files.remember(path.join(folder, 'gone.heap'));
    expect(gone).toMatchObject({ name: 'gone.heap', size: null });
    expect(files.resolve(gone.token).path).toBe(path.join(folder, 'gone.heap'));
    await expect(files.grant(path.join(folder, 'gone.heap'))).rejects.toThrow('There is no file gone.heap.');
  });

  test('go by another name when they are given one', async () => {
    const files = new FileGrants();
    const offer = await files.grant(path.join(folder, 'a.heap'), 'shown.heap');
    expect(files.resolve(offer.token)).toMatchObject({ name: 'shown.heap', size: 3 });
  });

  test('are files that exist: a sentence names what is not, without its folder', async () => {
    const files = new FileGrants();
    const reasons = await Promise.all(
      ['none.heap', 'folder', 'a.heap/x'].map((name) =>
        files.grant(path.join(folder, name)).catch((error: unknown) => String(error)),
      ),
    );
    expect(reasons).toEqual([
      'HeapError: There is no file none.heap.',
      'HeapError: folder is a folder, not a file.',
      'HeapError: There is no file x.',
    ]);
  });

  test('a token that was not given out, or a property of objects, is none', () => {
    const files = new FileGrants();
    for (const token of ['', 'x', '__proto__', 'constructor', path.join(folder, 'a.heap')]) {
      expect(() => files.resolve(token)).toThrow(expect.objectContaining({ code: 'not-found' }) as Error);
    }
  });
});
