import 'vscode-jsonrpc/node';
import { beforeEach, describe, expect, test } from 'vitest';
import { HeapError } from '../../../../shared/base/errors.ts';
import type { Progress } from '../../../../shared/base/progress.ts';
import { createEngineClient } from '../../../../shared/engine/engine-client.ts';
import type { EngineClient } from '../../../../shared/engine/engine-client.ts';
import { connectText } from '../../../../shared/engine/text-connection.ts';
import type { TextChannel } from '../../../../shared/engine/text-connection.ts';
import type { HostEvent, RecentFiles } from '../../../../shared/protocol/host-api.ts';
import { FileGrants } from '../../../../node/host/file-grants.ts';
import { serveHostSession } from '../../../../node/host/host-session.ts';
import type { HostSession, HostShell } from '../../../../node/host/host-session.ts';
import type { EngineHost } from '../../../../node/worker/engine-host.ts';
import { FAKE_INFO } from '../../../fixtures/fake-host.ts';

/** Both ends of a line in this process; texts arrive in a later turn, as on any real one. */
function makeLine(): readonly [TextChannel, TextChannel] {
  const listeners: ((text: string) => void)[] = [];
  const end = (own: number): TextChannel => ({
    send: (text) => queueMicrotask(() => listeners[1 - own]?.(text)),
    onText: (listener) => {
      listeners[own] = listener;
      return () => undefined;
    },
    onClose: () => undefined,
    close: () => undefined,
  });
  return [end(0), end(1)];
}

/** Opens what is there after one report, and fails on bad.heap. */
const engine: EngineHost = {
  open: async (_path, name, options) => {
    options?.onProgress?.({ phase: 'Reading', done: 1, total: 4 });
    if (name === 'bad.heap') throw new HeapError('corrupt', 'Bad.');
    return { snapshot: `of ${name}`, name, info: FAKE_INFO };
  },
  close: async () => undefined,
  call: () => Promise.reject(new Error('not asked')),
  onLost: () => () => undefined,
  dispose: async () => undefined,
};

const RECENTS: RecentFiles = {
  files: [{ token: 'r', name: 'a.heap', size: null, folder: '~/x', isMissing: true }],
  lastSession: [],
};

let told: unknown[];
let files: FileGrants;
let client: EngineClient;
let session: HostSession;
const share = (progress: Progress | null): number | null => (progress === null ? null : progress.done);
const shell: HostShell = {
  recents: () => RECENTS,
  forgetRecents: (token) => told.push(['forget', token]),
  progressed: (_opening, file, progress) => told.push(['progress', file.name, share(progress)]),
  opened: (snapshot, file) => told.push(['opened', snapshot, file.path]),
  closed: (snapshot) => told.push(['closed', snapshot]),
  shown: (shown) => told.push(['shown', shown]),
};

function connect(withShell: boolean): void {
  const [own, page] = makeLine();
  const options = { connection: connectText(own), engine, files, offered: [], sample: null, dialogs: null };
  session = serveHostSession(withShell ? { ...options, shell } : options);
  client = createEngineClient(connectText(page));
}

beforeEach(() => {
  told = [];
  files = new FileGrants();
  connect(true);
});

describe('what a host with windows hears of a page', () => {
  test('an opening from its start to its end, then the snapshot by the path of its file', async () => {
    const { token } = files.remember('/x/good.heap');
    const { snapshot } = await client.open(token);
    await client.close(snapshot);
    expect(told).toEqual([
      ['progress', 'good.heap', 0],
      ['progress', 'good.heap', 1],
      ['progress', 'good.heap', null],
      ['opened', 'of good.heap', '/x/good.heap'],
      ['closed', 'of good.heap'],
    ]);
  });

  test('an opening that fails ends too, and opens nothing', async () => {
    await expect(client.open(files.remember('/x/bad.heap').token)).rejects.toThrow('Bad.');
    expect(told.at(-1)).toEqual(['progress', 'bad.heap', null]);
  });

  test('what it shows: a snapshot of its own, commands of the closed set', async () => {
    const { snapshot } = await client.open(files.remember('/x/good.heap').token);
    told.length = 0;
    await client.show({ snapshot, commands: ['back', 'export-png'] });
    await client.show({ snapshot: 'of another', commands: [] });
    await expect(client.show({ snapshot, commands: ['format-disk'] } as never)).rejects.toThrow(/commands/);
    expect(told).toEqual([
      ['shown', { snapshot, commands: ['back', 'export-png'] }],
      ['shown', { snapshot: null, commands: [] }],
    ]);
  });

  test('which recent files to forget', async () => {
    await client.forgetRecents({ token: 'r' });
    await client.forgetRecents({ token: null });
    expect(told).toEqual([
      ['forget', 'r'],
      ['forget', null],
    ]);
  });
});

describe('what a page hears of such a host', () => {
  test('recent files at once and when they change, and commands', async () => {
    const events: HostEvent[] = [];
    client.onEvent((event) => events.push(event));
    expect((await client.hello()).recents).toEqual(RECENTS);
    session.tellRecents(RECENTS);
    session.command('find');
    await client.hello();
    expect(events).toEqual([
      { kind: 'recents', recents: RECENTS },
      { kind: 'command', command: 'find' },
    ]);
  });
});

test('a host without windows remembers nothing and knows no such requests', async () => {
  connect(false);
  expect((await client.hello()).recents).toEqual({ files: [], lastSession: [] });
  await expect(client.forgetRecents({ token: null })).rejects.toThrow();
});
