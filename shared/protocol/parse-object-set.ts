import { ADVICE_KINDS } from './advice-kinds.ts';
import type { AdviceKind } from './advice-kinds.ts';
import { GROUP_KEYS, MAX_SET_DEPTH, MAX_SET_PARTS } from './object-set.ts';
import type { GroupKey, ObjectSet } from './object-set.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * The set expression in a text, such as an address somebody typed; null when it is none, or is too deep or too large.
 * The form alone is looked at, for the page, which has no schemas: the engine looks at everything (OBJECT_SET_SCHEMA).
 * O(text), never throws.
 */
export function parseObjectSet(text: string): ObjectSet | null {
  if (text === '') return null;
  try {
    const value: unknown = JSON.parse(text);
    return isObjectSet(value) ? value : null;
  } catch {
    return null;
  }
}

/** Level by level, so that depth costs no stack. */
function isObjectSet(value: unknown): value is ObjectSet {
  let level: readonly unknown[] = [value];
  let parts = 0;
  for (let depth = 0; level.length > 0; depth++) {
    parts += level.length;
    if (depth >= MAX_SET_DEPTH || parts > MAX_SET_PARTS) return false;
    const inner = level.map((each) => innerSets(each));
    if (inner.includes(null)) return false;
    level = inner.flatMap((each) => each ?? []);
  }
  return true;
}

/** The expressions directly inside one; null when it has not the form of any. */
function innerSets(value: unknown): readonly unknown[] | null {
  if (typeof value !== 'object' || value === null) return null;
  const fields = value as Fields;
  switch (fields['kind']) {
    case 'all':
    case 'unreachable':
      return [];
    case 'type':
      return texts(fields, 'type') ? [] : null;
    case 'dominated-by':
      return texts(fields, 'id') ? [] : null;
    case 'new-since':
    case 'survived':
      return texts(fields, 'before') ? [] : null;
    case 'freed-by':
      return texts(fields, 'after') ? [] : null;
    case 'ids':
      return Array.isArray(fields['ids']) && fields['ids'].every((id) => typeof id === 'string') ? [] : null;
    case 'advised':
      return ADVICE_KINDS.includes(fields['advice'] as AdviceKind) &&
        (fields['type'] === null || texts(fields, 'type'))
        ? []
        : null;
    case 'text':
      return texts(fields, 'text') ? [fields['set']] : null;
    case 'where':
      return texts(fields, 'query') ? [fields['set']] : null;
    case 'and':
    case 'or':
    case 'minus':
      return [fields['left'], fields['right']];
    case 'retained':
    case 'referrers':
    case 'referents':
      return [fields['of']];
    case 'group':
      return texts(fields, 'key') && GROUP_KEYS.includes(fields['by'] as GroupKey) ? [fields['of']] : null;
    default:
      return null;
  }
}

function texts(fields: Fields, name: string): boolean {
  return typeof fields[name] === 'string';
}
