import { z } from 'zod';
import { decodeUtf8 } from '../../base/text-codec.ts';
import type { PayloadCursor } from './payload-cursor.ts';

/** JSON of an agent in a stranger's process: any key may be missing, null or of a wrong type, which reads as unknown. */
const text = z.string().nullable().catch(null);
const whole = z.number().int().min(0);
const count = z.number().min(0).max(Number.MAX_SAFE_INTEGER).nullable().catch(null);
const texts = z.array(z.string().catch('')).catch([]);
const counts = z.array(whole.catch(0)).catch([]);

const frame = z.object({
  id: text,
  function: z.string().catch('?'),
  file: z.string().catch('?'),
  line: whole.catch(0),
});
const thread = z.object({
  ident: z.union([z.string(), z.number().transform(String)]).catch(''),
  name: z.string().catch('?'),
  frames: z.array(frame.nullable().catch(null)).catch([]),
});
const gc = z.object({
  enabled: z.boolean(),
  counts,
  thresholds: counts,
  frozen: whole.catch(0),
});
const pymalloc = z.object({ arenaBytes: whole, usedBytes: whole, freeBytes: whole, unusedPoolBytes: count });
const malloc = z.object({ usedBytes: whole, freeBytes: whole, mappedBytes: whole });
const region = z.object({ bytes: whole, residentBytes: whole });
const memory = z.object({
  anonymousBytes: whole,
  fileBytes: whole.catch(0),
  sharedBytes: whole.catch(0),
  swapBytes: whole.catch(0),
  copyBytes: z.number().int().catch(0),
  regions: z
    .object({
      heap: region,
      threadHeaps: region,
      stacks: region,
      libraries: region,
      other: region,
      allocator: text,
    })
    .nullable()
    .catch(null),
});

const META = z.object({
  producer: text,
  pid: count,
  argv: texts,
  python: text,
  platform: text,
  label: text,
  time: text,
  method: text,
  rssBytes: count,
  peakRssBytes: count,
  gc: gc.nullable().catch(null),
  pymalloc: pymalloc.nullable().catch(null),
  malloc: malloc.nullable().catch(null),
  memory: memory.nullable().catch(null),
  tracemalloc: z.boolean().catch(false),
  threads: z.array(thread.nullable().catch(null)).catch([]),
});

const problem = z.object({
  code: z.string(),
  count: whole.catch(1),
  message: z.string().catch(''),
});
const TAIL = z.object({
  seconds: count,
  problems: z.array(problem.nullable().catch(null)).catch([]),
  unseen: texts,
});

/** What the META block says; unknown things are null or empty. */
export type Meta = z.infer<typeof META>;
/** What the TAIL block says. */
export type Tail = z.infer<typeof TAIL>;

/** For a snapshot without a TAIL block. */
export const NO_TAIL: Tail = { seconds: null, problems: [], unseen: [] };

/** The facts of a META block. Throws HeapError `corrupt` when it is no JSON object. O(length). */
export function parseMeta(payload: PayloadCursor): Meta {
  return parseBlock(payload, META);
}

/** The facts of a TAIL block. Throws HeapError `corrupt` when it is no JSON object. O(length). */
export function parseTail(payload: PayloadCursor): Tail {
  return parseBlock(payload, TAIL);
}

function parseBlock<T>(payload: PayloadCursor, schema: z.ZodType<T>): T {
  let value: unknown;
  try {
    value = JSON.parse(decodeUtf8(payload.bytes));
  } catch {
    throw payload.corrupt('it is no JSON');
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw payload.corrupt('it is no JSON object');
  return parsed.data;
}
