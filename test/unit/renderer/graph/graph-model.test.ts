import { describe, expect, it } from 'vitest';
import {
  actionFor,
  addAnswer,
  collapse,
  isFull,
  moreQuestion,
  reopen,
  startModel,
  stubQuestion,
  visibleGraph,
} from '../../../../renderer/graph/graph-model.ts';
import type { GraphModel, GraphQuestion } from '../../../../renderer/graph/graph-model.ts';
import type { GraphNode, GraphStub, ObjectGraph } from '../../../../shared/protocol/rows.ts';
import { edge, graphOf, node } from '../../shared/picture/example-graph.ts';

/**
 * Who holds whom: s is held by a and b, a by c and r, b by c; c by ten of type T and by d. The little engine below
 * answers questions about it as the real one does for one step.
 */
const HOLDERS: Readonly<Record<string, readonly string[]>> = {
  s: ['a', 'b'],
  a: ['c', 'r'],
  b: ['c'],
  c: ['d', ...Array.from({ length: 10 }, (_, i) => `t${i}`)],
};

function typeOf(id: string): string {
  return id.startsWith('t') ? 'T' : id.toUpperCase();
}

function nodeOf(id: string, depth: number): GraphNode {
  const neighbours = HOLDERS[id]?.length ?? 0;
  return node(id, typeOf(id), depth, {
    neighbours,
    hidden: neighbours,
    ...(id === 'r' ? { role: 'root', rootKind: 'module' } : {}),
  });
}

function answer({ id, width, onlyType, skip }: GraphQuestion): ObjectGraph {
  const all = HOLDERS[id] ?? [];
  const asked = onlyType === null ? all : all.filter((other) => typeOf(other) === onlyType).slice(skip);
  const shown =
    onlyType !== null
      ? asked.slice(0, width)
      : all.length <= width
        ? all
        : all.filter((other) => typeOf(other) !== 'T');
  const folded = asked.length - shown.length;
  const stub: GraphStub = {
    of: id,
    type: 'T',
    count: folded,
    role: 'instance',
    shallowBytes: 10,
    label: '.t',
    kind: 'attribute',
    retains: true,
    depth: 1,
  };
  return graphOf(
    [nodeOf(id, 0), ...shown.map((other) => nodeOf(other, 1))],
    shown.map((other) => edge(other, id, `.${id}`)),
    { depth: 1, width, stubs: folded > 0 ? [stub] : [] },
  );
}

function ask(model: GraphModel, question: GraphQuestion): GraphModel {
  return addAnswer(model, question, answer(question));
}

function ids(model: GraphModel): string {
  return visibleGraph(model)
    .nodes.map((each) => each.id)
    .sort()
    .join(' ');
}

const first = startModel(
  answer({ id: 's', direction: 'referrers', depth: 1, width: 5, onlyType: null, skip: 0 }),
);

describe('growing', () => {
  it('shows the first answer as it is', () => {
    expect(ids(first)).toBe('a b s');
    expect(visibleGraph(first).truncated).toEqual([
      { id: 'a', hidden: 2 },
      { id: 'b', hidden: 1 },
    ]);
  });

  it('merges the next holders, each object once, with true depths and hidden counts', () => {
    const grown = ask(ask(first, moreQuestion(first, 'a')), moreQuestion(first, 'b'));
    const graph = visibleGraph(grown);
    expect(ids(grown)).toBe('a b c r s');
    expect(graph.edges).toHaveLength(5);
    expect(Object.fromEntries(graph.nodes.map((each) => [each.id, each.depth]))).toEqual({
      s: 0,
      a: 1,
      b: 1,
      c: 2,
      r: 2,
    });
    // What holds a module is not asked; what holds c is still to come.
    expect(graph.truncated).toEqual([{ id: 'c', hidden: 11 }]);
  });

  it('asks for more than is shown already', () => {
    expect(moreQuestion(first, 's')).toMatchObject({ id: 's', depth: 1, width: 7, onlyType: null, skip: 0 });
  });

  it('does not mark a question as useful that brought nothing', () => {
    const lying = {
      ...first,
      nodes: new Map([...first.nodes, ['b', { ...first.nodes.get('b')!, neighbours: 9 }]]),
    };
    const known = ask(lying, moreQuestion(lying, 'b'));
    expect(actionFor(known, 'b')).toBe('load');
    expect(actionFor(ask(known, moreQuestion(known, 'b')), 'b')).toBe('collapse');
  });
});

describe('stubs', () => {
  const withC = ask(first, moreQuestion(first, 'a'));
  const folded = ask(withC, { ...moreQuestion(withC, 'c'), width: 5 });

  it('fold what does not fit', () => {
    expect(visibleGraph(folded).stubs).toMatchObject([{ of: 'c', type: 'T', count: 10, depth: 3 }]);
    expect(actionFor(folded, 'c')).toBe('collapse');
  });

  it('give up their objects a width at a time until none is left', () => {
    const questions: GraphQuestion[] = [];
    let model = folded;
    for (const left of [5, 0]) {
      const question = stubQuestion(model, 'c', 'T');
      questions.push(question);
      model = ask(model, question);
      expect(visibleGraph(model).stubs.reduce((sum, each) => sum + each.count, 0)).toBe(left);
    }
    expect(questions.map((each) => each.skip)).toEqual([0, 5]);
    expect(visibleGraph(model).nodes.filter((each) => each.type === 'T')).toHaveLength(10);
    expect(visibleGraph(model).truncated.map((each) => each.id)).not.toContain('c');
  });

  it('do not count again what was opened before a wider answer', () => {
    const opened = ask(folded, stubQuestion(folded, 'c', 'T'));
    const wider = ask(opened, { ...moreQuestion(opened, 'c'), width: 6 });
    expect(visibleGraph(wider).stubs).toMatchObject([{ count: 5 }]);
  });
});

describe('collapsing', () => {
  const all = ['a', 'b', 'c'].reduce(
    (model, id) => ask(model, { ...moreQuestion(model, id), width: 50 }),
    first,
  );

  it('hides only what nothing else leads to', () => {
    expect(ids(all)).toBe('a b c d r s t0 t1 t2 t3 t4 t5 t6 t7 t8 t9');
    // c is still reached through b; only the module is not.
    expect(ids(collapse(all, 'a'))).toBe('a b c d s t0 t1 t2 t3 t4 t5 t6 t7 t8 t9');
    expect(ids(collapse(collapse(all, 'a'), 'b'))).toBe('a b s');
    expect(visibleGraph(collapse(all, 'c')).truncated).toContainEqual({ id: 'c', hidden: 11 });
  });

  it('forgets nothing', () => {
    const closed = collapse(collapse(all, 'a'), 'b');
    expect(actionFor(closed, 'a')).toBe('open');
    expect(ids(reopen(reopen(closed, 'a'), 'b'))).toBe(ids(all));
  });

  it('never hides everything', () => {
    expect(collapse(all, 's')).toBe(all);
    expect(actionFor(all, 's')).toBe('none');
  });

  it('says what a click does', () => {
    expect(actionFor(first, 'a')).toBe('load');
    expect(actionFor(all, 'a')).toBe('collapse');
    expect(actionFor(all, 'd')).toBe('none');
    expect(actionFor(all, 'nobody')).toBe('none');
  });
});

it('is full at the engine’s greatest graph', () => {
  const nodes = Array.from({ length: 1500 }, (_, i) => node(`0x${i}`, 'A', 1));
  expect(isFull(graphOf(nodes, []))).toBe(true);
  expect(isFull(graphOf(nodes.slice(1), []))).toBe(false);
});
