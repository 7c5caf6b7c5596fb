import { describe, expect, test } from 'vitest';
import { HeapError } from '../../../../shared/base/errors.ts';
import { DETAILS, instanceRow, runFake, type FakeAnswers, typeRows, typesAnswer } from './fake-context.ts';

const answers: FakeAnswers = {
  types: typesAnswer(typeRows(2500)),
  instances: ({ offset, limit, type }) => {
    if (type !== 'app.T0') throw new HeapError('not-found', 'No such type.');
    const rows = Array.from({ length: Math.min(limit, 2500 - offset) }, (_, index) =>
      instanceRow(offset + index),
    );
    const totals = { count: 2500, shallowBytes: 120_000 };
    return { total: 2500, offset, rows, totals, max: { shallowBytes: 48, retainedBytes: 64 } };
  },
  diff: ({ before }) => ({
    total: 2,
    offset: 0,
    note: null,
    rows: [
      {
        type: `from ${before}`,
        countBefore: 1,
        countAfter: 1235,
        countDelta: 1234,
        shallowDelta: 480_000,
        retainedDelta: 5e6,
      },
      {
        type: 'b\u202e',
        countBefore: 9,
        countAfter: 4,
        countDelta: -5,
        shallowDelta: -90,
        retainedDelta: null,
      },
    ],
  }),
};

describe('types', () => {
  test('--json prints every row of every page', async () => {
    const { out, code } = await runFake(['types', 'a.backref', '--json'], { answers });
    const document = JSON.parse(out) as { total: unknown; rows: unknown[] };
    expect(code).toBe(0);
    expect(document.rows).toEqual(typeRows(2500));
    expect(document.total).toEqual({ types: 2500, count: (2500 * 2501) / 2, shallowBytes: 50 * 2500 * 2501 });
  });

  test.each([0, 1, 1000, 1001, 5000])('--limit %d prints that many rows, or all there are', async (limit) => {
    const { out } = await runFake(['types', 'a.backref', '--json', '--limit', String(limit)], { answers });
    expect((JSON.parse(out) as { rows: unknown[] }).rows).toHaveLength(Math.min(limit, 2500));
  });

  test('text stands in columns, with percent and bar of the whole', async () => {
    const few = { types: typesAnswer(typeRows(3)) };
    const { out } = await runFake(['types', 'a.backref'], { answers: few });
    expect(out).toBe(
      [
        'Count  Shallow  Retained  Share           Type',
        '    1   100 B     200 B     17% █▍        app.T0',
        '    2   200 B     400 B     33% ██▋       app.T1',
        '    3   300 B     600 B     50% ████      app.T2',
        '3 types · 6 objects · 600 B',
        '',
      ].join('\n'),
    );
  });

  test('a screen gets the first rows and is told of the others', async () => {
    const { out } = await runFake(['types', 'a.backref'], { answers, columns: 80 });
    expect(out.split('\n')).toHaveLength(40 + 3);
    expect(out).toContain('2,460 more rows with --limit 2500');
  });

  test('colours only where the terminal has them', async () => {
    expect((await runFake(['types', 'a.backref'], { answers, colours: true })).out).toContain('\u001b[');
    expect((await runFake(['types', 'a.backref'], { answers })).out).not.toContain('\u001b[');
  });

  test('an empty heap and a filter that nothing matches say so', async () => {
    const none = { types: typesAnswer([]) };
    expect((await runFake(['types', 'a.backref'], { answers: none })).out).toBe('No types.\n');
    expect((await runFake(['types', 'a.backref', '--filter', 'x'], { answers: none })).out).toBe(
      'No type has that in its name.\n',
    );
    expect(JSON.parse((await runFake(['types', 'a.backref', '--json'], { answers: none })).out)).toEqual({
      total: { types: 0, count: 0, shallowBytes: 0 },
      rows: [],
    });
  });
});

describe('instances', () => {
  test('--json prints total and rows', async () => {
    const { out } = await runFake(['instances', 'a.backref', 'app.T0', '--json'], { answers });
    const document = JSON.parse(out) as { total: number; rows: unknown[] };
    expect(document.total).toBe(2500);
    expect(document.rows).toEqual(Array.from({ length: 2500 }, (_, index) => instanceRow(index)));
  });

  test('an unknown type proposes near ones', async () => {
    const { code, err } = await runFake(['instances', 'a.backref', 't17'], { answers });
    expect(code).toBe(1);
    expect(err).toBe(
      'backref: a.backref: No type is named "t17". Did you mean app.T17 or app.T170 or app.T171?\n',
    );
  });
});

describe('diff', () => {
  test('text carries signs and compares with the first file', async () => {
    const { out } = await runFake(['diff', 'old.backref', 'new.backref'], { answers });
    expect(out).toBe(
      [
        'Before  After   Count  Shallow  Retained  Type',
        '     1  1,235  +1,234  +480 kB   +5.0 MB  from snapshot of old.backref',
        '     9      4      −5   −90 B       …     b\\u202e',
        '2 types changed',
        'In all 0 objects, 0 B',
        '',
      ].join('\n'),
    );
  });

  test('--json keeps the text of the snapshot as it is', async () => {
    const { out } = await runFake(['diff', 'old.backref', 'new.backref', '--json'], { answers });
    expect((JSON.parse(out) as { rows: { type: string }[] }).rows[1]!.type).toBe('b\u202e');
  });

  test('by another key than the type rows have a key', async () => {
    const { out } = await runFake(['diff', 'old.backref', 'new.backref', '--by', 'path', '--json'], {
      answers,
    });
    const document = JSON.parse(out) as { by: string; rows: object[] };
    expect(document.by).toBe('path');
    expect(document.rows[0]).toMatchObject({ key: 'from snapshot of old.backref', countDelta: 1234 });
    expect(document.rows[0]).not.toHaveProperty('type');
  });

  test.each([
    [['--by', 'id'], '--by must be one of'],
    [['--list', 'new', '--identity'], '--list stands alone'],
    [['--type', 'app.Order'], '--type needs --list'],
  ])('%j is wrong usage', async (words, message) => {
    const { code, err } = await runFake(['diff', 'old.backref', 'new.backref', ...words], { answers });
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});

describe('growth', () => {
  const series: FakeAnswers = {
    series: ({ snapshots, by, steady }) => ({
      total: 1,
      offset: 0,
      note: null,
      rows: [
        {
          key: `${by} ${String(steady)} ${snapshots.join(' ')}\u202e`,
          ...{ count: [1, 2], shallowBytes: [10, 2000], retainedBytes: [20, 3000], steady: true },
        },
      ],
    }),
  };

  test('asks about all files, and shows each and its values', async () => {
    const { out, code } = await runFake(['growth', 'a.backref', 'b.backref', '--steady', '--by', 'owner'], {
      answers: series,
    });
    expect(code).toBe(0);
    expect(out).toMatch(/^ +RSS .*\n.* a\.backref\n.* b\.backref\n\n/);
    expect(out).toContain(
      'yes     owner true snapshot of a.backref snapshot of b.backref\\u202e  10 B → 2.0 kB\n',
    );
  });

  test('--json has a number for each snapshot', async () => {
    const { out } = await runFake(['growth', 'a.backref', 'b.backref', '--json'], { answers: series });
    expect(JSON.parse(out)).toMatchObject({
      by: 'type',
      snapshots: [{ file: 'a.backref' }, { file: 'b.backref' }],
      rows: [{ count: [1, 2], shallowBytes: [10, 2000], retainedBytes: [20, 3000], steady: true }],
    });
  });

  test('one file is wrong usage', async () => {
    expect(await runFake(['growth', 'a.backref'])).toMatchObject({ code: 2 });
  });
});

describe('object', () => {
  const row = {
    label: "['k']",
    kind: 'value' as const,
    retains: true,
    id: '0x11',
    type: 'dict',
    preview: '{…}',
    shallowBytes: 232,
    retainedBytes: 300,
    role: 'container' as const,
  };
  const objectAnswers: FakeAnswers = {
    object: ({ id }) => ({ ...DETAILS, id }),
    references: ({ direction, offset, limit }) => {
      const total = direction === 'referents' ? 1500 : 0;
      const rows = Array.from({ length: Math.max(0, Math.min(limit, total - offset)) }, () => row);
      return { total, offset, rows };
    },
  };

  test.each(['0xABC', '0xabc', '0x0000abc', '2748', '0XABC'])('%s is the id 0xabc', async (text) => {
    const { out } = await runFake(['object', 'a.backref', text, '--json'], { answers: objectAnswers });
    expect((JSON.parse(out) as { id: string }).id).toBe('0xabc');
  });

  test.each(['@12', '12', '@0012'])('in a V8 snapshot %s is the id @12', async (text) => {
    const v8 = { answers: objectAnswers, info: { language: 'javascript' as const } };
    const { out } = await runFake(['object', 'a.heapsnapshot', text, '--json'], v8);
    expect((JSON.parse(out) as { id: string }).id).toBe('@12');
  });

  test.each(['Foo', '@12', '0x', '-1', '0x12g', ''])('%j is no id of a Python snapshot', async (text) => {
    const { code, err } = await runFake(['object', 'a.backref', '--', text], { answers: objectAnswers });
    expect(code).toBe(1);
    expect(err).toBe(
      `backref: a.backref: "${text}" is no object id: this snapshot has ids like 0x7f3a5c0d1e40, as hex or decimal.\n`,
    );
  });

  test('text tells the facts, then the references of both directions', async () => {
    const { out, err } = await runFake(['object', 'a.backref', '0xabc', '--limit', '2'], {
      answers: objectAnswers,
    });
    expect(err).toBe('');
    expect(out).toBe(
      [
        'app.Order 0xabc  Order()',
        'Shallow    48 B',
        'Retained   152 B',
        'Dominator  list 0x10  list of 3',
        'Distance   4, where a root has 1',
        'Refcount   1',
        '',
        'Refers to 1,500',
        "  ['k']  300 B   0x11  dict  {…}",
        "  ['k']  300 B   0x11  dict  {…}",
        '  … · 1,498 more rows with --limit 1500',
        '',
        'Referred to by nothing',
        '',
      ].join('\n'),
    );
  });

  test('what is not known is left out, what nothing reaches is said', async () => {
    const unknown = {
      ...DETAILS,
      distance: null,
      dominator: null,
      retainedBytes: null,
      refcount: 0xffff_ffff,
    };
    const { out } = await runFake(['object', 'a.backref', '0xabc'], {
      answers: {
        ...objectAnswers,
        object: () => ({ ...unknown, allocatedAt: [{ file: 'a\u202e.py', line: 7 }] }),
      },
    });
    expect(out).toContain('Distance   no root reaches it\n');
    expect(out).toContain('Dominator  none\n');
    expect(out).toContain('Refcount   immortal\n');
    expect(out).toContain('Allocated  a\\u202e.py:7\n');
    expect(out).not.toContain('Retained');
  });

  test('--json has the members that scripts rely on', async () => {
    const { out } = await runFake(['object', 'a.backref', '0xabc', '--json'], { answers: objectAnswers });
    const document = JSON.parse(out) as Record<string, unknown>;
    expect(document).toMatchObject({
      type: 'app.Order',
      shallowBytes: 48,
      retainedBytes: 152,
      dominator: '0x10',
      distance: 4,
    });
    expect(document['referents']).toHaveLength(1500);
    expect((document['referents'] as unknown[])[0]).toMatchObject({
      label: "['k']",
      kind: 'value',
      id: '0x11',
      type: 'dict',
    });
    expect(document['referrers']).toEqual([]);
  });
});
