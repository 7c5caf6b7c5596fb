import { NO_NODE, ROOT_KIND_NAMES } from '../graph/heap-graph.ts';
import type { HeapGraph } from '../graph/heap-graph.ts';
import { visibleText } from '../base/visible-text.ts';
import { NO_EDGE } from './distances.ts';
import { isOwnedDictOf } from './folded-references.ts';
import { groupByNumberOf } from './grouping.ts';
import type { Grouping } from './grouping.ts';
import type { HeapAnalysis } from './heap-analysis.ts';
import { ReferenceLabels } from './reference-labels.ts';
import { inSlices } from './work-context.ts';
import type { WorkContext } from './work-context.ts';

const PHASE = 'Following paths';
const MAX_ROOT_NAME = 300;
/** What no root reaches. */
const UNREACHABLE_TEXT = '(unreachable)';
const NO_THREAD_TEXT = '(no thread)';
/** Steps of a path that its pattern names. */
const MAX_STEPS = 12;
const MORE = '…';

/** Groups by the root at the start of the member's shortest path. O(N + members). Throws HeapError `cancelled`. */
export function groupByKeeper(heap: HeapAnalysis, members: Uint32Array, context: WorkContext): Grouping {
  return groupByRootText(heap, members, context, (root) => rootText(heap.graph, root));
}

/**
 * Groups by the thread whose frame is at the start of the member's shortest path. O(N + members). Throws HeapError
 * `cancelled`.
 */
export function groupByThread(heap: HeapAnalysis, members: Uint32Array, context: WorkContext): Grouping {
  const { graph } = heap;
  const threadOfFrame = new Map<number, string>();
  for (const { name, ident, frames } of graph.facts.process?.threads ?? []) {
    for (const { node } of frames) threadOfFrame.set(node, name === '' ? `thread ${ident}` : name);
  }
  return groupByRootText(heap, members, context, (root) => {
    const thread = threadOfFrame.get(graph.roots.node[root]);
    if (thread !== undefined) return thread;
    return ROOT_KIND_NAMES[graph.roots.kind[root]] === 'thread' ? rootName(graph, root) : NO_THREAD_TEXT;
  });
}

function groupByRootText(
  heap: HeapAnalysis,
  members: Uint32Array,
  context: WorkContext,
  textOfRoot: (root: number) => string,
): Grouping {
  const texts: string[] = [];
  const numberOfText = new Map<string, number>();
  const number = (text: string): number => {
    const known = numberOfText.get(text);
    if (known !== undefined) return known;
    numberOfText.set(text, texts.length);
    return texts.push(text) - 1;
  };
  const keptBy = downFromRoots(heap, context, (node) => {
    const root = heap.roots.rootOf(node);
    return number(root < 0 ? UNREACHABLE_TEXT : textOfRoot(root));
  });
  return groupByNumberOf(
    members,
    (node) => keptBy[node],
    (each) => texts[each],
    context,
    texts.length,
  );
}

/** A number by node: that of the node under node 0 in the tree of shortest paths, or made by `step` on the way down. */
function downFromRoots(
  heap: HeapAnalysis,
  context: WorkContext,
  start: (node: number) => number,
  step: (parent: number, node: number, numberOf: Uint32Array) => number = (parent, _, numberOf) =>
    numberOf[parent],
): Uint32Array {
  const { nodeAt, parentOf } = heap.shortestTree(context);
  const numberOf = new Uint32Array(nodeAt.length);
  inSlices(context, PHASE, nodeAt.length, (from, to) => {
    for (let position = Math.max(1, from); position < to; position++) {
      const node = nodeAt[position];
      const parent = parentOf[node];
      numberOf[node] = parent === 0 ? start(node) : step(parent, node, numberOf);
    }
  });
  return numberOf;
}

function rootName({ strings, roots }: HeapGraph, root: number): string {
  return visibleText(strings.get(roots.name[root], 4 * MAX_ROOT_NAME), MAX_ROOT_NAME);
}

/** Kind and name of a row of the root table: `module app.store`, `frame main()`. O(1). */
export function rootText(graph: HeapGraph, root: number): string {
  return `${ROOT_KIND_NAMES[graph.roots.kind[root]] ?? 'unknown'} ${rootName(graph, root)}`.trimEnd();
}

/**
 * Groups by the pattern of the member's shortest path: its root and the labels of its steps, with positions and keys of
 * large mappings left out (see ReferenceLabels), one label several times in a row as `.next*`, and nothing behind the
 * twelfth step: `module app.store .cache […] .profile`. O(N + members). Throws HeapError `cancelled`.
 */
export function groupByPath(heap: HeapAnalysis, members: Uint32Array, context: WorkContext): Grouping {
  const { graph } = heap;
  const { cameBy } = heap.distancesFromRoots(context);
  const { parentOf } = heap.shortestTree(context);
  const labels = new ReferenceLabels(graph);
  const patterns = new Patterns();
  const patternOf = downFromRoots(
    heap,
    context,
    (node) => {
      const root = heap.roots.rootOf(node);
      return patterns.start(labels.number(root < 0 ? UNREACHABLE_TEXT : rootText(graph, root)));
    },
    (parent, node, numberOf) => {
      const edge = cameBy[node];
      // An attribute dict stands for its owner; only the dict itself is told from it.
      const owner = graph.ownerOfDict === null ? NO_NODE : graph.ownerOfDict[parent];
      const folded = owner !== NO_NODE && parentOf[parent] === owner && isOwnedDictOf(graph, parent, owner);
      const before = folded && numberOf[owner] !== 0 ? numberOf[owner] : numberOf[parent];
      if (edge === NO_EDGE) return before; // garbage has no way from a root
      return patterns.then(before, labels.numberOf(parent, edge));
    },
  );
  return groupByNumberOf(
    members,
    (node) => patternOf[node],
    (pattern) => patterns.textOf(pattern, (label) => labels.textOf(label)),
    context,
    patterns.count,
  );
}

/** Sequences of labels as numbers, from 1. */
class Patterns {
  private readonly next = new Map<number, number>();
  private readonly before: number[] = [0];
  private readonly label: number[] = [0];
  private readonly steps: number[] = [0];
  private readonly repeats: boolean[] = [false];

  get count(): number {
    return this.label.length;
  }

  start(label: number): number {
    return this.made(0, label, false);
  }

  /** The pattern with one more label. */
  then(pattern: number, label: number): number {
    if (this.steps[pattern] > MAX_STEPS) return pattern;
    if (this.steps[pattern] > 1 && this.label[pattern] === label) {
      return this.repeats[pattern] ? pattern : this.made(this.before[pattern], label, true);
    }
    return this.made(pattern, label, false);
  }

  textOf(pattern: number, textOfLabel: (label: number) => string): string {
    const parts: string[] = this.steps[pattern] > MAX_STEPS ? [MORE] : [];
    for (let each = pattern; each !== 0; each = this.before[each]) {
      // The last step of a cut pattern stands for whatever follows it.
      if (this.steps[each] > MAX_STEPS) continue;
      parts.push(`${textOfLabel(this.label[each])}${this.repeats[each] ? '*' : ''}`);
    }
    return parts.reverse().join(' ');
  }

  private made(before: number, label: number, repeats: boolean): number {
    const steps = this.steps[before] + 1;
    // What is cut off is all one.
    const shown = steps > MAX_STEPS ? 0 : label;
    const place = (before * 2 ** 22 + Math.min(shown, 2 ** 22 - 1)) * 2 + (repeats ? 1 : 0);
    const known = this.next.get(place);
    if (known !== undefined) return known;
    const made = this.label.push(shown) - 1;
    this.before.push(before);
    this.steps.push(steps);
    this.repeats.push(repeats);
    this.next.set(place, made);
    return made;
  }
}
