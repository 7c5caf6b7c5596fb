import { describe, expect, test } from 'vitest';
import type { Finding, Findings } from '../../../../shared/protocol/findings-rows.ts';
import { askAbout } from '../../../fixtures/ask.ts';
import { graphFromText } from '../../../fixtures/graph-from-text.ts';

const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const ALL = { limit: 200, minBytes: null } as const;

function findings(text: string, params: { limit: number; minBytes: number | null } = ALL): Findings {
  return askAbout(graphFromText(text))('findings', params);
}

function first(text: string): Finding {
  const [found] = findings(text).findings;
  if (found === undefined) throw new Error('nothing found');
  return found;
}

/** `count` objects of a type; what they are held by refers to `orders(20, …)`. */
const objects = (count: number, name: string, type: string, bytes: number, edges = ''): string =>
  range(count)
    .map(
      (index) => `${name}${index} ${type} ${bytes}${edges && ` -> ${edges.replaceAll('#', String(index))}`}`,
    )
    .join('\n');
const items = (count: number, name: string): string =>
  range(count)
    .map((index) => `[${index}] ${name}${index}`)
    .join(', ');

const MODULE = 'app module 100 root=module:app.store -> .orders held';

describe('accumulations', () => {
  const orders = `${MODULE}
    held list 1000 -> ${items(20, 'o')}
    ${objects(20, 'o', 'app.Order', 10_000)}`;

  test('a list of a module: title, holder, path, bytes', () => {
    expect(first(orders)).toMatchObject({
      kind: 'accumulation',
      title: '20 Order in a list at app.store.orders keep 201 kB alive',
      ...{ bytes: 201_000, count: 20, type: 'app.Order', place: 'app.store.orders' },
      holder: { type: 'list' },
      words: '`orders` in module `app.store`',
    });
    expect(first(orders).path.map(({ label }) => label)).toEqual(['app.store', '.orders']);
  });

  test('below the threshold nothing is told, unless a lower one is asked for', () => {
    const few = orders.replaceAll(' 10000', ' 4000');
    expect(findings(few)).toMatchObject({ total: 0, findings: [], threshold: { bytes: 100_000 } });
    expect(findings(few, { limit: 5, minBytes: 1000 }).findings[0]).toMatchObject({ bytes: 81_000 });
  });

  test('one great object among many is not an accumulation', () => {
    expect(findings(orders.replace('o3 app.Order 10000', 'o3 app.Order 900000')).total).toBe(0);
  });

  test('lists in a dict are told once, at the dict', () => {
    const nested = `${MODULE}
      held dict 1000 -> ${range(10)
        .map((each) => `key k${each}, [k${each}] l${each}`)
        .join(', ')}
      ${range(10)
        .map(
          (each) =>
            `k${each} str 50 text='${each}'\nl${each} list 100 -> ${range(12)
              .map((item) => `[${item}] o${each}x${item}`)
              .join(', ')}\n${objects(12, `o${each}x`, 'app.Order', 9000)}`,
        )
        .join('\n')}`;
    const found = findings(nested);
    expect(found.total).toBe(1);
    expect(found.findings[0]).toMatchObject({
      kind: 'cache',
      count: 10,
      type: 'list',
      place: 'app.store.orders',
    });
  });

  test('one of several holders that outweighs the others is told by itself', () => {
    const uneven = `${MODULE}
      held list 1000 -> ${items(10, 'w')}
      w0 app.Worker 40 -> .jobs jobs
      ${range(9)
        .map((each) => `w${each + 1} app.Worker 15000`)
        .join('\n')}
      jobs list 100 -> ${items(12, 'j')}
      ${objects(12, 'j', 'app.Job', 15_000)}`;
    expect(findings(uneven).findings.map(({ title }) => title)).toEqual([
      '12 Job in a list at app.store.orders[0].jobs keep 180 kB alive',
    ]);
  });

  test('objects that two containers share are told at the nearer one', () => {
    const shared = `
      app  module 100 root=module:app -> .by_id byId, .index index
      byId list 500 -> ${items(20, 'o')}
      index app.Index 50 -> .entries entries
      entries list 500 -> ${items(20, 'o')}
      ${objects(20, 'o', 'app.Order', 10_000)}`;
    expect(findings(shared).findings.map(({ place, count, isShared }) => [place, count, isShared])).toEqual([
      ['app.by_id', 20, true],
    ]);
  });

  test('what a module is made of is no accumulation', () => {
    const parts = `
      app  module 100 root=module:app -> .__dict__ ns
      ns   dict   200 dict-of=app -> ${range(20)
        .map((each) => `key k${each}, [k${each}] o${each}`)
        .join(', ')}
      ${range(20)
        .map((each) => `k${each} str 50 text='name${each}'`)
        .join('\n')}
      ${objects(20, 'o', 'app.Order', 10_000)}`;
    expect(findings(parts).total).toBe(0);
  });
});

describe('who keeps', () => {
  const held = `held list 1000 -> ${items(20, 'o')}\n${objects(20, 'o', 'app.Order', 10_000)}`;

  test.each([
    ['frame', 'main frame 100 root=frame:main() -> local rows held', 'main() local rows'],
    ['class-attribute', 'cls type 100 root=static:Basket -> .items held', 'Basket.items'],
    [
      'closure',
      'f function 100 root=module:app -> cell rows c\nc cell 40 -> cell rows held',
      'app → closure variable rows',
    ],
    [
      'traceback',
      'e ValueError 100 root=module:err -> .__traceback__ t\nt traceback 40 -> .tb_frame f\nf frame 100 -> local rows held',
      'err.__traceback__.tb_frame, local rows',
    ],
    [
      'thread-local',
      'x _thread._local 100 root=module:ctx -> internal internal d\nd dict 100 -> key w, [w] v\nw weakref 40\nv dict 100 -> key k, [k] held\nk str 50 text=rows',
      'ctx[rows] (of one thread)',
    ],
    ['logging', 'l logging.Logger 100 root=module:log -> .handlers held', 'log.handlers'],
    ['lru-cache', 'l functools._lru_cache_wrapper 100 root=module:f -> internal internal held', 'f'],
  ])('%s', (kind, above, place) => {
    const found = findings(`${above}\n${held}`);
    expect(found.findings.map((each) => each.kind)).toEqual([kind]);
    expect(found.findings[0]).toMatchObject({ place, count: 20 });
  });

  test('a traceback that is not alone in keeping them is not blamed', () => {
    const both = `
      m module 100 root=module:app -> .rows held
      e ValueError 100 root=module:err -> .__traceback__ t
      t traceback 40 -> .tb_frame f
      f frame 100 -> local rows held
      ${held}`;
    expect(first(both).kind).toBe('accumulation');
  });

  test.each([
    ['bound-method', 'method', '20 bound methods'],
    ['asyncio-task', '_asyncio.Task', '20 Task'],
    ['closure', 'function', '20 functions'],
  ])('%s, by what is held', (kind, type, words) => {
    const found = first(`m module 100 root=module:app -> .seen held\n${held.replaceAll('app.Order', type)}`);
    expect(found.kind).toBe(kind);
    expect(found.title).toContain(words);
  });
});

describe('what every program has', () => {
  const table = (file: string, role: string): string => `
    os   module 100 root=module:os -> .__dict__ osns
    osns dict 200 dict-of=os -> key kFile, [kFile] osFile
    kFile str 50 text='__file__'
    osFile str 50 text='/usr/lib/python3/os.py'
    m    module 100 root=module:tables -> .__dict__ ns
    ns   dict 200 dict-of=m -> key kFile, [kFile] file, key kT, [kT] held
    kT   str 50 text='TABLE'
    file str 50 text='${file}'
    held dict 1000 -> ${range(20)
      .map((each) => `[kT] o${each}`)
      .join(', ')}
    ${objects(20, 'o', role, 10_000)}`;

  test.each([
    ['a table of texts in the standard library', '/usr/lib/python3/html/entities.py', 'str', 0],
    ['the same in an installed package', '/usr/lib/python3/site-packages/emoji.py', 'str', 1],
    ['the same in the program', '/srv/app.py', 'str', 1],
    ['instances in the standard library', '/usr/lib/python3/html/entities.py', 'app.Order', 1],
  ])('%s', (_what, file, type, total) => {
    expect(findings(table(file, type)).total).toBe(total);
  });

  test('the list of the parser is not told as held from C', () => {
    const text = `
      arena list 150000 root=c-held refs=1 -> [0] b, [1] s
      b bytes 50
      s str 50`;
    expect(findings(text).total).toBe(0);
    expect(findings(text.replace('b bytes 50', 'b app.Image 50')).total).toBe(1);
  });
});

describe('beside accumulations', () => {
  test('objects that only C code holds, by type', () => {
    const text = objects(20, 'c', 'app.Image', 10_000).replaceAll(' 10000', ' 10000 root=c-held refs=1');
    expect(findings(text).findings).toMatchObject([
      {
        kind: 'c-held',
        count: 20,
        bytes: 200_000,
        title: '20 Image that only C code holds keep 200 kB alive',
      },
    ]);
  });

  test('garbage: its cycle is the path, and a __del__ is seen', () => {
    const text = `
      cls type 100 root=static:Node -> .__del__ d
      d function 50
      ${range(20)
        .map(
          (each) =>
            `a${each} app.Node 6000 -> .child b${each}, type __class__ cls\nb${each} app.Leaf 6000 -> .parent a${each}`,
        )
        .join('\n')}`.replaceAll('type __class__ cls', 'type cls');
    expect(findings(text).findings).toMatchObject([
      { kind: 'garbage', count: 20, cycles: 20, bytes: 240_000, place: 'Node.child.parent', root: null },
    ]);
    expect(first(text).path.map(({ type }) => type)).toEqual(['app.Node', 'app.Leaf', 'app.Node']);
  });

  test('members of an accumulation that are in cycles are told there, and not as cycles again', () => {
    const text = `
      m module 100 root=module:app -> .seen held
      held list 1000 -> ${items(20, 'a')}
      ${range(20)
        .map(
          (each) => `a${each} app.Node 8000 -> .child b${each}\nb${each} app.Leaf 8000 -> .parent a${each}`,
        )
        .join('\n')}`;
    expect(findings(text).findings).toMatchObject([{ kind: 'accumulation', cycles: 20, count: 20 }]);
    expect(first(text).explanation).toContain('reference cycle');
  });

  test('a great cycle that hangs on nothing equal is told as a cycle', () => {
    const text = `
      m module 100 root=module:app -> .first a0
      ${range(30)
        .map((each) => `a${each} app.Node 8000 -> .next a${(each + 1) % 30}`)
        .join('\n')}`;
    expect(findings(text).findings).toMatchObject([{ kind: 'cycle', count: 30, cycles: 1, bytes: 240_000 }]);
  });

  test('a linked list of a thousand is a chain from its first link', () => {
    const text = `
      m module 100 root=module:app -> .head n0
      ${range(1000)
        .map((each) => `n${each} app.Node 400${each < 999 ? ` -> .next n${each + 1}` : ''}`)
        .join('\n')}`;
    expect(findings(text).findings).toMatchObject([
      { kind: 'chain', count: 1000, bytes: 400_000, place: 'app.head' },
    ]);
  });

  test('what gc.garbage keeps', () => {
    const text = objects(20, 'g', 'app.Old', 10_000).replaceAll(
      ' 10000',
      ' 10000 root=gc-garbage:gc.garbage',
    );
    expect(findings(text).findings).toMatchObject([{ kind: 'gc-garbage', count: 20, bytes: 200_000 }]);
  });

  test('one great buffer', () => {
    const text = 'm module 100 root=module:app -> .buffer b\nb bytearray 3000000';
    expect(findings(text).findings).toMatchObject([
      { kind: 'large-object', title: 'A bytearray at app.buffer takes 3.0 MB' },
    ]);
  });
});

test('findings are ranked by bytes, and a limit cuts the list but not the total', () => {
  const text = `
    m module 100 root=module:app -> .a one, .b two
    one list 100 -> ${items(20, 'x')}
    two list 100 -> ${items(20, 'y')}
    ${objects(20, 'x', 'app.X', 10_000)}
    ${objects(20, 'y', 'app.Y', 20_000)}`;
  expect(findings(text).findings.map(({ type }) => type)).toEqual(['app.Y', 'app.X']);
  const cut = findings(text, { limit: 1, minBytes: null });
  expect([cut.total, cut.findings.length]).toEqual([2, 1]);
});
