import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../architecture/source-tree.ts';

/** What `@electron/fuses` looks for in an executable: behind it stand a version, a count, and a byte for each fuse. */
const FUSE_SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
/** As Electron 45 is delivered: `1` on, `0` off; the ninth is not one that we set. */
const DELIVERED_FUSES = '101100111';

/** The version of the package electron that is installed. */
export function electronVersion(): string {
  const manifest = readFileSync(path.join(ROOT, 'node_modules/electron/package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

function write(folder: string, name: string, content: string | Buffer): void {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), content);
}

/**
 * A folder that electron-builder takes for Electron's distribution on Linux. The executable is a shell script, whose
 * fuses can be set and read; it runs `script`.
 */
export function makeFakeElectron(folder: string, script = 'exit 0'): void {
  const fuses = Buffer.concat([
    Buffer.from(`#!/bin/sh\n${script}\nexit\n${FUSE_SENTINEL}`),
    Buffer.from([1, DELIVERED_FUSES.length]),
    Buffer.from(DELIVERED_FUSES),
  ]);
  write(folder, 'electron', fuses);
  chmodSync(path.join(folder, 'electron'), 0o755);
  write(folder, 'version', electronVersion());
  write(folder, 'LICENSE', "Electron's licence");
  write(folder, 'LICENSES.chromium.html', "Chromium's licences");
  for (const language of ['de', 'en-US', 'fr', 'zh-CN']) write(folder, `locales/${language}.pak`, language);
  for (const name of ['resources.pak', 'chrome_100_percent.pak', 'icudtl.dat', 'libffmpeg.so']) {
    write(folder, name, name);
  }
}
