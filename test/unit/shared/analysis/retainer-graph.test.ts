import { describe, expect, test } from 'vitest';
import type { RetainerGraphQuestion } from '../../../../shared/analysis/graph-question.ts';
import { retainerGraph } from '../../../../shared/analysis/retainer-graph.ts';
import type { RetainerGraph } from '../../../../shared/analysis/retainer-graph.ts';
import { NEVER_CANCELLED } from '../../../../shared/base/cancellation.ts';
import { NO_NODE } from '../../../../shared/graph/heap-graph.ts';
import { buildReverseEdges } from '../../../../shared/graph/reverse-edges.ts';
import { graphFromText, randomGraph } from '../../../fixtures/graph-from-text.ts';
import type { TextGraph } from '../../../fixtures/graph-from-text.ts';

type Asked = Partial<Omit<RetainerGraphQuestion, 'start'>> & {
  readonly nearest?: Readonly<Record<string, string>>;
};

function around(graph: TextGraph, start: string, asked: Asked = {}): RetainerGraph {
  return retainerGraph(
    {
      graph,
      reverse: buildReverseEdges(graph, NEVER_CANCELLED),
      retainedBytesOf: graph.shallowBytesOf,
      endsWalk: (node) => [...graph.roots.node].includes(node),
      nearestHolder: (node) => {
        const holder = asked.nearest?.[graph.name(node)];
        return holder === undefined ? NO_NODE : graph.node(holder);
      },
      cancel: NEVER_CANCELLED,
    },
    {
      ...{ start: graph.node(start), direction: 'referrers', depth: 3, width: 10, onlyType: null, skip: 0 },
      ...{ maxNodes: 1500 },
      ...asked,
    },
  );
}

const nodes = (graph: TextGraph, picture: RetainerGraph): string[] =>
  picture.nodes.map(
    ({ node, depth, hidden }) => `${depth} ${graph.name(node)}${hidden > 0 ? ` +${hidden}` : ''}`,
  );
const edges = (graph: TextGraph, picture: RetainerGraph): string[] =>
  picture.edges.map(
    ({ holder, held, count, retains }) =>
      `${graph.name(holder)} -> ${graph.name(held)}${count > 1 ? ` x${count}` : ''}${retains ? '' : ' weak'}`,
  );
const stubs = (graph: TextGraph, picture: RetainerGraph): string[] =>
  picture.stubs.map(
    ({ of, type, count, sameLabel }) =>
      `${count} x ${graph.typeNames[type]} of ${graph.name(of)}${sameLabel ? ' (same label)' : ''}`,
  );
const typeNamed = (graph: TextGraph, name: string): number => graph.typeNames.indexOf(name);

/** `count` objects that refer to `target`, each in its own words. */
const holders = (count: number, type: string, target: string, edge = '.held'): string =>
  Array.from({ length: count }, (_, index) => `${type}${index} ${type} 10 -> ${edge} ${target}`).join('\n');

describe('the graph around an object', () => {
  test('goes level by level to the asked depth, and ends at roots', () => {
    const graph = graphFromText(`
      far    A 1 -> app
      app    module 1 root=module -> cache
      cache  dict 1 -> [0] list
      list   list 1 -> [0] it
      it     A 1
    `);
    expect(nodes(graph, around(graph, 'it'))).toEqual(['0 it', '1 list', '2 cache', '3 app +1']);
    expect(nodes(graph, around(graph, 'it', { depth: 9 }))).toEqual([
      '0 it',
      '1 list',
      '2 cache',
      '3 app +1',
    ]);
    expect(nodes(graph, around(graph, 'it', { depth: 1 }))).toEqual(['0 it', '1 list +1']);
    expect(nodes(graph, around(graph, 'app'))).toEqual(['0 app', '1 far']);
    expect(edges(graph, around(graph, 'it'))).toEqual(['list -> it', 'cache -> list', 'app -> cache']);
  });

  test('follows what is held as well as what holds', () => {
    const graph = graphFromText(`
      app module 1 root=module -> a, b
      a A 1 -> c
      b B 1 -> c
      c C 1
    `);
    const picture = around(graph, 'app', { direction: 'referents' });
    expect(nodes(graph, picture)).toEqual(['0 app', '1 a', '1 b', '2 c']);
    expect(edges(graph, picture)).toEqual(['app -> a', 'app -> b', 'a -> c', 'b -> c']);
  });

  test('folds equal neighbours when there are more than the width, the largest group first', () => {
    const graph = graphFromText(`
      app module 1 root=module -> it
      it  A 1
      ${holders(30, 'Order', 'it')}
      ${holders(4, 'Line', 'it')}
      ${holders(3, 'Page', 'it')}
    `);
    const picture = around(graph, 'it', { depth: 1, width: 9 });
    expect(stubs(graph, picture)).toEqual(['30 x Order of it (same label)']);
    expect(nodes(graph, picture)).toEqual([
      '0 it',
      ...['1 app', '1 Line0', '1 Line1', '1 Line2', '1 Line3', '1 Page0', '1 Page1', '1 Page2'],
    ]);
    expect(stubs(graph, around(graph, 'it', { depth: 1, width: 6 }))).toEqual([
      '30 x Order of it (same label)',
      '4 x Line of it (same label)',
    ]);
    expect(picture.nodes[0]).toMatchObject({ neighbours: 38, hidden: 0 });
    expect(picture.stubs[0]).toMatchObject({ shallowBytes: 300, depth: 1, retains: true });
  });

  test('keeps apart what refers in another way, and says when labels differ', () => {
    const graph = graphFromText(`
      it A 1
      ${holders(5, 'Order', 'it')}
      ${Array.from({ length: 6 }, (_, index) => `list${index} list 1 -> [${index}] it`).join('\n')}
      w0 Order 1 -> local x it
      w1 Order 1 -> local x it
    `);
    expect(stubs(graph, around(graph, 'it', { depth: 1, width: 2 }))).toEqual([
      '5 x Order of it (same label)',
      '6 x list of it',
    ]);
    expect(nodes(graph, around(graph, 'it', { depth: 1, width: 2 }))).toEqual(['0 it +2']);
    expect(stubs(graph, around(graph, 'it', { depth: 1, width: 3 })).length).toBe(3);
  });

  test('with more kinds of holders than fit shows roots and what retains most, and counts the rest', () => {
    const graph = graphFromText(`
      it A 1
      ${Array.from({ length: 20 }, (_, index) => `h${index} T${index} ${index + 1} -> it`).join('\n')}
      app module 1 root=module -> it
    `);
    const picture = around(graph, 'it', { depth: 1, width: 4 });
    expect(nodes(graph, picture)).toEqual(['0 it +17', '1 app', '1 h19', '1 h18', '1 h17']);
    expect(picture.stubs).toEqual([]);
  });

  test('never folds or leaves out the holder that is nearest to a root, so that the picture leads to one', () => {
    const graph = graphFromText(`
      it A 1
      ${holders(30, 'Order', 'it')}
      app module 1 root=module -> Order7
    `);
    const equal = around(graph, 'it', { width: 3, nearest: { it: 'Order7' } });
    expect(stubs(graph, equal)).toEqual(['29 x Order of it (same label)']);
    expect(nodes(graph, equal)).toEqual(['0 it', '1 Order7', '2 app']);
    const unlike = graphFromText(`
      it A 1
      ${Array.from({ length: 20 }, (_, index) => `h${index} T${index} ${index + 1} -> it`).join('\n')}
    `);
    const picture = around(unlike, 'it', { depth: 1, width: 2, nearest: { it: 'h0' } });
    expect(nodes(unlike, picture)).toEqual(['0 it +18', '1 h0', '1 h19']);
  });

  test('opens a stub: only one type, from where the last page ended, the rest in a stub again', () => {
    const graph = graphFromText(`
      it A 1
      ${holders(7, 'Order', 'it')}
      ${holders(3, 'Line', 'it')}
    `);
    const onlyType = typeNamed(graph, 'Order');
    const first = around(graph, 'it', { depth: 3, width: 3, onlyType });
    expect(nodes(graph, first)).toEqual(['0 it', '1 Order0', '1 Order1', '1 Order2']);
    expect(stubs(graph, first)).toEqual(['4 x Order of it (same label)']);
    const last = around(graph, 'it', { width: 3, onlyType, skip: 6 });
    expect(nodes(graph, last)).toEqual(['0 it', '1 Order6']);
    expect(stubs(graph, last)).toEqual([]);
    expect(edges(graph, last)).toEqual(['Order6 -> it']);
  });

  test('merges references between two objects and keeps the one that retains', () => {
    const graph = graphFromText(`
      a A 1 -> ~ b, [1] b, [2] b
      b A 1
      c A 1 -> ~ b
    `);
    const picture = around(graph, 'b');
    expect(edges(graph, picture)).toEqual(['a -> b x3', 'c -> b weak']);
    expect(picture.edges[0]!.edge).toBe(graph.edgeStart[graph.node('a')]! + 1);
  });

  test('closes cycles and leaves out an object’s references to itself', () => {
    const graph = graphFromText(`
      a A 1 -> b, a
      b A 1 -> c
      c A 1 -> a
    `);
    const picture = around(graph, 'a', { depth: 9 });
    expect(nodes(graph, picture)).toEqual(['0 a', '1 c', '2 b']);
    expect(edges(graph, picture)).toEqual(['c -> a', 'b -> c', 'a -> b']);
  });

  test('shows the instance in place of its attribute dict, both ways', () => {
    const graph = graphFromText(`
      app module 1 root=module -> .__dict__ ns
      ns dict 1 dict-of=app -> [k] store
      f function 1 -> .__globals__ ns
      k str 1 text='store'
      store Store 1 -> .__dict__ d
      d dict 1 dict-of=store -> [k] it
      it A 1
    `);
    expect(nodes(graph, around(graph, 'it'))).toEqual(['0 it', '1 store', '2 app']);
    const down = around(graph, 'app', { direction: 'referents' });
    expect(nodes(graph, down)).toEqual(['0 app', '1 store', '2 it']);
    expect(edges(graph, down)).toEqual(['app -> store', 'store -> it']);
  });

  test('never has more nodes than allowed, and says what is left out', () => {
    const graph = graphFromText(`
      it A 1
      ${Array.from({ length: 50 }, (_, index) => `h${index} T${index} 1 -> it`).join('\n')}
    `);
    const picture = around(graph, 'it', { width: 200, maxNodes: 20 });
    expect(picture.nodes.length).toBe(20);
    expect(picture.nodes[0]!.hidden).toBe(31);
  });

  test('accounts for every neighbour, and draws every reference between shown objects, in 300 random heaps', () => {
    for (let seed = 0; seed < 300; seed++) {
      const shape = { nodes: 60, degree: 1 + (seed % 4), weakShare: 0.1, roots: 2, types: 1 + (seed % 3) };
      const graph = randomGraph(seed, shape);
      const direction = seed % 2 === 0 ? 'referrers' : 'referents';
      const asked = { direction, depth: 1 + (seed % 4), width: 1 + (seed % 6) } as const;
      const picture = around(graph, `n${1 + (seed % 60)}`, asked);
      const shown = new Set(picture.nodes.map(({ node }) => node));
      for (const { node, neighbours, hidden, depth } of picture.nodes) {
        const others = neighboursByHand(graph, node, direction);
        expect(neighbours).toBe(others.size);
        const drawn = picture.edges.filter(
          (edge) => (direction === 'referents' ? edge.holder : edge.held) === node,
        );
        const folded = picture.stubs.filter(({ of }) => of === node);
        expect(drawn.length + hidden + folded.reduce((sum, { count }) => sum + count, 0)).toBe(others.size);
        expect(new Set(drawn.map((edge) => (direction === 'referents' ? edge.held : edge.holder)))).toEqual(
          new Set([...others].filter((other) => shown.has(other))),
        );
        // New neighbours and stubs of a node together never pass the width.
        const met = drawn.filter((edge) => {
          const other = direction === 'referents' ? edge.held : edge.holder;
          return picture.nodes.find((each) => each.node === other)!.depth === depth + 1;
        });
        if (depth === 0) expect(met.length + folded.length).toBeLessThanOrEqual(asked.width);
      }
    }
  });
});

function neighboursByHand(graph: TextGraph, node: number, direction: 'referrers' | 'referents'): Set<number> {
  const others = new Set<number>();
  for (let source = 1; source < graph.nodeCount; source++) {
    for (let edge = graph.edgeStart[source]!; edge < graph.edgeStart[source + 1]!; edge++) {
      const target = graph.edgeTarget[edge]!;
      if (source === target) continue;
      if (direction === 'referents' && source === node) others.add(target);
      if (direction === 'referrers' && target === node) others.add(source);
    }
  }
  return others;
}
