import { describe, expect, test } from 'vitest';
import type { HeapGraph } from '../../../../shared/graph/heap-graph.ts';
import type { GrowingAnswer } from '../../../../shared/protocol/findings-rows.ts';
import { askAbout } from '../../../fixtures/ask.ts';
import { graphFromText } from '../../../fixtures/graph-from-text.ts';

/*
 * A module with containers of which each does another thing: sizes by snapshot. Items have ids of their own, 0x1000 +
 * 0x10 × number, so that an item of an earlier snapshot is the same one later.
 */
interface Sizes {
  readonly steady?: number;
  readonly breathing?: number;
  readonly full?: number;
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, at) => from + at);

function heap(
  { steady = 1, breathing = 1, full = 5 }: Sizes,
  more = '',
  extra = '',
): ReturnType<typeof graphFromText> {
  const lines: string[] = [];
  const list = (name: string, id: string, first: number, count: number): void => {
    const items = range(first, first + count);
    lines.push(
      `${name} list 800 id=${id} len=${String(count)} -> ${items.map((item, at) => `[${String(at)}] ${name}${String(item)}`).join(', ')}`,
    );
    for (const item of items)
      lines.push(`${name}${String(item)} app.Item 100 id=0x${(0x1_0000 + 0x10 * item).toString(16)}`);
  };
  list('steady', '0x10', 0, steady);
  list('breathing', '0x20', 1000, breathing);
  // A queue: as long as ever, its items are new ones each time.
  list('full', '0x30', 2000 + steady * 10, full);
  return graphFromText(
    `app module 50 root=module:app id=0x1 -> .steady steady, .breathing breathing, .full full${more}\n${lines.join('\n')}\n${extra}`,
  );
}

function growing(
  snapshots: readonly HeapGraph[],
  minBytes: number | null = 1,
  earlier = snapshots.slice(0, -1).map((_, index) => String(index)),
): GrowingAnswer {
  const others = Object.fromEntries(snapshots.map((graph, index) => [String(index), graph]));
  return askAbout(snapshots[snapshots.length - 1]!, others)('growing', { earlier, limit: 200, minBytes });
}

describe('containers that never stopped growing', () => {
  test('one that grew at each step is told; one that breathes and one that is full are not', () => {
    const { findings, total, compared } = growing([
      heap({ steady: 2, breathing: 4 }),
      heap({ steady: 5, breathing: 2 }),
      heap({ steady: 10, breathing: 9 }),
    ]);
    expect(compared).toEqual([0, 1]);
    expect(total).toBe(1);
    expect(findings[0]).toMatchObject({
      title: 'The list at app.steady grew from 2 to 10 items over 3 snapshots, by 1.4 kB',
      ...{ kind: 'growing', place: 'app.steady', lengths: [2, 5, 10], containers: 1, count: 8 },
      // Eight new items of 100 bytes, and eight of ten parts of the table.
      ...{ bytes: 800 + 640, type: 'app.Item', isShared: false },
      holder: { id: '0x10', type: 'list' },
    });
    expect(findings[0]!.example?.type).toBe('app.Item');
    expect(findings[0]!.explanation).toContain('mostly app.Item');
    expect(findings[0]!.explanation).not.toContain('third snapshot');
  });

  test('what stands still in between goes on growing; two snapshots say that they are two', () => {
    const three = growing([heap({ steady: 2 }), heap({ steady: 2 }), heap({ steady: 6 })]);
    expect(three.findings.map(({ lengths }) => lengths)).toEqual([[2, 2, 6]]);
    const two = growing([heap({ steady: 2 }), heap({ steady: 6 })]);
    expect(two.findings[0]!.explanation).toContain('third snapshot');
  });

  test('what has stopped growing was warming up', () => {
    expect(growing([heap({ steady: 2 }), heap({ steady: 6 }), heap({ steady: 6 })]).findings).toEqual([]);
  });

  test('a dip in the middle is no steady growth, though the ends say so', () => {
    expect(growing([heap({ steady: 3 }), heap({ steady: 2 }), heap({ steady: 9 })]).findings).toEqual([]);
  });

  test('a container that is new itself did not grow', () => {
    const later = heap(
      { steady: 1 },
      ', .late late',
      'late list 100 id=0x40 len=3 -> [0] a\na app.Item 9 id=0x50',
    );
    expect(growing([heap({}), later]).findings).toEqual([]);
  });

  test('items that something else holds, too, are told as shared, with what they retain', () => {
    const index = (count: number): string =>
      `byId dict 100 id=0x60 len=3 -> ${range(0, count)
        .map((item) => `[steady${String(item)}] steady${String(item)}`)
        .join(', ')}`;
    const { findings } = growing([
      heap({ steady: 2 }, ', .byId byId', index(2)),
      heap({ steady: 10 }, ', .byId byId', index(10)),
    ]);
    expect(findings.map(({ place, bytes, isShared }) => [place, bytes, isShared])).toEqual([
      ['app.steady', 1440, true],
    ]);
  });

  test('what grew inside of another is told there, not again above', () => {
    const nested = (outer: number, inner: number): HeapGraph =>
      graphFromText(
        [
          'app module 50 root=module:app id=0x1 -> .outer outer',
          `outer list 80 id=0x10 len=${String(outer)} -> [0] inner${range(1, outer)
            .map((at) => `, [${String(at)}] o${String(at)}`)
            .join('')}`,
          ...range(1, outer).map(
            (at) => `o${String(at)} app.Small 10 id=0x${(0x5000 + 16 * at).toString(16)}`,
          ),
          `inner list 80 id=0x20 len=${String(inner)} -> ${range(0, inner)
            .map((at) => `[${String(at)}] i${String(at)}`)
            .join(', ')}`,
          ...range(0, inner).map(
            (at) => `i${String(at)} app.Big 1000 id=0x${(0x9000 + 16 * at).toString(16)}`,
          ),
        ].join('\n'),
      );
    const { findings } = growing([nested(2, 1), nested(3, 11)]);
    expect(findings.map(({ place, bytes }) => [place, bytes])).toEqual([
      ['app.outer[0]', 10_000 + Math.round((80 * 10) / 11)],
      ['app.outer', Math.round(10 + 80 / 3)],
    ]);
    expect(growing([nested(2, 1), nested(3, 11)], 100).findings.map(({ place }) => place)).toEqual([
      'app.outer[0]',
    ]);
  });

  test('many of one type in one place are one finding', () => {
    const users = (items: number): HeapGraph =>
      graphFromText(
        [
          'app module 50 root=module:app id=0x1 -> .users users',
          `users dict 80 id=0x10 len=9 -> ${range(0, 9)
            .map((at) => `[k${String(at)}] u${String(at)}`)
            .join(', ')}`,
          ...range(0, 9).map(
            (at) => `k${String(at)} str 9 id=0x${(0x100 + 16 * at).toString(16)} text='u${String(at)}'`,
          ),
          ...range(0, 9).flatMap((user) => [
            `u${String(user)} list 80 id=0x${(0x300 + 16 * user).toString(16)} len=${String(items)} -> ${range(
              0,
              items,
            )
              .map((at) => `[${String(at)}] e${String(user)}x${String(at)}`)
              .join(', ')}`,
            ...range(0, items).map(
              (at) =>
                `e${String(user)}x${String(at)} app.Event 10 id=0x${(0x10_000 + 0x1000 * user + 16 * at).toString(16)}`,
            ),
          ]),
        ].join('\n'),
      );
    const { findings } = growing([users(1), users(2), users(4)]);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({
      ...{ containers: 9, lengths: [9, 18, 36], count: 27, bytes: 9 * (30 + 60), place: 'app.users' },
      title: '9 × list in the dict at app.users grew from 9 to 36 items over 3 snapshots, by 810 B',
      holder: { id: '0x10', type: 'dict' },
    });
  });

  test('from a hundredth of what is new on, and 10 kB', () => {
    const small = growing([heap({ steady: 2 }), heap({ steady: 6 })], null);
    expect(small).toMatchObject({ minBytes: 10_000, total: 0, reason: null });
    const large = growing([heap({ steady: 1 }), heap({ steady: 200 })], null);
    expect(large.findings.map(({ place }) => place)).toEqual(['app.steady']);
    expect(large.fresh.count).toBe(199 + 5);
    // The new items, and 199 of 200 parts of a table of 800 bytes.
    expect(large.newBytes).toBe(20_400 + 796);
  });
});

describe('snapshots of other processes', () => {
  const ofPid = (graph: HeapGraph, pid: number): HeapGraph => ({
    ...graph,
    facts: {
      ...graph.facts,
      process: {
        ...{ pid, argv: [], python: null, platform: null, label: null, time: null, rssBytes: null },
        ...{ peakRssBytes: null, captureMethod: null, captureSeconds: null, gc: null, pymalloc: null },
        ...{ malloc: null, memory: null, threads: [], tracemalloc: false },
      },
    },
    previewOf: (node) => graph.previewOf(node),
    idOf: (node) => graph.idOf(node),
    nodeOf: (id) => graph.nodeOf(id),
  });

  test('are left out, and it says so', () => {
    const answer = growing([
      ofPid(heap({ steady: 100 }), 8),
      ofPid(heap({ steady: 2 }), 7),
      ofPid(heap({ steady: 6 }), 7),
    ]);
    expect(answer.compared).toEqual([1]);
    expect(answer.note).toBe('1 snapshot is of another process and was left out.');
    expect(answer.findings.map(({ lengths }) => lengths)).toEqual([[2, 6]]);
  });

  test('only such: the reason, and nothing else', () => {
    const answer = growing([ofPid(heap({ steady: 2 }), 8), ofPid(heap({ steady: 6 }), 7)]);
    expect(answer).toMatchObject({ compared: [], total: 0, findings: [] });
    expect(answer.reason).toBe('They are of two processes, 8 and 7.');
  });
});
