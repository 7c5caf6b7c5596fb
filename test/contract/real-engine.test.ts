import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OpenedSnapshot } from '../../shared/protocol/host-api.ts';
import { packagePaths } from '../../node/host/package-paths.ts';
import { createFileEngine } from '../../node/worker/file-engine.ts';
import { TRANSPORTS } from './transports.ts';
import type { Transport, TransportName } from './transports.ts';

const { sample, workerUrl } = packagePaths();
const file = sample ?? 'the bundled sample is missing';
const names = Object.keys(TRANSPORTS) as TransportName[];

/** What a window asks first, as one value; times left out. */
async function firstQuestions(transport: Transport, opened: OpenedSnapshot): Promise<unknown> {
  const { snapshot } = opened;
  const sort = { by: 'retained', descending: true } as const;
  const window = { offset: 0, limit: 20 };
  const types = await transport.call(snapshot, 'types', { ...window, sort, filter: '' });
  const type = types.rows[0]?.type ?? '';
  const instances = await transport.call(snapshot, 'instances', { ...window, type, sort, filter: '' });
  const id = instances.rows[0]?.id ?? '';
  const graph = { id, direction: 'referrers', depth: 3, width: 10, onlyType: null, skip: 0 } as const;
  return {
    info: { ...opened.info, openedInMs: 0 },
    types,
    instances,
    object: await transport.call(snapshot, 'object', { id }),
    graph: await transport.call(snapshot, 'graph', graph),
    path: await transport.call(snapshot, 'path', { id, to: null }),
  };
}

describe('the real engine', () => {
  let transports: Transport[];
  let opened: OpenedSnapshot[];

  beforeAll(async () => {
    expect(existsSync(fileURLToPath(workerUrl)), 'run `npm run build` first').toBe(true);
    const parts = { workerUrl, makeEngine: createFileEngine, files: [file] };
    transports = await Promise.all(names.map((name) => TRANSPORTS[name](parts)));
    opened = await Promise.all(transports.map((transport) => transport.open('leak.backref')));
  });
  afterAll(() => Promise.all(transports.map((transport) => transport.dispose())));

  test('answers alike in this thread, in a worker and through a WebSocket', async () => {
    const answers = await Promise.all(
      transports.map((transport, index) => firstQuestions(transport, opened[index] as OpenedSnapshot)),
    );
    expect(answers[0]).toMatchObject({ info: { format: 'backref' } });
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
  });

  test('compares a snapshot with another open of the same file, by type, object and group: nothing has changed', async () => {
    for (const transport of transports) {
      const before = (await transport.open('leak.backref')).snapshot;
      const after = (await transport.open('leak.backref')).snapshot;
      const diff = await transport.call(after, 'diff', { before, offset: 0, limit: 10 });
      expect(diff).toEqual({ total: 0, offset: 0, rows: [], note: null });
      const { objects } = await transport.call(after, 'info', {});
      const same = await transport.call(after, 'identity', { other: before });
      expect(same).toMatchObject({ reason: null, here: { count: 0 }, both: { count: objects } });
      const set = { kind: 'freed-by', after } as const;
      expect(await transport.call(before, 'set-summary', { set })).toMatchObject({ count: 0 });
      const series = { snapshots: [before, after], by: 'owner', filter: 'Foo', steady: false } as const;
      const sort = { by: 'name', descending: false } as const;
      expect(await transport.call(after, 'series', { ...series, sort, offset: 0, limit: 1 })).toMatchObject({
        rows: [{ key: '__main__.Foo', count: [10_000, 10_000], steady: false }],
      });
    }
  });
});
