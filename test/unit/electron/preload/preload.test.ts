import { beforeAll, expect, test, vi } from 'vitest';
import type { HostBridge } from '../../../../shared/protocol/wire.ts';

const heard = vi.hoisted(() => ({
  exposed: new Map<string, unknown>(),
  sent: [] as unknown[],
  invoked: [] as unknown[],
  answer: {} as unknown,
  path: '',
}));
vi.mock('electron', () => ({
  contextBridge: { exposeInMainWorld: (name: string, value: unknown) => heard.exposed.set(name, value) },
  ipcRenderer: {
    send: (...args: unknown[]) => heard.sent.push(args),
    on: () => undefined,
    off: () => undefined,
    invoke: (...args: unknown[]) => {
      heard.invoked.push(args);
      return Promise.resolve(heard.answer);
    },
  },
  webUtils: { getPathForFile: () => heard.path },
}));

let bridge: HostBridge;
beforeAll(async () => {
  await import('../../../../electron/preload/preload.ts');
  bridge = heard.exposed.get('backrefHost') as HostBridge;
});

const file = { name: 'a.heap', size: 3 };

test('the page gets these four and nothing else', () => {
  expect([...heard.exposed.keys()]).toEqual(['backrefHost']);
  expect(Object.keys(bridge).toSorted()).toEqual(['kind', 'onMessage', 'send', 'takeFile']);
});

test('it sends texts on one channel only', () => {
  bridge.send('{}');
  bridge.send({ channel: 'other' } as never);
  expect(heard.sent).toEqual([['backref:rpc', '{}']]);
});

test('a dropped file goes to main by its path, and comes back as an offer without one', async () => {
  heard.path = '/x/a.heap';
  heard.answer = { offer: { token: 't', name: 'a.heap', size: 3 } };
  expect(await bridge.takeFile(file)).toEqual({ token: 't', name: 'a.heap', size: 3 });
  expect(heard.invoked).toEqual([['backref:grant', '/x/a.heap']]);
});

test('what is no file on disk, or is refused, is an error with a sentence', async () => {
  heard.path = '';
  await expect(bridge.takeFile(file)).rejects.toThrow('This item is not a file on this computer.');
  heard.path = '/x';
  heard.answer = { problem: 'x is a folder, not a file.' };
  await expect(bridge.takeFile(file)).rejects.toThrow('x is a folder, not a file.');
});
