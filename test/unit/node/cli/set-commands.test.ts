import { describe, expect, test } from 'vitest';
import { askAbout } from '../../../fixtures/ask.ts';
import { graphFromText } from '../../../fixtures/graph-from-text.ts';
import { runFake, type FakeAnswers, type Ran } from './fake-context.ts';

const HEAP = graphFromText(`
  app    module 50 root=module:app.store id=0x10 -> .cache cache, .last o2
  cache  dict  200 len=3 id=0x20 -> key k1, [k1] o1, key k2, [k2] o2
  k1     str    51 text='one'
  k2     str    52 text='two'
  o1     app.Order 40 id=0x30 -> .item s
  o2     app.Order 40 id=0x40 -> .item s
  s      list 300 id=0x50
  lost   app.Pen 7 id=0x60
`);
const ask = askAbout(HEAP);
const answers: FakeAnswers = {
  types: (params) => ask('types', params),
  group: (params) => ask('group', params),
  paths: (params) => ask('paths', params),
  'set-summary': (params) => ask('set-summary', params),
  'dominator-tree': (params) => ask('dominator-tree', params),
  'merged-paths': (params) => ask('merged-paths', params),
  'reference-pattern': (params) => ask('reference-pattern', params),
  'immediate-dominators': (params) => ask('immediate-dominators', params),
};
const run = (...words: string[]): Promise<Ran> => runFake(words, { answers });
const json = async (...words: string[]): Promise<unknown> =>
  JSON.parse((await run(...words, '--json')).out) as unknown;

describe('group', () => {
  test('as text with sums, as JSON with every row', async () => {
    expect((await run('group', 'f', '--by', 'owner', '--type', 'app.Order')).out).toBe(
      [
        'Count  Shallow  Retained  Share           Key',
        '    2    80 B      80 B    100% ████████  app.Order',
        '1 group · 2 objects · 80 B',
        '',
      ].join('\n'),
    );
    expect(await json('group', 'f', '--by', 'via', '--where', 'type = "app.Order"', '--sort', 'key')).toEqual(
      {
        by: 'via',
        total: { groups: 2, count: 2, shallowBytes: 80 },
        note: null,
        rows: [
          { key: '.last, [two]', count: 1, shallowBytes: 40, retainedBytes: 40 },
          { key: '[one]', count: 1, shallowBytes: 40, retainedBytes: 40 },
        ],
      },
    );
  });

  test('says what it rests on, and that there is nothing', async () => {
    expect((await run('group', 'f', '--by', 'allocation')).out).toContain('Allocations were not traced');
    expect((await run('group', 'f', '--by', 'type', '--where', 'len > 99')).out).toBe('No objects.\n');
  });

  test.each([
    [['group', 'f'], '--by missing: one of type, owner'],
    [['group', 'f', '--by', 'colour'], '--by must be one of type, owner'],
    [
      ['group', 'f', '--by', 'type', '--where', 'len > many'],
      '--where: Column 7: "many" should be a number for len',
    ],
    [['retained', 'f'], '--type or --where missing'],
    [['merged-paths', 'f'], '--type or --where missing'],
    [['pattern', 'f', '--type', 'str', '--depth', '21'], '--depth'],
    [['paths', 'f', '0x30', '--count', '0'], '--count'],
  ])('%j is wrong usage', async (words, message) => {
    const { code, err, out } = await run(...words);
    expect(code).toBe(2);
    expect(err).toContain(message);
    expect(out).toBe('');
  });

  test('a type that is not there proposes others', async () => {
    for (const command of ['retained', 'holders', 'merged-paths', 'pattern']) {
      const { code, err } = await run(command, 'f', '--type', 'Order');
      expect(code).toBe(1);
      expect(err).toContain('Did you mean app.Order?');
    }
  });
});

test('retained: what goes with a set, exactly, by type', async () => {
  const { out } = await run('retained', 'f', '--type', 'app.Order');
  expect(out).toContain('If 2 objects of 80 B went, 3 objects of 380 B would go:');
  expect(await json('retained', 'f', '--type', 'app.Order')).toEqual({
    set: { count: 2, shallowBytes: 80 },
    retained: { count: 3, shallowBytes: 380 },
    rows: [
      { key: 'list', count: 1, shallowBytes: 300 },
      { key: 'app.Order', count: 2, shallowBytes: 80 },
    ],
  });
});

describe('dominators', () => {
  test('the top, with what no root reaches marked', async () => {
    const { out } = await run('dominators', 'f');
    expect(out).toContain('module 0x10');
    expect(out).toContain('app.Pen 0x60  (unreachable)');
    expect(out).toContain('2 objects · 740 B');
  });

  test('below an object by type, one by one, and nothing', async () => {
    expect(await json('dominators', 'f', '0x20')).toMatchObject({
      id: '0x20',
      total: { rows: 2, count: 3, retainedBytes: 143 },
      rows: [
        { type: 'str', count: 2, id: null },
        { type: 'app.Order', count: 1, id: '0x30' },
      ],
    });
    expect(await json('dominators', 'f', '0x20', '--single')).toMatchObject({ rows: [{}, {}, {}] });
    expect(await json('dominators', 'f', '0x20', '--type', 'str')).toMatchObject({
      rows: [{ count: 1 }, { count: 1 }],
    });
    expect((await run('dominators', 'f', '0x50')).out).toBe('It holds nothing alone.\n');
  });
});

test('paths: in words, past what is to be avoided', async () => {
  expect((await run('paths', 'f', '0x40')).out).toBe(
    ['`last` in module `app.store`  (2)', '`cache` in module `app.store` → key `two`  (3)', ''].join('\n'),
  );
  expect(await json('paths', 'f', '0x40', '--avoid', '0x20')).toMatchObject({
    paths: [{ root: { kind: 'module' }, words: '`last` in module `app.store`' }],
  });
  expect((await run('paths', 'f', '0x30', '--avoid', '0x20')).out).toBe('No such path leads to 0x30.\n');
  expect((await run('paths', 'f', '0x60')).out).toBe('No root reaches 0x60.\n');
});

test('merged-paths, pattern and holders: trees and rows, what is not shown counted', async () => {
  expect((await run('merged-paths', 'f', '--type', 'app.Order')).out).toBe(
    [
      '2 objects, 80 B',
      '└─ module app.store → module 0x10  2, 80 B',
      '   ├─ .cache → dict 0x20  1, 40 B',
      '   │  └─ [one] → app.Order 0x30  1, 40 B',
      '   └─ .last → app.Order 0x40  1, 40 B',
      '',
    ].join('\n'),
  );
  expect((await run('merged-paths', 'f', '--type', 'app.Order', '--width', '1')).out).toContain(
    '1 more with 1 object',
  );
  expect((await run('pattern', 'f', '--type', 'list')).out).toBe(
    [
      '1 object',
      '└─ 1 list  0x50',
      '   └─ 2 app.Order',
      '      ├─ 1 module  0x10  1 root',
      '      └─ 1 dict (no owner)  0x20',
      '         └─ 1 module  0x10  1 root',
      '',
    ].join('\n'),
  );
  expect(await json('holders', 'f', '--type', 'app.Order', '--skip', 'dict')).toEqual({
    total: 1,
    rows: [{ key: 'module', greatest: '0x10', holders: 1, holderBytes: 50, count: 2, bytes: 80 }],
  });
  expect((await run('holders', 'f', '--type', 'app.Order')).out).toContain('dict (no owner)');
});
