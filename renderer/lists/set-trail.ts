import { visibleText } from '../../shared/base/visible-text.ts';
import type { ObjectSet } from '../../shared/protocol/object-set.ts';
import { setInWords } from './set-in-words.ts';

export interface TrailStep {
  readonly words: string;
  readonly set: ObjectSet;
}

const MAX_NAME = 60;

/**
 * The steps by which a set came to be, for going back: `all objects` › `where len > 100` › `owner: dict`. The last is
 * the set itself. O(depth of the expression).
 */
export function setTrail(set: ObjectSet): readonly TrailStep[] {
  const steps: TrailStep[] = [];
  for (let at: ObjectSet | null = set; at !== null;) {
    const inner = innerSet(at);
    steps.unshift({ words: inner === null ? setInWords(at) : lastWords(at), set: at });
    at = inner;
  }
  return steps;
}

/** The set that another was made of; null where it was made of none or of two. */
function innerSet(set: ObjectSet): ObjectSet | null {
  if ('set' in set) return set.set;
  return 'of' in set ? set.of : null;
}

/** What was done with the inner set. */
function lastWords(set: ObjectSet): string {
  if (set.kind === 'text') return `with “${visibleText(set.text, MAX_NAME)}”`;
  if (set.kind === 'where') return `where ${visibleText(set.query, 120)}`;
  if (set.kind === 'group') return `${set.by}: ${visibleText(set.key, MAX_NAME)}`;
  return set.kind === 'retained' ? 'retained set' : set.kind;
}
