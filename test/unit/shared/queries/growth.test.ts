import { describe, expect, test } from 'vitest';
import { analyseHeap } from '../../../../shared/analysis/heap-analysis.ts';
import { UNWATCHED } from '../../../../shared/analysis/work-context.ts';
import { NO_NODE } from '../../../../shared/graph/heap-graph.ts';
import type { GraphProcess, HeapGraph } from '../../../../shared/graph/heap-graph.ts';
import type { ObjectSet } from '../../../../shared/protocol/object-set.ts';
import { ALL, askAbout } from '../../../fixtures/ask.ts';
import { graphFromText, randomGraph, seededRandom } from '../../../fixtures/graph-from-text.ts';
import { NaiveSets, randomSet } from '../../../fixtures/naive-sets.ts';
import { bytesOf } from '../../../fixtures/naive-analysis.ts';

const BY_ID = { by: 'id', descending: false } as const;
const SHAPE = { nodes: 40, degree: 2, weakShare: 0.1, roots: 3, types: 3 };
const PROCESS: GraphProcess = {
  ...{ pid: 7, argv: ['app.py'], python: '3.12.1', platform: null, label: null, time: null },
  ...{ rssBytes: null, peakRssBytes: null, captureMethod: null, captureSeconds: null, gc: null },
  ...{ pymalloc: null, malloc: null, memory: null, threads: [], tracemalloc: false },
};

/** A graph whose types above a limit are others than in `randomGraph` of the same seed: so ids are shared in part. */
function laterGraph(seed: number): HeapGraph {
  return randomGraph(seed + 1000, { ...SHAPE, nodes: 40 + (seed % 3) * 10 });
}

describe('sets of two snapshots', () => {
  test.each([1, 2, 3, 4, 5])('heaps %i: any expression has the objects its definition says', (seed) => {
    const before = randomGraph(seed, SHAPE);
    const after = laterGraph(seed);
    const ask = askAbout(after, { before });
    const naive = new NaiveSets(after, { before });
    const random = seededRandom(seed);
    const members = (set: ObjectSet): Set<number> =>
      new Set(ask('set-objects', { ...ALL, set, sort: BY_ID }).rows.map(({ id }) => after.nodeOf(id)));
    const fresh: ObjectSet = { kind: 'new-since', before: 'before' };
    const old: ObjectSet = { kind: 'survived', before: 'before' };
    const gone: ObjectSet = { kind: 'freed-by', after: 'before' };
    for (const set of [fresh, old, gone]) {
      expect(naive.find(set).size).toBeGreaterThan(0);
      expect(members(set)).toEqual(naive.find(set));
    }
    for (let round = 0; round < 20; round++) {
      const right = randomSet(random, after, 2);
      for (const set of [
        { kind: 'and', left: fresh, right },
        { kind: 'minus', left: { kind: 'retained', of: old }, right },
        { kind: 'referents', of: { kind: 'or', left: gone, right } },
      ] satisfies ObjectSet[])
        expect(members(set), JSON.stringify(set)).toEqual(naive.find(set));
    }
  });

  test.each([1, 2, 3])('heaps %i: sums of identity, and survivors by type', (seed) => {
    const before = randomGraph(seed, SHAPE);
    const after = laterGraph(seed);
    const naive = new NaiveSets(after, { before });
    const fresh = naive.find({ kind: 'new-since', before: 'before' });
    const old = naive.find({ kind: 'survived', before: 'before' });
    const garbage = naive.find({ kind: 'unreachable' });
    const sum = (nodes: ReadonlySet<number>) => ({
      count: nodes.size,
      shallowBytes: bytesOf(after, nodes),
    });
    const ask = askAbout(after, { before });
    expect(ask('identity', { other: 'before' })).toEqual({
      reason: null,
      note: expect.stringContaining('do not say of which process') as string,
      here: sum(fresh),
      hereUnreachable: sum(new Set([...fresh].filter((node) => garbage.has(node)))),
      both: sum(old),
    });
    for (const { type, survived } of ask('diff', { ...ALL, before: 'before', identity: true }).rows)
      expect(survived).toBe([...old].filter((node) => after.typeNames[after.typeOf[node]!] === type).length);
  });
});

const LIST = `
  app    module 50 root=module:app id=0x1 -> .orders orders
  orders list  100 id=0x10 len=2 -> [0] o1, [1] o2
  o1     app.Order 40 id=0x20
  o2     app.Order 40 id=0x30
`;

describe('what is one object', () => {
  const freshNames = (before: HeapGraph, after: ReturnType<typeof graphFromText>): string[] =>
    askAbout(after, { before })('set-objects', {
      ...ALL,
      set: { kind: 'new-since', before: 'before' },
      sort: BY_ID,
    }).rows.map(({ id }) => after.name(after.nodeOf(id)));

  test('the same id with another type is another object', () => {
    const before = graphFromText(LIST);
    const after = graphFromText(LIST.replace('o2     app.Order', 'o2     app.Item '));
    expect(freshNames(before, after)).toEqual(['o2']);
  });

  test('a tuple of another length, but not a list', () => {
    const lines = (tuple: number, list: number): string =>
      `t tuple 60 root=module id=0x10 len=${tuple}\nl list 60 root=module id=0x20 len=${list}`;
    expect(freshNames(graphFromText(lines(2, 2)), graphFromText(lines(3, 3)))).toEqual(['t']);
  });

  test('values of other content where both are known', () => {
    const text = 'a str 60 root=module id=0x10\nb str 60 root=module id=0x20\nc str 60 root=module id=0x30';
    const withContent = (...content: number[]) =>
      Object.assign(graphFromText(text), { contentOf: (node: number) => content[node - 1]! });
    expect(freshNames(withContent(1, 2, 3), withContent(1, 5, 0))).toEqual(['b']);
  });

  test('ids of all 64 bits', () => {
    const text = (last: string): string =>
      `a T 1 root=module id=0x${last}\nb T 1 root=module id=0x7f0000000010`;
    expect(
      freshNames(graphFromText(text('b4007f0000000010')), graphFromText(text('b4007f0000000010'))),
    ).toEqual([]);
    // Apart by less than a double can tell.
    expect(
      freshNames(graphFromText(text('b4007f0000000010')), graphFromText(text('b4007f0000000018'))),
    ).toEqual(['a']);
  });
});

describe('snapshots of two processes', () => {
  const before = graphFromText(LIST, { process: PROCESS });
  const answer = (after: HeapGraph) => askAbout(after, { before })('identity', { other: 'before' });

  test.each<[Partial<GraphProcess>, string]>([
    [{ pid: 8 }, 'They are of two processes, 7 and 8.'],
    [{ python: '3.13.0' }, 'They are of two versions of Python.'],
    [{ argv: ['other.py'] }, 'They are of programs with different command lines.'],
  ])('%j: no objects are compared, and why', (other, reason) => {
    const after = graphFromText(LIST, { process: { ...PROCESS, ...other } });
    const none = { count: 0, shallowBytes: 0 };
    expect(answer(after)).toEqual({ reason, note: null, here: none, hereUnreachable: none, both: none });
    const ask = askAbout(after, { before });
    expect(() => ask('set-summary', { set: { kind: 'new-since', before: 'before' } })).toThrow(reason);
    const changed = askAbout(graphFromText(`${LIST}o3 app.Order 40`, { process: { ...PROCESS, ...other } }), {
      before,
    })('diff', { ...ALL, before: 'before', identity: true });
    expect(changed.note).toBe(`Only counts are compared. ${reason}`);
    expect(changed.rows).toMatchObject([{ type: 'app.Order', countDelta: 1, survived: null }]);
  });

  test('the same pid in two containers: functions lie elsewhere', () => {
    const functions = (from: number): string =>
      [0, 1, 2, 3]
        .map((each) => `f${each} function 100 root=static id=0x${(from + each * 16).toString(16)}`)
        .join('\n');
    const first = graphFromText(functions(0x1000), { process: PROCESS });
    const second = graphFromText(functions(0x1030), { process: PROCESS });
    expect(askAbout(second, { first })('identity', { other: 'first' }).reason).toBe(
      'Only 1 of 4 functions and modules are at one address in both: these are two processes.',
    );
    const third = graphFromText(functions(0x1020), { process: PROCESS });
    expect(askAbout(third, { first })('identity', { other: 'first' })).toMatchObject({
      reason: null,
      both: { count: 2 },
    });
  });

  test('V8 gives no id twice: many ids of other types tell of two processes', () => {
    const ids = (type: string): string =>
      Array.from(
        { length: 10 },
        (_, at) => `n${at} ${at < 2 ? type : 'T'} 10 root=v8-root id=@${2 * at + 1}`,
      ).join('\n');
    const first = graphFromText(ids('T'), { language: 'javascript' });
    const second = graphFromText(ids('U'), { language: 'javascript' });
    expect(askAbout(second, { first })('identity', { other: 'first' }).reason).toBe(
      'Of 10 ids that are in both only 8 are of objects of one type: these are two processes.',
    );
    expect(askAbout(first, { first })('identity', { other: 'first' }).both.count).toBe(10);
  });
});

describe('new objects held by old ones', () => {
  const before = graphFromText(`
    app    module  50 root=module:app id=0x1 -> .cache cache, .last last
    cache  app.Cache 48 id=0x2 -> .__dict__ cdict
    cdict  dict   100 id=0x3 dict-of=cache -> key kEntries, [kEntries] entries
    kEntries str   50 id=0x4 text='entries'
    entries dict  200 id=0x5 len=0
    last   list    60 id=0x6 len=3
  `);
  const after = graphFromText(`
    app    module  50 root=module:app id=0x1 -> .cache cache, .last last
    cache  app.Cache 48 id=0x2 -> .__dict__ cdict
    cdict  dict   100 id=0x3 dict-of=cache -> key kEntries, [kEntries] entries, key kHits, [kHits] hits
    kEntries str   50 id=0x4 text='entries'
    entries dict  200 id=0x5 len=2 -> [kEntries] a, [kHits] b
    last   list    60 id=0x6 len=1 -> [0] n
    kHits  str     50 id=0x10 text='hits'
    hits   list    70 id=0x11 -> [0] big
    a      app.Entry 40 id=0x12 -> .data data
    b      app.Entry 40 id=0x13 -> .data data
    data   bytes 1000 id=0x14
    big    bytes  500 id=0x15
    n      int     28 id=0x16
    main   frame   80 id=0x17 root=frame:main -> local x x
    x      list    90 id=0x18
    lost   app.Entry 40 id=0x19
  `);
  const ask = askAbout(after, { before });
  const page = ask('held-by-old', { ...ALL, before: 'before', grown: false });
  const row = (type: string, holder: string | null) =>
    page.rows.find((each) => each.type === type && (each.holder?.type ?? null) === holder)!;

  test('each new object under the last old one on its way from a root', () => {
    expect(
      page.rows.map(({ holder, type, count, objects, bytes }) => [holder?.id, type, count, objects, bytes]),
    ).toEqual([
      ['0x5', 'app.Entry', 2, 3, 1080],
      ['0x2', 'list', 1, 2, 570],
      [undefined, 'frame', 1, 2, 170],
      ['0x2', 'str', 1, 1, 50],
      ['0x6', 'int', 1, 1, 28],
    ]);
    expect(page.totals).toEqual({ count: 9, shallowBytes: 1898 });
  });

  test('says where the holder is, how it refers to them, and how much longer it is', () => {
    expect(row('app.Entry', 'dict')).toMatchObject({
      holders: 1,
      lengthBefore: 0,
      lengthAfter: 2,
      // Previews of this text have no quotes, by which a key would be a name.
      words: '`cache` in module `app` → `[entries]` → key `entries`',
    });
    expect(row('app.Entry', 'dict').path.map(({ id, label }) => [id, label])).toEqual([
      ['0x1', 'app'],
      ['0x2', '.cache'],
      ['0x5', '[entries]'],
    ]);
    expect(row('list', 'app.Cache')).toMatchObject({ label: '[hits]', lengthBefore: null });
    expect(row('frame', null)).toMatchObject({ holders: 0, path: [], example: '0x17' });
  });

  test('without containers that have not grown', () => {
    const types = ask('held-by-old', { ...ALL, before: 'before', grown: true }).rows.map(({ type }) => type);
    expect(types).toEqual(['app.Entry', 'list', 'frame', 'str']);
  });

  test('few new ones on many holders of a type are one row, a holder of many its own', () => {
    const orders = (fresh: boolean): string =>
      Array.from({ length: 12 }, (_, at) => {
        const own = `o${at} app.Order 40 root=module id=0x${(16 + at).toString(16)}`;
        const held = at === 5 ? 6 : 1;
        const items = Array.from({ length: held }, (_each, item) => `i${at}x${item}`);
        if (!fresh) return own;
        return [
          `${own} -> ${items.map((each, item) => `[${item}] ${each}`).join(', ')}`,
          ...items.map((each, item) => `${each} app.Item 10 id=0x${(1000 + at * 10 + item).toString(16)}`),
        ].join('\n');
      }).join('\n');
    const rows = askAbout(graphFromText(orders(true)), { before: graphFromText(orders(false)) })(
      'held-by-old',
      {
        ...ALL,
        before: 'before',
        grown: false,
      },
    ).rows;
    expect(rows.map(({ holder, holders, count, bytes }) => [holder?.id, holders, count, bytes])).toEqual([
      [null, 11, 11, 110],
      ['0x15', 1, 6, 60],
    ]);
  });

  test.each([1, 2, 3, 4])('heaps %i: as the definition says', (seed) => {
    const earlier = randomGraph(seed, SHAPE);
    const later = laterGraph(seed);
    const fresh = new NaiveSets(later, { earlier }).find({ kind: 'new-since', before: 'earlier' });
    const heap = analyseHeap(later, UNWATCHED);
    const { parentOf } = heap.shortestTree(UNWATCHED);
    const wanted = new Map<string, { objects: number; bytes: number }>();
    for (const node of fresh) {
      const onPath: number[] = [];
      for (let each = node; each !== 0 && each !== NO_NODE; each = parentOf[each]!) onPath.push(each);
      if (heap.roots.rootOf(onPath.at(-1)!) < 0) continue; // no root reaches it
      const firstOld = onPath.findIndex((each) => !fresh.has(each));
      const holder = firstOld < 0 ? 0 : onPath[firstOld]!;
      const entry = onPath[firstOld < 0 ? onPath.length - 1 : firstOld - 1]!;
      const key = `${holder === 0 ? 'root' : later.idOf(holder)} ${later.typeNames[later.typeOf[entry]!]}`;
      const sum = wanted.get(key) ?? { objects: 0, bytes: 0 };
      wanted.set(key, { objects: sum.objects + 1, bytes: sum.bytes + later.shallowBytesOf[node]! });
    }
    const { rows } = askAbout(later, { earlier })('held-by-old', { ...ALL, before: 'earlier', grown: false });
    const found = rows
      .filter(({ holder }) => holder === null || holder.id !== null)
      .map(
        ({ holder, type, objects, bytes }) =>
          [`${holder?.id ?? 'root'} ${type}`, { objects, bytes }] as const,
      );
    for (const [key, sum] of found) expect(sum, key).toEqual(wanted.get(key));
    // What is left is in rows for several holders.
    const sumOf = (all: Iterable<{ objects: number; bytes: number }>) =>
      [...all].reduce((sum, each) => [sum[0]! + each.objects, sum[1]! + each.bytes], [0, 0]);
    expect(found.length).toBeGreaterThan(0);
    expect(sumOf(rows)).toEqual(sumOf(wanted.values()));
  });
});

describe('growth by group, over two snapshots and more', () => {
  const heap = (orders: number, sessions: number): HeapGraph =>
    graphFromText(
      [
        `app module 50 root=module:app id=0x1 -> .orders orders, .sessions sessions`,
        `orders list 100 id=0x2 -> ${Array.from({ length: orders }, (_, at) => `[${at}] o${at}`).join(', ')}`,
        `sessions list 100 id=0x3 -> ${Array.from({ length: sessions }, (_, at) => `[${at}] s${at}`).join(', ')}`,
        ...Array.from({ length: orders }, (_, at) => `o${at} app.Order 40 id=0x${(100 + at).toString(16)}`),
        ...Array.from(
          { length: sessions },
          (_, at) => `s${at} web.Session 80 id=0x${(200 + at).toString(16)}`,
        ),
      ].join('\n'),
    );
  const others = { a: heap(1, 5), b: heap(3, 2), c: heap(7, 9) };
  const ask = askAbout(others.c, others);

  test('diff by path and by package', () => {
    const paths = ask('diff', { ...ALL, before: 'a', by: 'path' }).rows.filter(
      ({ countDelta }) => countDelta > 0,
    );
    expect(paths).toEqual([
      {
        ...{ type: 'module app .sessions […]', countBefore: 5, countAfter: 9, countDelta: 4 },
        ...{ shallowDelta: 320, retainedDelta: 320 },
      },
      {
        ...{ type: 'module app .orders […]', countBefore: 1, countAfter: 7, countDelta: 6 },
        ...{ shallowDelta: 240, retainedDelta: 240 },
      },
    ]);
    expect(ask('diff', { ...ALL, before: 'a', by: 'package' }).rows.map(({ type }) => type)).toEqual([
      'web',
      'app',
      'builtins',
    ]);
  });

  test('series: values in the order asked, what never fell, and the filter', () => {
    const question = { ...ALL, snapshots: ['a', 'b', 'c'], by: 'type', filter: '', steady: false } as const;
    const rows = ask('series', { ...question, sort: { by: 'shallow', descending: true } }).rows;
    expect(rows.map(({ key, count, shallowBytes, steady }) => [key, count, shallowBytes, steady])).toEqual([
      ['web.Session', [5, 2, 9], [400, 160, 720], false],
      ['app.Order', [1, 3, 7], [40, 120, 280], true],
      ['list', [2, 2, 2], [200, 200, 200], false],
      ['module', [1, 1, 1], [50, 50, 50], false],
    ]);
    const keys = (more: object): string[] =>
      ask('series', { ...question, sort: { by: 'name', descending: false }, ...more }).rows.map(
        ({ key }) => key,
      );
    expect(keys({ steady: true })).toEqual(['app.Order']);
    expect(keys({ filter: 'SESS' })).toEqual(['web.Session']);
    expect(keys({ snapshots: ['c', 'a'], steady: true })).toEqual([]);
    expect(keys({})).toEqual(['app.Order', 'list', 'module', 'web.Session']);
  });
});
