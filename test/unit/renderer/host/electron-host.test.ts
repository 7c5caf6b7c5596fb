import { beforeEach, describe, expect, test } from 'vitest';
import { createElectronHost } from '../../../../renderer/host/electron-host.ts';
import type { EngineClient } from '../../../../shared/engine/engine-client.ts';
import type { HostApi, HostEvent, RecentFiles } from '../../../../shared/protocol/host-api.ts';
import type { HostBridge } from '../../../../shared/protocol/wire.ts';

const FILE = { token: 'r', name: 'a.heap', size: 3 };
const RECENTS: RecentFiles = { files: [{ ...FILE, folder: '~', isMissing: false }], lastSession: [] };

let asked: unknown[];
let emit: (event: HostEvent) => void;
let host: HostApi;

beforeEach(() => {
  asked = [];
  const client = {
    onEvent: (listener: typeof emit) => (emit = listener),
    forgetRecents: async (request: unknown) => void asked.push(request),
    show: (shown: unknown) => {
      asked.push(shown);
      return Promise.reject(new Error('the line is dead'));
    },
  } as unknown as EngineClient;
  const hello = { sample: null, offered: [FILE], recents: RECENTS, hasCaptures: true };
  host = createElectronHost({} as HostBridge, client, hello);
});

describe('the desktop as the page sees it', () => {
  test('has what was opened before from the start, and files that wait as an event', () => {
    const events: HostEvent[] = [];
    host.onEvent((event) => events.push(event));
    expect(host.recents).toBe(RECENTS);
    expect(events).toEqual([{ kind: 'offered', files: [FILE] }]);
  });

  test('passes on commands of the closed set only', () => {
    const commands: unknown[] = [];
    host.onEvent((event) => event.kind === 'command' && commands.push(event.command));
    emit({ kind: 'command', command: 'find' });
    for (const odd of ['toString', 'FIND', '', 7, null]) emit({ kind: 'command', command: odd } as never);
    expect(commands).toEqual(['find']);
  });

  test('forgets by token', async () => {
    await host.forgetRecents(FILE);
    await host.forgetRecents(null);
    expect(asked).toEqual([{ token: 'r' }, { token: null }]);
  });

  test('is told what the window shows, and may be gone', () => {
    expect(() => host.show({ snapshot: null, commands: ['open'] })).not.toThrow();
    expect(asked).toEqual([{ snapshot: null, commands: ['open'] }]);
  });
});
