import { z } from 'zod';
import { MAX_HELD_ROWS, MAX_PAGE, MAX_SERIES } from './engine-api.ts';
import type { EngineMethod, EngineParams } from './engine-api.ts';
import { OBJECT_SET_SCHEMA } from './object-set-schema.ts';
import { COMPARED_KEYS, GROUP_KEYS } from './object-set.ts';

/** Greatest length of a text to search or filter by. */
const MAX_SEARCH = 500;
/** Greatest length of a type's name: generated classes can be long. */
const MAX_TYPE_NAME = 20_000;
const MAX_ID = 100;
const MAX_SNAPSHOT_ID = 200;

/** Greatest number of objects and references to avoid. */
const MAX_AVOIDED = 200;
/** Greatest depth to which trees can be opened. */
const MAX_STEPS_UNDER = 400;

const id = z.string().min(1).max(MAX_ID);
const snapshot = z.string().min(1).max(MAX_SNAPSHOT_ID);
const typeName = z.string().max(MAX_TYPE_NAME);
const search = z.string().max(MAX_SEARCH);
const rootKind = z.enum([
  'module',
  'frame',
  'thread',
  'interpreter',
  'c-held',
  'static',
  'gc-garbage',
  'v8-root',
  'unknown',
]);
const direction = z.enum(['referrers', 'referents']);
const window = {
  offset: z.int().min(0),
  limit: z.int().min(0).max(MAX_PAGE),
};

const treePart = z.strictObject({
  set: OBJECT_SET_SCHEMA,
  under: z.array(typeName).max(MAX_STEPS_UNDER),
  width: z.int().min(1).max(100),
  depth: z.int().min(1).max(20),
});

function sort<const Keys extends readonly [string, ...string[]]>(keys: Keys) {
  return z.strictObject({ by: z.enum(keys), descending: z.boolean() });
}

/** A schema for the parameters of each method: a method without one does not compile. */
export type EngineSchemas = { readonly [M in EngineMethod]: z.ZodType<EngineParams<M>> };

/**
 * What a host accepts as parameters, by method, with every number and text bounded; unknown keys are refused. Checked
 * where a message enters: behind that edge parameters are trusted.
 */
export const ENGINE_SCHEMAS: EngineSchemas = {
  info: z.strictObject({}),
  types: z.strictObject({ ...window, sort: sort(['name', 'count', 'shallow', 'retained']), filter: search }),
  instances: z.strictObject({
    ...window,
    type: typeName,
    sort: sort(['id', 'shallow', 'retained', 'preview']),
    filter: search,
  }),
  object: z.strictObject({ id }),
  references: z.strictObject({ ...window, id, direction }),
  graph: z.strictObject({
    id,
    direction,
    depth: z.int().min(1).max(20),
    width: z.int().min(1).max(200),
    onlyType: typeName.nullable(),
    skip: z.int().min(0),
  }),
  path: z.strictObject({
    id,
    to: rootKind.nullable(),
  }),
  diff: z.strictObject({
    ...window,
    before: snapshot,
    by: z.enum(COMPARED_KEYS).optional(),
    identity: z.boolean().optional(),
  }),
  identity: z.strictObject({ other: snapshot }),
  'held-by-old': z.strictObject({
    ...window,
    limit: z.int().min(0).max(MAX_HELD_ROWS),
    before: snapshot,
    grown: z.boolean(),
  }),
  series: z.strictObject({
    ...window,
    snapshots: z.array(snapshot).min(2).max(MAX_SERIES),
    by: z.enum(COMPARED_KEYS),
    sort: sort(['name', 'count', 'shallow', 'retained']),
    filter: search,
    steady: z.boolean(),
  }),
  find: z.strictObject({ text: search, limit: z.int().min(0).max(MAX_PAGE) }),
  'set-summary': z.strictObject({ set: OBJECT_SET_SCHEMA }),
  'set-objects': z.strictObject({
    ...window,
    set: OBJECT_SET_SCHEMA,
    sort: sort(['id', 'shallow', 'retained', 'preview']),
  }),
  group: z.strictObject({
    ...window,
    set: OBJECT_SET_SCHEMA,
    by: z.enum(GROUP_KEYS),
    sort: sort(['key', 'count', 'shallow', 'retained']),
  }),
  'dominator-tree': z.strictObject({
    ...window,
    id: id.nullable(),
    grouped: z.boolean(),
    type: typeName.nullable(),
  }),
  treemap: z.strictObject({
    id: id.nullable(),
    cells: z.int().min(1).max(200),
    levels: z.int().min(1).max(8),
  }),
  paths: z.strictObject({
    id,
    count: z.int().min(1).max(50),
    to: rootKind.nullable(),
    avoid: z.array(id).max(MAX_AVOIDED),
    avoidReferences: z.array(z.strictObject({ from: id, to: id })).max(MAX_AVOIDED),
  }),
  'immediate-dominators': z.strictObject({ ...window, set: OBJECT_SET_SCHEMA, skip: search }),
  advice: z.strictObject({}),
  balance: z.strictObject({}),
  'merged-paths': treePart,
  'reference-pattern': treePart,
  growing: z.strictObject({
    earlier: z
      .array(snapshot)
      .min(1)
      .max(MAX_SERIES - 1),
    limit: z.int().min(1).max(200),
    minBytes: z.int().min(1).nullable(),
  }),
  findings: z.strictObject({ limit: z.int().min(1).max(200), minBytes: z.int().min(1).nullable() }),
};
