import type { GraphNode, SnapshotInfo, TreemapCell } from '../../../../shared/protocol/rows.ts';
import type { ReportData, ReportFinding } from '../../../../shared/report/report-data.ts';

/** In every text that may be private: data of the program or of its machine. */
export const SECRET = 'hunter2';

const INFO: SnapshotInfo = {
  format: 'backref',
  formatVersion: '1.0',
  producer: 'backref-agent 0.1.0',
  objects: 1234,
  references: 5000,
  types: 12,
  shallowBytes: 3_000_000,
  unreachable: { objects: 5, shallowBytes: 400 },
  problems: [],
  process: {
    pid: 4711,
    argv: ['worker.py', `--token=${SECRET}`],
    python: '3.11.7',
    platform: 'linux-x86_64',
    label: `after ${SECRET}`,
    time: '2026-11-20T10:00:00.123Z',
    rssBytes: 50_000_000,
    peakRssBytes: 60_000_000,
    captureMethod: 'fork',
    captureSeconds: 0.2,
    gc: { enabled: true, counts: [1, 2, 3], thresholds: [700, 10, 10], frozen: 0 },
    pymalloc: { arenaBytes: 30_000_000, usedBytes: 20_000_000, freeBytes: 10_000_000, unusedPoolBytes: null },
    threads: [
      {
        name: `serving ${SECRET}`,
        ident: '1',
        frames: [{ function: 'main', file: `/srv/${SECRET}/app.py`, line: 7, id: null }],
      },
    ],
    tracemalloc: false,
    malloc: null,
    memory: null,
  },
  rules: ['Every reference keeps its target alive.'],
  openedInMs: 5,
  language: 'python',
};

function node(id: string, depth: number): GraphNode {
  return {
    ...{ id, type: 'app.Session', preview: `Session(${SECRET})`, role: 'instance', rootKind: null },
    ...{ depth, shallowBytes: 48, retainedBytes: 100, hidden: 0, neighbours: 1 },
  };
}

const FINDING: ReportFinding = {
  kind: 'cache',
  title: `10 Session at app.store['${SECRET}']`,
  bytes: 900_000,
  count: 10,
  type: 'app.Session',
  holderType: 'dict',
  place: `app.store['${SECRET}']`,
  explanation: 'A mapping with many entries.',
  root: { kind: 'module', name: 'app', id: '0x1' },
  path: [
    { id: '0x1', type: 'module', label: 'app', preview: SECRET },
    { id: '0x2', type: 'dict', label: '.store', preview: SECRET },
    { id: '0x3', type: 'app.Session', label: `['${SECRET}']`, preview: SECRET },
    { id: '0x4', type: 'app.Session', label: '[17]', preview: SECRET },
  ],
  start: '0x3',
  graph: {
    ...{ start: '0x3', direction: 'referrers', depth: 3, width: 4, truncated: [] },
    nodes: [node('0x3', 0), node('0x2', 1)],
    edges: [{ from: '0x2', to: '0x3', label: `['${SECRET}']`, kind: 'value', retains: true, count: 1 }],
    stubs: [
      {
        ...{ of: '0x3', type: 'str', count: 9, role: 'text', shallowBytes: 90, label: `['${SECRET}']` },
        ...{ kind: 'value', retains: true, depth: 1 },
      },
    ],
  },
};

const CELL: TreemapCell = {
  ...{ id: '0x9', type: 'app.Session', package: 'app', role: 'instance', preview: SECRET, count: 1 },
  ...{ shallowBytes: 10, retainedBytes: 1000, cells: [], rest: null },
};

const ROW = { type: 'app.Session', count: 10, shallowBytes: 480, retainedBytes: 900_000 };

/** A report of two snapshots with all its sections, and SECRET wherever something private can stand. */
export const REPORT: ReportData = {
  title: `${SECRET}.backref`,
  snapshots: [
    { name: `${SECRET}-1.backref`, info: INFO },
    { name: `${SECRET}-2.backref`, info: INFO },
  ],
  isRedacted: false,
  madeAt: '2026-11-22T10:00:00.000Z',
  findings: { total: 3, leastBytes: 100_000, rows: [FINDING] },
  advice: [
    {
      ...{ kind: 'duplicate-strings', type: 'str', count: 40, savedBytes: 4000 },
      ...{ how: 'Keep one of each: sys.intern(text).', computed: '40 objects are 2 different values.' },
    },
  ],
  balance: {
    rssBytes: 50_000_000,
    parts: [
      { kind: 'objects', title: 'Python objects', bytes: 20_000_000 },
      { kind: 'unknown', title: 'Not known', bytes: 30_000_000 },
    ],
    notes: [],
  },
  types: {
    ...{ total: 40, offset: 0, rows: [ROW], totals: { types: 40, count: 1234, shallowBytes: 3_000_000 } },
    max: { count: 10, shallowBytes: 480, retainedBytes: 900_000 },
  },
  groups: [
    {
      ...{ title: 'By package', total: 2, totalBytes: 3_000_000 },
      rows: [{ key: 'app', count: 10, shallowBytes: 480, retainedBytes: 900 }],
    },
  ],
  treemap: { ...CELL, retainedBytes: 2000, cells: [CELL] },
  growth: {
    total: 30,
    rows: [
      {
        ...{ type: 'app.Session', countBefore: 1, countAfter: 10, countDelta: 9 },
        ...{ shallowDelta: 432, retainedDelta: null },
      },
    ],
    identity: {
      ...{ reason: null, newObjects: { count: 77, shallowBytes: 700 } },
      survived: { count: 1000, shallowBytes: 9000 },
      freed: { count: 3, shallowBytes: 90 },
      heldTotal: 4,
      held: [
        {
          ...{ type: 'app.Session', count: 70, objects: 75, bytes: 600, holderType: 'dict' },
          ...{ lengthBefore: 5, lengthAfter: 75, words: `key \`'${SECRET}'\` of \`.store\`` },
          labels: ['app', '.store', `['${SECRET}']`],
        },
      ],
    },
    growing: {
      ...{ total: 1, leastBytes: 10_000 },
      rows: [{ ...FINDING, kind: 'growing', graph: null, title: `The dict at app['${SECRET}'] grew` }],
    },
    series: [{ type: 'app.Session', counts: [1, 10], shallowBytes: [48, 480] }],
  },
};
