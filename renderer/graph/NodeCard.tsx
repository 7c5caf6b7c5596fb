import { useLayoutEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import type { NodeOnScreen } from './graph-view.ts';

const AWAY = 10;

/** What is known of the box pointed at or selected, beside it; never in the way of the pointer. */
export function NodeCard({
  focus,
  action,
}: {
  readonly focus: NodeOnScreen;
  /** What a click does; empty for nothing. */
  readonly action: string;
}): ReactNode {
  const { node, box } = focus;
  const card = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = card.current;
    const room = element?.offsetParent;
    if (element === null || !room) return;
    const { offsetWidth, offsetHeight } = element;
    const left = Math.max(AWAY, Math.min(room.clientWidth - offsetWidth - AWAY, box.left));
    const below = box.bottom + AWAY;
    const top = below + offsetHeight < room.clientHeight ? below : box.top - AWAY - offsetHeight;
    element.style.transform = `translate(${Math.round(left)}px, ${Math.round(Math.max(AWAY, top))}px)`;
  });
  return (
    <div
      className="graph-card"
      role="tooltip"
      ref={card}
      data-x={Math.round((box.left + box.right) / 2)}
      data-y={Math.round((box.top + box.bottom) / 2)}
    >
      <span className="graph-card-name">
        <b>{node.type}</b>
        {node.kind === 'object' ? <code>{node.id}</code> : null}
      </span>
      {node.preview === '' ? null : <code>{node.preview}</code>}
      <span>{node.facts}</span>
      {action === '' ? null : <em>{action}</em>}
    </div>
  );
}
