import { describe, expect, test } from 'vitest';
import { ADVICE_KINDS } from '../../../../shared/protocol/advice-kinds.ts';
import type { AdviceKind } from '../../../../shared/protocol/advice-kinds.ts';
import type { AdviceAnswer, AdviceRow } from '../../../../shared/protocol/advice-rows.ts';
import type { AdvisedKind } from '../../../../shared/analysis/advised.ts';
import { findEqualValues } from '../../../../shared/analysis/equal-values.ts';
import { UNWATCHED } from '../../../../shared/analysis/work-context.ts';

import type { HeapGraph } from '../../../../shared/graph/heap-graph.ts';
import { TYPE_FROM_CLASS_STATEMENT, TYPE_HAS_DICT } from '../../../../shared/graph/type-layouts.ts';
import { ALL, askAbout } from '../../../fixtures/ask.ts';
import { graphFromText, seededRandom } from '../../../fixtures/graph-from-text.ts';
import { PROCESS } from '../../../fixtures/process-facts.ts';

const PYTHON_3_10 = { process: { ...PROCESS, python: '3.10.1 (main)' } };
const POOL = 16_384;
/** RAM that a block takes on 3.10. */
const block = (bytes: number): number => POOL / Math.floor((POOL - 48) / (Math.ceil(bytes / 16) * 16));

/** The heap of a text with these objects in a list that a module holds. */
function heapWith(lines: readonly string[], more = ''): HeapGraph {
  const names = lines.map((line) => line.trim().split(' ')[0]!);
  const items = names.map((name, at) => `[${String(at)}] ${name}`).join(', ');
  return graphFromText(
    `app module 50 root=module:app -> .kept kept\nkept list ${String(56 + 8 * names.length)} len=${String(names.length)} -> ${items}\n${lines.join('\n')}\n${more}`,
    PYTHON_3_10,
  );
}

const many = (count: number, line: (at: number) => string): string[] =>
  Array.from({ length: count }, (_, at) => line(at));

function adviceOn(graph: HeapGraph): AdviceAnswer {
  return askAbout(graph)('advice', {});
}

function row(graph: HeapGraph, kind: AdviceKind): AdviceRow {
  const found = adviceOn(graph).advice.filter((each) => each.kind === kind);
  expect(found).toHaveLength(1);
  return found[0]!;
}

describe('duplicates', () => {
  test('all copies but one, those that code holds and those nothing reaches apart', () => {
    const graph = heapWith(
      [
        ...many(1000, (at) => `a${String(at)} str 60 text='same'`),
        ...many(3, (at) => `b${String(at)} str 50 text='other'`),
        ...many(20, (at) => `c${String(at)} str 60 text='only-${String(at)}'`),
      ],
      `f function 100 root=module -> .n n1\nn1 str 60 text='same'\nlost str 60 text='same'`,
    );
    const found = row(graph, 'duplicate-strings');
    expect(found).toMatchObject({ type: 'str', count: 1003 });
    expect(found.savedBytes).toBe(Math.round(999 * block(60) + 2 * block(50)));
    expect(found.examples.map(({ preview, count }) => [preview, count])).toEqual([
      ['same', 1000],
      ['other', 3],
    ]);
    const ask = askAbout(graph);
    expect(ask('set-summary', { set: found.set }).count).toBe(1003);
    const objects = ask('set-objects', {
      ...ALL,
      limit: 1,
      set: found.set,
      sort: { by: 'id', descending: false },
    });
    expect(objects.rows[0]).toMatchObject({ type: 'str', preview: 'same' });
  });

  test('values of different types or sizes are no copies of each other', () => {
    const graph = heapWith(many(600, (at) => `n${String(at)} ${at % 2 === 0 ? 'int' : 'float'} 24 text='1'`));
    const found = row(graph, 'duplicate-numbers');
    expect(found).toMatchObject({ type: null, count: 600 });
    expect(found.savedBytes).toBe(Math.round(598 * block(24)));
  });

  test('cut texts are compared where there are hashes only', () => {
    const cut = heapWith(many(600, (at) => `n${String(at)} str 200 text='beginning…'`));
    expect(adviceOn(cut).advice).toEqual([]);
    const hashOf = new Float64Array(cut.nodeCount).map((_, node) => (node > 2 ? node % 2 : Number.NaN));
    expect(row({ ...cut, hashOf }, 'duplicate-strings').savedBytes).toBe(Math.round(598 * block(200)));
  });

  test('tuples are equal when their items are; a list inside makes them stay', () => {
    const graph = heapWith([
      ...many(400, (at) => `t${String(at)} tuple 64 len=2 -> [0] x${String(at)}, [1] o`),
      ...many(400, (at) => `x${String(at)} tuple 56 len=1 -> [0] s${String(at % 4)}`),
      ...many(4, (at) => `s${String(at)} str 55 text='${at < 2 ? 'one' : 'two'}'`),
      ...many(400, (at) => `u${String(at)} tuple 64 len=2 -> [0] l, [1] o`),
      'o app.O 48',
      'l list 56 len=0',
    ]);
    const found = row(graph, 'duplicate-tuples');
    expect(found.count).toBe(800);
    expect(found.savedBytes).toBe(Math.round(398 * block(64) + 398 * block(56)));
  });

  test('V8: texts only, in their own sizes', () => {
    const graph = heapWith(many(300, (at) => `n${String(at)} (string) 20 role=text text='same'`));
    const javascript: HeapGraph = {
      ...graph,
      facts: { ...graph.facts, language: 'javascript', process: null },
    };
    const answer = adviceOn(javascript);
    expect(answer.advice.map(({ kind, savedBytes }) => [kind, savedBytes])).toEqual([
      ['duplicate-strings', 299 * 20],
    ]);
    expect(answer.notes).toHaveLength(1);
  });
});

describe('equal values of random heaps', () => {
  const VALUES = ['str', 'int', 'float', 'bytes'];

  function randomValues(seed: number): HeapGraph {
    const random = seededRandom(seed);
    const pick = (count: number): number => Math.floor(random() * count);
    const lines = many(60, (at) => {
      if (at < 30)
        return `n${String(at)} ${VALUES[pick(4)]!} ${String(24 + 8 * pick(2))} text='${String(pick(3))}'`;
      if (at < 35) return `n${String(at)} ${pick(2) === 0 ? 'list' : 'app.O'} 56 len=0`;
      const items = many(pick(3), (place) => `[${String(place)}] n${String(pick(at))}`);
      return `n${String(at)} tuple 64 len=${String(items.length)} -> ${items.join(', ')}`;
    });
    return heapWith(lines);
  }

  /** Equality by its definition, recursive. */
  function naiveEqual(graph: HeapGraph, a: number, b: number): boolean {
    if (a === b) return true;
    const type = graph.typeNames[graph.typeOf[a]!]!;
    if (graph.typeOf[a] !== graph.typeOf[b] || graph.shallowBytesOf[a] !== graph.shallowBytesOf[b])
      return false;
    if (VALUES.includes(type)) return graph.previewOf(a) === graph.previewOf(b);
    if (type !== 'tuple' || !hashable(graph, a) || !hashable(graph, b)) return false;
    const [left, right] = [itemsOf(graph, a), itemsOf(graph, b)];
    return (
      left.length > 0 &&
      left.length === right.length &&
      left.every((item, at) => naiveEqual(graph, item, right[at]!))
    );
  }

  function hashable(graph: HeapGraph, node: number): boolean {
    const type = graph.typeNames[graph.typeOf[node]!]!;
    return (
      type !== 'list' && (type !== 'tuple' || itemsOf(graph, node).every((item) => hashable(graph, item)))
    );
  }

  function itemsOf(graph: HeapGraph, node: number): number[] {
    return [...graph.edgeTarget.subarray(graph.edgeStart[node], graph.edgeStart[node + 1])];
  }

  test.each([1, 2, 3, 4, 5, 6, 7, 8])('heap %i: as by the definition', (seed) => {
    const graph = randomValues(seed);
    const { firstOf } = findEqualValues(graph, UNWATCHED);
    let joined = 0;
    for (let a = 1; a < graph.nodeCount; a++) {
      for (let b = 1; b < a; b++) {
        if (firstOf[a] === firstOf[b]) joined++;
        expect(firstOf[a] === firstOf[b], `${graph.idOf(a)} ${graph.idOf(b)}`).toBe(naiveEqual(graph, a, b));
      }
    }
    expect(joined).toBeGreaterThan(10);
  });
});

describe('collections', () => {
  test('room that lists, dicts and sets do not need', () => {
    const graph = heapWith([
      // Room for 20 where there are 2.
      ...many(100, (at) => `l${String(at)} list ${String(56 + 160)} len=2 -> [0] n, [1] n`),
      ...many(100, (at) => `m${String(at)} list ${String(56 + 16)} len=2 -> [0] n, [1] n`),
      // 2048 places where 8 would do, and 8 that are needed.
      'd1 dict 36960 len=4',
      'd2 dict 232 len=5',
      'd3 dict 36960 len=0',
      ...many(2, (at) => `s${String(at)} set 8408 len=${String(at === 0 ? 20 : 100)}`),
      'n NoneType 16',
    ]);
    const rows = adviceOn(graph).advice.filter(({ kind }) => kind === 'sparse-collections');
    const table = 40 + 8 + 5 * 24;
    expect(rows.map(({ type, count, savedBytes }) => [type, count, savedBytes])).toEqual([
      ['dict', 1, Math.round(36_912 - block(table))],
      ['list', 101 - 1, Math.round(100 * (block(160) - block(16)))],
      ['set', 2, 2 * 8208 - 1040 - 4112],
    ]);
  });

  test('attribute dicts are none of these', () => {
    const graph = graphFromText(
      `app module 50 root=module -> .o o\no app.O 48 -> .__dict__ d\nd dict 36960 len=1 dict-of=o`,
      PYTHON_3_10,
    );
    expect(adviceOn(graph).advice).toEqual([]);
  });

  test('those without entries, with their tables', () => {
    const graph = heapWith([
      ...many(50, (at) => `l${String(at)} list 56 len=0`),
      ...many(50, (at) => `s${String(at)} set 216 len=0`),
      ...many(50, (at) => `d${String(at)} dict ${at < 40 ? '64' : '232'} len=0`),
      ...many(50, (at) => `e${String(at)} dict 64 len=1`),
    ]);
    const rows = adviceOn(graph).advice.filter(({ kind }) => kind === 'empty-collections');
    expect(rows.map(({ type, count, savedBytes }) => [type, count, savedBytes])).toEqual([
      ['set', 50, Math.round(50 * block(216))],
      ['dict', 50, Math.round(50 * block(64) + 10 * block(168))],
    ]);
  });

  test('numbers in lists: those that only the list holds, less an array', () => {
    const items = many(100, (at) => `[${String(at)}] f${String(Math.floor(at / 2))}`).join(', ');
    const graph = heapWith(
      [
        ...many(
          20,
          (at) => `l${String(at)} list 856 len=100 -> ${items.replaceAll(' f', ` f${String(at)}_`)}`,
        ),
        `mixed list 856 len=100 -> ${items.replaceAll(' f0,', ' n,').replaceAll(' f', ' f0_')}`,
      ],
      [
        ...many(
          20 * 50,
          (at) => `f${String(Math.floor(at / 50))}_${String(at % 50)} float 24 text='${String(at)}'`,
        ),
        'n int 28',
      ].join('\n'),
    );
    const found = row(graph, 'boxed-numbers');
    // Of the first list's numbers the mixed one holds all but the first too.
    expect(found).toMatchObject({ count: 20, type: 'list' });
    const each = block(56) + 816 + 50 * block(24) - block(64) - 816;
    const first = block(56) + 816 + block(24) - block(64) - 816;
    expect(found.savedBytes).toBe(Math.round(19 * each + first));
    expect(askAbout(graph)('set-summary', { set: found.set }).count).toBe(20);
  });
});

describe('classes', () => {
  /** 200 instances with dicts; `a` differs, `b` is one object, `c` equal texts, and half of them have `d`. */
  const instances = heapWith(
    many(200, (at) => `o${String(at)} app.O 48 -> .__dict__ d${String(at)}`),
    [
      'ka str 50 text=a\nkb str 50 text=b\nkc str 50 text=c\nkd str 50 text=d\nshared app.Db 48',
      ...many(
        200,
        (at) =>
          `d${String(at)} dict 104 len=4 dict-of=o${String(at)} -> [ka] a${String(at)}, [kb] shared, [kc] c${String(at)}${at % 2 === 0 ? ', [kd] shared' : ''}`,
      ),
      ...many(200, (at) => `a${String(at)} str 50 text=${String(at)}`),
      ...many(200, (at) => `c${String(at)} str 50 text='EUR'`),
    ].join('\n'),
  );

  function withLayouts(graph: HeapGraph, flags: number, basicBytes: number): HeapGraph {
    const isClass = graph.typeNames.map((name) => name === 'app.O');
    return {
      ...graph,
      // Names are quoted as the readers quote them.
      previewOf: (node) => graph.previewOf(node).replace(/^[a-d]$/, "'$&'"),
      typeLayouts: {
        flags: Uint32Array.from(isClass, (is) => (is ? flags : 0)),
        basicBytes: Uint32Array.from(isClass, (is) => (is ? basicBytes : 0)),
        itemBytes: new Uint32Array(isClass.length),
      },
    };
  }

  const graph = withLayouts(instances, TYPE_FROM_CLASS_STATEMENT | TYPE_HAS_DICT, 32);

  test('slots: instance and dict now, less an instance with a pointer an attribute', () => {
    const found = row(graph, 'slots');
    expect(found).toMatchObject({ type: 'app.O', count: 200 });
    expect(found.savedBytes).toBe(
      Math.round(200 * (block(48) + block(64) + block(40) - block(16 + 16 + 32))),
    );
    expect(found.attributes).toEqual([
      { name: 'a', count: 200, constant: null },
      { name: 'b', count: 200, constant: 'app.Db' },
      { name: 'c', count: 200, constant: 'EUR' },
      { name: 'd', count: 100, constant: null },
    ]);
    expect(found.how).toContain("__slots__ = ('a', 'b', 'c', 'd')");
    expect(askAbout(graph)('set-summary', { set: found.set }).count).toBe(200);
  });

  test('constant attributes save what the smaller table saves: here nothing, in slots 16 bytes each', () => {
    expect(adviceOn(graph).advice.map(({ kind }) => kind)).not.toContain('constant-attributes');
    const slotted = heapWith(
      many(600, (at) => `o${String(at)} app.O 64 -> slot a v${String(at)}, slot b n, slot c n`),
      `n NoneType 16\n${many(600, (at) => `v${String(at)} str 50 text=${String(at)}`).join('\n')}`,
    );
    const found = row(withLayouts(slotted, TYPE_FROM_CLASS_STATEMENT, 16 + 24), 'constant-attributes');
    expect(found).toMatchObject({ type: 'app.O', count: 600 });
    expect(found.savedBytes).toBe(Math.round(600 * (block(64) - block(48))));
    expect(found.attributes.map(({ name }) => name)).toEqual(['b', 'c']);
  });

  test('without layouts nothing is said', () => {
    expect(adviceOn(instances).notes.join(' ')).toContain('how classes are laid out');
  });
});

test('small savings are summed up and left out; kinds are the protocol’s', () => {
  const graph = heapWith(many(10, (at) => `l${String(at)} list 56 len=0`));
  const { advice, small } = adviceOn(graph);
  expect(advice).toEqual([]);
  expect(small).toEqual({ count: 1, savedBytes: Math.round(10 * block(56)), leastBytes: 4096 });
  // Neither may have a kind that the other has not: this does not compile then.
  const kinds: readonly AdvisedKind[] = ADVICE_KINDS;
  const names: Readonly<Record<AdvisedKind, AdviceKind>> = Object.fromEntries(
    kinds.map((kind) => [kind, kind]),
  ) as Record<AdvisedKind, AdviceKind>;
  expect(Object.keys(names)).toEqual(ADVICE_KINDS);
});
