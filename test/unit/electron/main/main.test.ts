import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';

const folder = mkdtempSync(path.join(tmpdir(), 'backref-main-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What main.ts asks of Electron, in its order. */
const asked = vi.hoisted(() => [] as string[]);
vi.mock('electron', () => ({
  app: {
    isPackaged: true,
    getPath: () => folder,
    enableSandbox: () => asked.push('sandbox'),
    setAppUserModelId: () => undefined,
    requestSingleInstanceLock: () => asked.push('lock') > 0,
    on: () => undefined,
    quit: () => undefined,
  },
}));
vi.mock('../../../../electron/main/app-protocol.ts', () => ({
  registerAppScheme: () => asked.push('scheme'),
}));
vi.mock('../../../../electron/main/navigation-guard.ts', () => ({
  guardNavigation: () => asked.push('guard'),
}));
vi.mock('../../../../electron/main/crash-guard.ts', () => ({
  guardAgainstCrashes: () => undefined,
  tellStartFailure: () => Promise.resolve(),
}));
vi.mock('../../../../electron/main/start-app.ts', () => ({
  startApp: () => Promise.resolve(asked.push('start')),
}));

describe('the program', () => {
  beforeAll(async () => {
    await import('../../../../electron/main/main.ts');
  });

  test('puts every process into the sandbox, and guards every page, before it starts', () => {
    for (const rule of ['sandbox', 'scheme', 'guard']) {
      expect(asked).toContain(rule);
      expect(asked.indexOf(rule)).toBeLessThan(asked.indexOf('start'));
    }
  });
});
