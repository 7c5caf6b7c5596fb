import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { graphTree } from '../../../../node/cli/graph-tree.ts';
import { makeInk } from '../../../../node/cli/ink.ts';
import type { GraphEdge, GraphNode, ObjectGraph } from '../../../../shared/protocol/rows.ts';
import { type FakeAnswers, runFake } from './fake-context.ts';

function node(id: string, type: string, depth: number, more: Partial<GraphNode> = {}): GraphNode {
  const sizes = { shallowBytes: 48, retainedBytes: 152, hidden: 0, neighbours: 1 };
  return { id, type, preview: '', role: 'instance', rootKind: null, depth, ...sizes, ...more };
}

function edge(from: string, to: string, label: string, more: Partial<GraphEdge> = {}): GraphEdge {
  return { from, to, label, kind: 'attribute', retains: true, count: 1, ...more };
}

/** foo ← list ← dict ← main(), with a cycle foo.me, a stub and hidden holders. */
const GRAPH: ObjectGraph = {
  start: '0x1',
  direction: 'referrers',
  depth: 3,
  width: 2,
  nodes: [
    node('0x1', 'app.Foo', 0, { preview: 'Foo(1)' }),
    node('0x2', 'list', 1),
    node('0x3', 'dict', 2, { retainedBytes: null }),
    node('0x4', 'frame', 3, { preview: 'main()', rootKind: 'frame' }),
    node('0x5', 'tuple', 1),
  ],
  edges: [
    edge('0x2', '0x1', '[7]', { count: 3 }),
    edge('0x5', '0x1', '[0]', { retains: false }),
    edge('0x1', '0x1', '.me'),
    edge('0x3', '0x2', "['k']"),
    edge('0x3', '0x5', "['t']"),
    edge('0x4', '0x3', 'local d'),
  ],
  stubs: [
    {
      of: '0x2',
      type: 'app.Order',
      count: 1234,
      role: 'instance',
      shallowBytes: 59_232,
      label: '.items',
      kind: 'attribute',
      retains: true,
      depth: 2,
    },
  ],
  truncated: [{ id: '0x5', hidden: 9 }],
};

const answers: FakeAnswers = {
  graph: (params) => ({ ...GRAPH, start: params.id, depth: params.depth, width: params.width }),
  path: ({ id, to }) => ({
    root: to === 'module' ? null : { kind: 'frame', name: 'main()', id: '0x4' },
    path:
      to === 'module'
        ? []
        : [
            { id: '0x4', type: 'frame', label: 'main()', preview: 'main()' },
            { id: '0x3', type: 'dict', label: 'local d', preview: 'dict of 1' },
            { id: '0x2', type: 'list', label: "['k']", preview: 'list of 10,000' },
            { id, type: 'app.Foo', label: '[4711]', preview: 'Foo(1)' },
          ],
  }),
};

describe('the tree of holders', () => {
  test('draws each object once, folded groups and hidden holders as such, roots named', () => {
    expect(graphTree(GRAPH, makeInk(false)).join('\n')).toBe(
      [
        'app.Foo 0x1  Foo(1)  152 B',
        '├─ [7] ← list 0x2  152 B (3 references)',
        "│  ├─ ['k'] ← dict 0x3",
        '│  │  └─ local d ← frame 0x4  main()  152 B  root: frame',
        '│  └─ .items ← 1,234 × app.Order  59 kB',
        '├─ [0] (weak) ← tuple 0x5  152 B',
        "│  ├─ ['t'] ← dict 0x3  ↑ above",
        '│  └─ 9 more referrers not shown',
        '└─ .me ← app.Foo 0x1  Foo(1)  152 B  ↑ the start',
      ].join('\n'),
    );
  });
});

describe('backrefs and refs', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'backref-cli-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('--json prints the graph', async () => {
    const { out } = await runFake(['backrefs', 'a.backref', '0x1', '--json'], { answers });
    expect(JSON.parse(out)).toEqual({ ...GRAPH, width: 10 });
  });

  test('depth and width go to the engine, three and ten unless told', async () => {
    const asked = async (...more: string[]): Promise<unknown[]> => {
      const { out } = await runFake(['refs', 'a.backref', '0x1', '--json', ...more], { answers });
      const { depth, width } = JSON.parse(out) as ObjectGraph;
      return [depth, width];
    };
    expect(await asked()).toEqual([3, 10]);
    expect(await asked('--depth', '7', '--width=42')).toEqual([7, 42]);
  });

  test.each([
    ['.svg', /^<svg[\s>]/],
    ['.dot', /^digraph/],
    ['.json', /^\{\n/],
    ['.PNG', /^.PNG\r\n/],
  ])('-o writes %s whole, and leaves nothing else behind', async (extension, start) => {
    const file = path.join(folder, `holders${extension}`);
    const { code, out, err } = await runFake(['backrefs', 'a.backref', '0x1', '-o', file], { answers });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/holders\.\w+: 5 objects, 6 references, 1 folded group \(depth 3, width 10\)\n$/);
    expect(readFileSync(file, 'latin1')).toMatch(start);
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  test('-o into a folder that does not exist is one line, exit 1', async () => {
    const file = path.join(folder, 'no', 'x.dot');
    const { code, err } = await runFake(['backrefs', 'a.backref', '0x1', '-o', file], { answers });
    expect({ code, err }).toEqual({
      code: 1,
      err: `backref: ${file}: There is no such folder to write into.\n`,
    });
  });
});

describe('path', () => {
  test('text reads like code, then tells each step', async () => {
    const { out } = await runFake(['path', 'a.backref', '0x1'], { answers });
    expect(out).toBe(
      [
        "main()  local d → ['k'] → [4711]",
        '',
        '  root: frame',
        '  main()   frame    0x4  main()',
        '  local d  dict     0x3  dict of 1',
        "  ['k']    list     0x2  list of 10,000",
        '  [4711]   app.Foo  0x1  Foo(1)',
        '',
      ].join('\n'),
    );
  });

  test('an object that no such root reaches is said to be so', async () => {
    const { code, out } = await runFake(['path', 'a.backref', '0x1', '--to', 'module'], { answers });
    expect({ code, out }).toEqual({ code: 0, out: 'No root of kind module reaches 0x1.\n' });
  });

  test('--json prints root and path', async () => {
    const { out } = await runFake(['path', 'a.backref', '0x1', '--json'], { answers });
    expect(JSON.parse(out)).toMatchObject({
      root: { kind: 'frame', name: 'main()' },
      path: [{ label: 'main()' }, { label: 'local d' }, {}, {}],
    });
  });
});
