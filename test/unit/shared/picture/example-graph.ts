import type {
  EdgeKindName,
  GraphEdge,
  GraphNode,
  GraphStub,
  ObjectGraph,
  ObjectRole,
} from '../../../../shared/protocol/rows.ts';

/** A node with everything that does not matter filled in. */
export function node(id: string, type: string, depth: number, more: Partial<GraphNode> = {}): GraphNode {
  return {
    id,
    type,
    depth,
    preview: '',
    role: 'instance',
    rootKind: null,
    shallowBytes: 56,
    retainedBytes: 1000,
    hidden: 0,
    neighbours: 1,
    ...more,
  };
}

export function edge(from: string, to: string, label: string, kind: EdgeKindName = 'attribute'): GraphEdge {
  return { from, to, label, kind, retains: kind !== 'weak', count: 1 };
}

export function graphOf(
  nodes: readonly GraphNode[],
  edges: readonly GraphEdge[],
  more: Partial<ObjectGraph> = {},
): ObjectGraph {
  return {
    start: nodes[0].id,
    direction: 'referrers',
    depth: Math.max(...nodes.map((n) => n.depth)),
    width: 10,
    nodes,
    edges,
    stubs: [],
    truncated: nodes.filter((n) => n.hidden > 0).map((n) => ({ id: n.id, hidden: n.hidden })),
    ...more,
  };
}

const container = { role: 'container' } as const;

/** One Order of a shop that leaks: held by a buyer's list, a deque and two items; everything hangs on one module. */
export function shopGraph(): ObjectGraph {
  const nodes = [
    node('0x7f3ac81e50', 'shop.Order', 0, { preview: 'Order(n=3709)', shallowBytes: 96, neighbours: 5 }),
    node('0x10', 'list', 1, { ...container, preview: '4 items' }),
    node('0x11', 'collections.deque', 1, { ...container, preview: '50 items' }),
    node('0x12', 'shop.Buyer', 2, { preview: "'buyer-1234'", neighbours: 14, hidden: 12 }),
    node('0x13', 'shop.Ledger', 2),
    node('0x14', 'dict', 3, { ...container, preview: '3,000 keys' }),
    node('0x15', 'cell', 3, { role: 'code', preview: 'who' }),
    node('0x16', 'dict', 3, { ...container, preview: 'LEDGERS' }),
    node('0x17', 'module', 4, {
      role: 'root',
      rootKind: 'module',
      preview: 'shop',
      neighbours: 3,
      hidden: 3,
    }),
    node('0x18', 'list', 5, { ...container, preview: '3,000 items' }),
    node('0x19', 'weakref.ReferenceType', 1, { role: 'other', preview: 'to Order' }),
  ];
  const edges = [
    edge('0x10', '0x7f3ac81e50', '[1]', 'item'),
    edge('0x11', '0x7f3ac81e50', '[31]', 'item'),
    edge('0x19', '0x7f3ac81e50', 'weak', 'weak'),
    edge('0x12', '0x10', '.orders'),
    edge('0x13', '0x11', '.recent'),
    edge('0x14', '0x12', "['buyer-1234']", 'value'),
    edge('0x15', '0x12', 'cell contents', 'cell'),
    edge('0x16', '0x13', "['main']", 'value'),
    edge('0x17', '0x16', '.LEDGERS', 'global'),
    edge('0x13', '0x14', '.by_name'),
    edge('0x13', '0x18', '.hooks'),
  ];
  const stub: GraphStub = {
    of: '0x15',
    type: 'function',
    count: 3000,
    role: 'code',
    shallowBytes: 408_000,
    label: 'closure […]',
    kind: 'cell',
    retains: true,
    depth: 4,
  };
  const items: GraphStub = {
    ...stub,
    of: '0x7f3ac81e50',
    type: 'shop.Item',
    count: 2,
    role: 'instance',
    label: '.order',
    depth: 1,
  };
  return graphOf(nodes, edges, { stubs: [stub, items] });
}

/** A reproducible graph of `count` objects in layers, with cross references: as large heaps give. */
export function layeredGraph(count: number, perLayer: number): ObjectGraph {
  let seed = 7;
  const random = (below: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((seed / 2_147_483_648) * below);
  };
  const types = [
    'dict',
    'list',
    'shop.Order',
    'shop.Buyer',
    'tuple',
    'function',
    'collections.deque',
    'asyncio.Task',
  ];
  const nodes: GraphNode[] = [node('0x0', 'shop.Order', 0, { preview: 'Order(n=1)' })];
  const edges: GraphEdge[] = [];
  for (let index = 1; index < count; index++) {
    const depth = 1 + Math.floor((index - 1) / perLayer);
    const type = types[random(types.length)];
    const role: ObjectRole = /dict|list|tuple|deque/.test(type)
      ? 'container'
      : type === 'function'
        ? 'code'
        : 'instance';
    const isRoot = random(25) === 0;
    nodes.push(
      node(`0x${index.toString(16)}`, isRoot ? 'module' : type, depth, {
        role: isRoot ? 'root' : role,
        rootKind: isRoot ? 'module' : null,
        preview: role === 'container' ? `${random(4000).toLocaleString('en-US')} items` : '',
        hidden: random(6) === 0 ? random(400) : 0,
      }),
    );
    const above = depth === 1 ? 0 : 1 + (depth - 2) * perLayer + random(perLayer);
    const label = ['.orders', '[3]', "['main']", '.cache', 'local task', 'cell who'][random(6)];
    edges.push(edge(nodes[index].id, nodes[Math.min(above, index - 1)].id, label));
    if (random(4) === 0)
      edges.push(
        edge(nodes[index].id, nodes[random(index)].id, '.peer', random(2) === 0 ? 'weak' : 'attribute'),
      );
  }
  return graphOf(nodes, edges);
}
