// Asks every query of the engine about one snapshot, for queries.mjs: the first time, when indexes may have to be made, and
// again with another page or object, when they are there. A method without an example here does not compile.
import { openFileByteSource } from '../../node/worker/file-byte-source.ts';
import { nodeCodecs } from '../../node/worker/codecs.ts';
import { NEVER_CANCELLED } from '../../shared/base/cancellation.ts';
import { IGNORE_PROGRESS } from '../../shared/base/progress.ts';
import { EngineService } from '../../shared/engine/engine-service.ts';
import type { EngineMethod, EngineParams } from '../../shared/protocol/engine-api.ts';
import type { ObjectSet } from '../../shared/protocol/object-set.ts';

interface Example<M extends EngineMethod> {
  /** What the question is, where the method alone does not say. */
  readonly name?: string;
  readonly first: EngineParams<M>;
  /** The same kind of question about something else, so that no kept answer can be handed out. */
  readonly again: EngineParams<M>;
}
type Examples = { readonly [M in EngineMethod]: readonly Example<M>[] };

const [file = '', beforeFile = file] = process.argv.slice(2);
const watch = { report: IGNORE_PROGRESS, cancel: NEVER_CANCELLED };
const engine = new EngineService(nodeCodecs);

async function open(path: string, snapshot: string): Promise<number> {
  const source = await openFileByteSource(path);
  const info = await engine.open(source, { snapshot, ...watch });
  await source.close();
  return info.objects;
}

const objects = await open(file, 'now');
await open(beforeFile, 'before');
engine.prepare('now', watch);

const FIRST = { offset: 0, limit: 100 } as const;
const SECOND = { offset: 100, limit: 100 } as const;
const BY_RETAINED = { by: 'retained', descending: true } as const;
const common = engine.call(
  'now',
  'types',
  { ...FIRST, sort: { by: 'count', descending: true }, filter: '' },
  watch,
).rows;
const [type, otherType] = [common[0]?.type ?? '', common[1]?.type ?? ''];
const instancesOf = (name: string): string[] =>
  engine
    .call('now', 'instances', { ...FIRST, type: name, sort: BY_RETAINED, filter: '' }, watch)
    .rows.map(({ id }) => id);
const [id = ''] = instancesOf(type);
const [otherId = ''] = instancesOf(otherType);
const set: ObjectSet = { kind: 'type', type };
const otherSet: ObjectSet = { kind: 'type', type: otherType };
const graph = { depth: 5, width: 10, onlyType: null, skip: 0 } as const;
const tree = { under: [], width: 20, depth: 6 } as const;

const SERIES = { ...FIRST, snapshots: ['before', 'now'], filter: '', sort: BY_RETAINED } as const;

const EXAMPLES: Examples = {
  info: [{ first: {}, again: {} }],
  types: [
    {
      first: { ...FIRST, sort: BY_RETAINED, filter: '' },
      again: { ...FIRST, sort: BY_RETAINED, filter: 'e' },
    },
  ],
  instances: [
    {
      first: { ...FIRST, type, sort: BY_RETAINED, filter: '' },
      again: { ...SECOND, type, sort: BY_RETAINED, filter: '' },
    },
    {
      name: 'of another type',
      first: { ...FIRST, type: otherType, sort: { by: 'shallow', descending: true }, filter: '' },
      again: { ...SECOND, type: otherType, sort: { by: 'shallow', descending: true }, filter: '' },
    },
  ],
  object: [{ first: { id }, again: { id: otherId } }],
  references: [
    {
      first: { ...FIRST, id, direction: 'referrers' },
      again: { ...FIRST, id: otherId, direction: 'referrers' },
    },
  ],
  graph: [
    {
      first: { ...graph, id, direction: 'referrers' },
      again: { ...graph, id: otherId, direction: 'referrers' },
    },
  ],
  path: [{ first: { id, to: null }, again: { id: otherId, to: null } }],
  diff: [{ first: { ...FIRST, before: 'before' }, again: { ...SECOND, before: 'before' } }],
  identity: [{ first: { other: 'before' }, again: { other: 'before' } }],
  'held-by-old': [
    {
      first: { ...FIRST, before: 'before', grown: false },
      again: { ...SECOND, before: 'before', grown: true },
    },
  ],
  series: (['type', 'owner'] as const).map((by) => ({
    name: `by ${by}`,
    first: { ...SERIES, by, steady: false },
    again: { ...SERIES, by, steady: true },
  })),
  find: [{ first: { text: 'order', limit: 50 }, again: { text: 'item', limit: 50 } }],
  'set-summary': [{ first: { set }, again: { set: otherSet } }],
  'set-objects': [
    { first: { ...FIRST, set, sort: BY_RETAINED }, again: { ...SECOND, set, sort: BY_RETAINED } },
    {
      name: 'by a query on numbers',
      first: {
        ...FIRST,
        set: { kind: 'where', set: { kind: 'all' }, query: 'retained > 1MB' },
        sort: BY_RETAINED,
      },
      again: {
        ...FIRST,
        set: { kind: 'where', set: { kind: 'all' }, query: 'retained > 2MB' },
        sort: BY_RETAINED,
      },
    },
  ],
  group: (['owner', 'referrers', 'via', 'size', 'module', 'keeper', 'value', 'path'] as const).map((by) => ({
    name: `by ${by}`,
    first: { ...FIRST, set: { kind: 'all' }, by, sort: BY_RETAINED },
    again: { ...SECOND, set: { kind: 'all' }, by, sort: BY_RETAINED },
  })),
  'dominator-tree': [
    {
      first: { ...FIRST, id: null, grouped: true, type: null },
      again: { ...FIRST, id, grouped: true, type: null },
    },
  ],
  treemap: [{ first: { id: null, cells: 40, levels: 3 }, again: { id, cells: 40, levels: 3 } }],
  paths: [
    {
      first: { id, count: 5, to: null, avoid: [], avoidReferences: [] },
      again: { id: otherId, count: 5, to: null, avoid: [], avoidReferences: [] },
    },
  ],
  advice: [{ first: {}, again: {} }],
  balance: [{ first: {}, again: {} }],
  'immediate-dominators': [{ first: { ...FIRST, set, skip: '' }, again: { ...SECOND, set, skip: '' } }],
  'merged-paths': [{ first: { ...tree, set }, again: { ...tree, set, depth: 5 } }],
  'reference-pattern': [{ first: { ...tree, set }, again: { ...tree, set, depth: 5 } }],
  growing: [
    {
      first: { earlier: ['before'], limit: 100, minBytes: null },
      again: { earlier: ['before'], limit: 200, minBytes: null },
    },
  ],
  findings: [{ first: { limit: 100, minBytes: null }, again: { limit: 200, minBytes: null } }],
};

function milliseconds<M extends EngineMethod>(method: M, params: EngineParams<M>): number {
  const start = performance.now();
  engine.call('now', method, params, watch);
  return performance.now() - start;
}

function rowsOf<M extends EngineMethod>(method: M, examples: readonly Example<M>[]): readonly unknown[] {
  return examples.map(({ name, first, again }) => ({
    method: name === undefined ? method : `${method} ${name}`,
    firstMs: milliseconds(method, first),
    againMs: milliseconds(method, again),
  }));
}

const methods = Object.keys(EXAMPLES) as EngineMethod[];
const rows = methods.flatMap((method) => rowsOf(method, EXAMPLES[method]));
process.stdout.write(`${JSON.stringify({ objects, rows })}\n`);
