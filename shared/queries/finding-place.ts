import { describeReference } from '../analysis/folded-references.ts';
import type { HeapAnalysis } from '../analysis/heap-analysis.ts';
import { isThreadLocalStep } from '../analysis/keepers.ts';
import type { PathNode } from '../analysis/paths.ts';
import { visibleText } from '../base/visible-text.ts';
import type { RootPath } from '../protocol/rows.ts';

/** A place is part of a title. */
const MAX_PLACE = 160;
/** Steps told; of a longer way the middle is left out. */
const MAX_STEPS = 10;
const THREAD = ' (of one thread)';

/**
 * A path as code would write it: `app.store.renderer.pages`, `main() local d['k']`, `app.on_tick → closure variable
 * samples`. Of garbage, which has no root, the way around its cycle from the type on. O(length).
 */
export function placeOf(heap: HeapAnalysis, root: RootPath['root'], chain: readonly PathNode[]): string {
  const labels = labelsOf(heap, chain);
  const half = MAX_STEPS / 2;
  const told = labels.length <= MAX_STEPS ? labels : [...labels.slice(0, half), '…', ...labels.slice(-half)];
  let text = beginning(heap, root, chain);
  for (const label of told) {
    if (label.startsWith('.') || label.startsWith('[')) text += label;
    else if (label === THREAD) text += label;
    else if (label.startsWith('local ')) text += text.endsWith(')') ? ` ${label}` : `, ${label}`;
    else text += ` → ${label}`;
  }
  return visibleText(text.trim(), MAX_PLACE);
}

function beginning(heap: HeapAnalysis, root: RootPath['root'], chain: readonly PathNode[]): string {
  if (root === null) return shortName(heap.graph.typeNames[heap.graph.typeOf[chain[0].node]]);
  if (root.kind === 'c-held') {
    const type = shortName(heap.graph.typeNames[heap.graph.typeOf[chain[0].node]]);
    return `${type} (held from C)`;
  }
  if (root.kind === 'thread') return `thread ${root.name}`;
  return root.name;
}

/** Labels of the steps, the closure cell with what is in it as one, a thread's values as attributes. */
function labelsOf(heap: HeapAnalysis, chain: readonly PathNode[]): string[] {
  const { graph } = heap;
  const labels: string[] = [];
  let isThreadLocal = false;
  for (let index = 1; index < chain.length; index++) {
    const { node, edge, folded } = chain[index];
    const { label } = describeReference(graph, chain[index - 1].node, edge, folded);
    if (graph.typeNames[graph.typeOf[node]] === 'cell' && index + 1 < chain.length) continue;
    if (index + 1 < chain.length && isThreadLocalStep(heap, chain, index + 1)) continue;
    if (isThreadLocalStep(heap, chain, index)) {
      isThreadLocal = true;
      continue;
    }
    const name = isThreadLocal && isThreadLocalStep(heap, chain, index - 1) ? asAttribute(label) : label;
    labels.push(name.replace(/^cell /u, 'closure variable '));
  }
  if (isThreadLocal) labels.push(THREAD);
  return labels;
}

function asAttribute(label: string): string {
  const name = /^\['([A-Za-z_]\w*)'\]$/u.exec(label)?.[1];
  return name === undefined ? label : `.${name}`;
}

/** The last part of a dotted name. */
function shortName(typeName: string): string {
  return typeName.slice(typeName.lastIndexOf('.') + 1);
}
