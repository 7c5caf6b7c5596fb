import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
// The file that electron-builder itself reads its configuration with; no public way in has its checks.
import { getConfig, validateConfiguration } from 'app-builder-lib/out/util/config/config.js';
import { DebugLogger } from 'builder-util';
import type { Configuration, FileAssociation } from 'electron-builder';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../architecture/source-tree.ts';

const load = (): Promise<Configuration> => getConfig(ROOT, null, null);
const config = await load();
const associations = config.fileAssociations as readonly FileAssociation[];

/** What electron-builder says of a configuration; null when nothing. */
async function problemsOf(candidate: Configuration): Promise<string | null> {
  try {
    await validateConfiguration(candidate, new DebugLogger(false));
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

describe('electron-builder.yml', () => {
  test('is one that electron-builder takes', async () => {
    expect(await problemsOf(config)).toBeNull();
  });

  test('a misspelt key or fuse would be found', async () => {
    const misspelt = { ...(await load()), asarUnpak: [] } as Configuration;
    expect(await problemsOf(misspelt)).toContain('asarUnpak');
    const fuse = { ...(await load()), electronFuses: { runAsNod: false } } as Configuration;
    expect(await problemsOf(fuse)).toContain('electronFuses');
  });

  test('every file that it names is there', () => {
    const icons = [config.mac?.icon, config.win?.icon, ...associations.map(({ icon }) => icon)];
    const named = [
      ...icons.map((icon) => `assets/icons/${String(icon)}`),
      ...associations.map(({ ext }) => `assets/icons/${String(ext)}.ico`),
      `assets/icons/${String(config.linux?.icon)}/512x512.png`,
      String(config.mac?.entitlements),
      ...(config.extraResources as { from: string }[]).map(({ from }) => from),
    ];
    expect(named.length).toBeGreaterThan(12);
    expect(named.filter((name) => !existsSync(path.join(ROOT, name)))).toEqual([]);
  });

  test('lists the packages of the three systems, none under the name of another', () => {
    expect(config.linux?.target).toEqual(['AppImage', 'deb', 'tar.gz']);
    expect(config.mac?.target).toEqual([
      { target: 'dmg', arch: ['arm64', 'x64'] },
      { target: 'zip', arch: ['arm64', 'x64'] },
    ]);
    expect(config.win?.target).toEqual([
      { target: 'nsis', arch: ['x64', 'arm64'] },
      { target: 'portable', arch: ['x64'] },
    ]);
    const names = [config.artifactName, config.nsis?.artifactName, config.portable?.artifactName];
    expect(new Set(names).size).toBe(3);
  });

  test('opens snapshots and claims nothing that is not one', () => {
    expect(associations.map(({ ext }) => ext)).toEqual(['backref', 'heapsnapshot', 'pyheap']);
    expect(associations.filter(({ role }) => role !== 'Viewer')).toEqual([]);
    expect(associations.filter(({ mimeType }) => !String(mimeType).startsWith('application/x-'))).toEqual([]);
  });

  test('sends nothing anywhere and asks macOS for nothing but machine code at run time', () => {
    expect(config.publish).toBeNull();
    expect(config.mac).toMatchObject({ hardenedRuntime: true });
    const entitlements = readFileSync(path.join(ROOT, String(config.mac?.entitlements)), 'utf8');
    expect([...entitlements.matchAll(/<key>(.*)<\/key>\s*<true\/>/g)].map((match) => match[1])).toEqual([
      'com.apple.security.cs.allow-jit',
    ]);
    expect(entitlements.match(/<key>/g)).toHaveLength(1);
  });
});

describe('package.json', () => {
  const manifest = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
    main: string;
    desktopName: string;
    dependencies: Readonly<Record<string, string>>;
  };

  test('belongs to the same program', () => {
    expect(manifest.desktopName).toBe(`${String(config.linux?.executableName)}.desktop`);
    expect(JSON.stringify(config.files)).toContain(`"${path.dirname(manifest.main)}/**"`);
  });
});
