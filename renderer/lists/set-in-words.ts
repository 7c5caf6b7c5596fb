import { formatCount } from '../../shared/base/numbers-to-text.ts';
import { visibleText } from '../../shared/base/visible-text.ts';
import type { ObjectSet } from '../../shared/protocol/object-set.ts';

const MAX_NAME = 80;

/**
 * A set as its reader would say it, for titles: `instances of app.Order where len > 100`. What comes from the snapshot
 * is made visible and cut. O(expressions): an expression has few.
 */
export function setInWords(set: ObjectSet): string {
  switch (set.kind) {
    case 'all':
      return 'all objects';
    case 'type':
      return `instances of ${name(set.type)}`;
    case 'ids':
      return set.ids.length === 1
        ? `object ${name(set.ids[0] ?? '')}`
        : `${formatCount(set.ids.length)} objects`;
    case 'unreachable':
      return 'unreachable objects';
    case 'text':
      return `${inner(set.set)} with “${name(set.text)}”`;
    case 'where':
      return set.set.kind === 'all'
        ? `objects where ${visibleText(set.query, 200)}`
        : `${inner(set.set)} where ${visibleText(set.query, 200)}`;
    case 'and':
      return `${inner(set.left)} and also ${inner(set.right)}`;
    case 'or':
      return `${inner(set.left)} or ${inner(set.right)}`;
    case 'minus':
      return `${inner(set.left)} without ${inner(set.right)}`;
    case 'retained':
      return `retained set of ${inner(set.of)}`;
    case 'referrers':
      return `referrers of ${inner(set.of)}`;
    case 'referents':
      return `referents of ${inner(set.of)}`;
    case 'dominated-by':
      return `object ${name(set.id)} and all that it holds alone`;
    case 'advised':
      return `objects of the advice ${set.advice}${set.type === null ? '' : ` about ${name(set.type)}`}`;
    case 'new-since':
      return 'objects made since the snapshot before';
    case 'survived':
      return 'objects of the snapshot before that are still there';
    case 'freed-by':
      return 'objects freed by the snapshot after';
    case 'group':
      return `${set.by} ${name(set.key)} of ${inner(set.of)}`;
  }
}

/** Sets made of two are put in brackets inside others. */
function inner(set: ObjectSet): string {
  const words = setInWords(set);
  return set.kind === 'and' || set.kind === 'or' || set.kind === 'minus' ? `(${words})` : words;
}

function name(text: string): string {
  return visibleText(text, MAX_NAME);
}
