import { formatCount } from '../base/numbers-to-text.ts';
import type { ObjectGraph } from '../protocol/rows.ts';

function plural(count: number, one: string, many: string): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/**
 * One line that says what the picture does not show and why: folded groups, neighbours beyond the width, what lies
 * beyond the depth. A picture that hides silently would be believed to be complete. O(nodes + stubs).
 */
export function leftOutText(graph: ObjectGraph): string {
  const holders = graph.direction === 'referrers';
  const neighbour = holders ? 'holder' : 'referent';
  const deepest = graph.nodes.reduce((depth, node) => Math.max(depth, node.depth), 0);
  const folded = graph.stubs.reduce((sum, stub) => sum + stub.count, 0);
  const parts: string[] = [];
  if (folded > 0) {
    parts.push(
      `${plural(folded, neighbour, `${neighbour}s`)} folded into ${plural(graph.stubs.length, 'dashed box', 'dashed boxes')}`,
    );
  }
  let cut = 0;
  let beyond = 0;
  const depthOf = new Map(graph.nodes.map((node) => [node.id, node.depth]));
  for (const { id, hidden } of graph.truncated) {
    if ((depthOf.get(id) ?? deepest) < deepest) cut += hidden;
    else beyond += 1;
  }
  if (cut > 0) parts.push(`${plural(cut, neighbour, `${neighbour}s`)} more than the width of ${graph.width}`);
  if (beyond > 0) {
    parts.push(
      `${holders ? 'what holds' : 'what is held by'} ${plural(beyond, 'object', 'objects')} beyond depth ${deepest}`,
    );
  }
  if (parts.length > 0) return `Left out: ${parts.join('; ')}.`;
  return holders
    ? 'Nothing is left out: this is all that holds it, up to its roots.'
    : 'Nothing is left out: this is all it holds.';
}
