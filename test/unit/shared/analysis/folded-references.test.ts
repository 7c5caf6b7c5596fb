import { describe, expect, test } from 'vitest';
import {
  countReferents,
  countReferrers,
  describeReference,
  visitReferents,
  visitReferrers,
} from '../../../../shared/analysis/folded-references.ts';
import { NEVER_CANCELLED } from '../../../../shared/base/cancellation.ts';
import { buildReverseEdges } from '../../../../shared/graph/reverse-edges.ts';
import { graphFromText, randomGraph } from '../../../fixtures/graph-from-text.ts';
import type { TextGraph } from '../../../fixtures/graph-from-text.ts';

const APP = `
  app     module  100 root=module:app -> .__dict__ ns
  ns      dict    500 dict-of=app -> key kStore, [kStore] store, key kMain, [kMain] main, key kOdd, [kOdd] odd
  kStore  str      50 text='STORE'
  kMain   str      50 text='main'
  kOdd    str      50 text='not a name'
  main    function 80 -> .__globals__ ns
  odd     int      28
  store   Store    48 -> type Store_class, .__dict__ d
  d       dict    200 dict-of=store -> key kOrders, [kOrders] orders, key kApp, [kApp] store
  kOrders str      50 text='orders'
  kApp    str      50 text='me'
  orders  list     80 -> [0] kOrders, [1] kOrders
  Store_class type 900
`;

/** `label kind other` of everything a node refers to. */
function referents(graph: TextGraph, name: string): string[] {
  const rows: string[] = [];
  const holder = graph.node(name);
  visitReferents(graph, holder, (held, edge, folded) => {
    const { label, kind } = describeReference(graph, holder, edge, folded);
    rows.push(`${label} ${kind} ${graph.name(held)}`);
    return true;
  });
  return rows;
}

function referrers(graph: TextGraph, name: string, skip = 0): string[] {
  const rows: string[] = [];
  visitReferrers(
    graph,
    buildReverseEdges(graph, NEVER_CANCELLED),
    graph.node(name),
    (holder, edge, folded) => {
      const { label, kind } = describeReference(graph, holder, edge, folded);
      rows.push(`${graph.name(holder)} ${label} ${kind}`);
      return true;
    },
    skip,
  );
  return rows;
}

/** Previews as readers make them: quoted texts. */
function quoted(text: string): TextGraph {
  const graph = graphFromText(text);
  return {
    ...graph,
    previewOf: (node) => (graph.previewOf(node) === '' ? '' : `'${graph.previewOf(node)}'`),
  };
}

describe('references with attribute dicts folded away', () => {
  const graph = quoted(APP);

  test('a module refers to its globals by name, and to its dict', () => {
    expect(referents(graph, 'app')).toEqual([
      '.STORE global store',
      '.main global main',
      "['not a name'] global odd",
      '.__dict__ attribute ns',
    ]);
  });

  test('an instance refers to its class, its attributes and its dict', () => {
    expect(referents(graph, 'store')).toEqual([
      'type type Store_class',
      '.orders attribute orders',
      '.me attribute store',
      '.__dict__ attribute d',
    ]);
  });

  test('the dict itself still has its keys and values', () => {
    expect(referents(graph, 'd')).toEqual([
      "key 'orders' key kOrders",
      "['orders'] value orders",
      "key 'me' key kApp",
      "['me'] value store",
    ]);
  });

  test('an attribute is held by the instance, a global by the module though functions refer to its dict', () => {
    expect(referrers(graph, 'orders')).toEqual(['store .orders attribute']);
    expect(referrers(graph, 'main')).toEqual(['app .main global']);
    expect(referrers(graph, 'store')).toEqual(['app .STORE global', 'store .me attribute']);
  });

  test('the dict is held by its owner and by whoever else refers to it; the synthetic root is no holder', () => {
    expect(referrers(graph, 'ns')).toEqual(['app .__dict__ attribute', 'main .__globals__ attribute']);
    expect(referrers(graph, 'app')).toEqual([]);
  });

  test('repeated references are all there, and can be skipped', () => {
    expect(referrers(graph, 'kOrders')).toEqual(["d key 'orders' key", 'orders [0] item', 'orders [1] item']);
    expect(referrers(graph, 'kOrders', 2)).toEqual(['orders [1] item']);
    expect(referrers(graph, 'kOrders', 5)).toEqual([]);
  });

  test('counts are those of the visits', () => {
    const reverse = buildReverseEdges(graph, NEVER_CANCELLED);
    for (let node = 1; node < graph.nodeCount; node++) {
      expect(countReferents(graph, node)).toBe(referents(graph, graph.name(node)).length);
      expect(countReferrers(graph, reverse, node)).toBe(referrers(graph, graph.name(node)).length);
    }
  });

  test('a visit ends when told to', () => {
    const seen: string[] = [];
    visitReferents(graph, graph.node('app'), (held) => {
      seen.push(graph.name(held));
      return seen.length < 2;
    });
    expect(seen).toEqual(['store', 'main']);
  });

  test('without dicts both directions tell the same references, in 100 random heaps', () => {
    for (let seed = 0; seed < 100; seed++) {
      const random = randomGraph(seed, { nodes: 30, degree: 2, weakShare: 0.2, roots: 2, types: 2 });
      const reverse = buildReverseEdges(random, NEVER_CANCELLED);
      const forward: string[] = [];
      const backward: string[] = [];
      for (let node = 1; node < random.nodeCount; node++) {
        visitReferents(random, node, (held, edge) => forward.push(`${node} ${edge} ${held}`) > 0);
        visitReferrers(
          random,
          reverse,
          node,
          (holder, edge) => backward.push(`${holder} ${edge} ${node}`) > 0,
        );
      }
      expect(backward.toSorted()).toEqual(forward.toSorted());
    }
  });
});
