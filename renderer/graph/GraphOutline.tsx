import { useEffect, useMemo, useRef } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import type { Scene, SceneNode } from '../../shared/picture/scene.ts';
import { outlineOf } from './outline.ts';
import type { OutlineRow } from './outline.ts';

interface GraphOutlineProps {
  readonly scene: Scene;
  readonly label: string;
  readonly selected: string | null;
  readonly onSelect: (key: string) => void;
  readonly onActivate: (node: SceneNode) => void;
  readonly onCollapse: (node: SceneNode) => void;
  readonly onRecentre: (node: SceneNode) => void;
}

/** The same graph as a tree for keyboard and screen reader, with the same selection and the same actions. */
export function GraphOutline(props: GraphOutlineProps): ReactNode {
  const { scene, selected, onSelect } = props;
  const rows = useMemo(() => outlineOf(scene), [scene]);
  const list = useRef<HTMLUListElement>(null);
  const focused = Math.max(
    0,
    rows.findIndex((row) => row.node.key === selected),
  );
  useEffect(() => {
    const items = list.current;
    // Only while the user is in the tree: the picture's selection must not steal the focus.
    if (items?.contains(document.activeElement) !== true) return;
    const item = items.children.item(focused);
    if (item instanceof HTMLElement) item.focus();
  }, [focused, rows]);

  const onKeyDown = (event: KeyboardEvent): void => {
    const row = rows.at(focused);
    if (row === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    const goal = rowAfterKey(rows, focused, event.key);
    if (goal !== null) onSelect(rows[goal].node.key);
    else if (event.key === 'Enter' && event.shiftKey) props.onRecentre(row.node);
    else if (event.key === 'Enter' || event.key === ' ') props.onActivate(row.node);
    else if (event.key === 'ArrowRight' && row.expanded === false) props.onActivate(row.node);
    else if (event.key === 'ArrowLeft' || event.key === 'Delete') props.onCollapse(row.node);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <ul className="graph-outline" role="tree" aria-label={props.label} ref={list} onKeyDown={onKeyDown}>
      {rows.map((row, index) => (
        <li
          key={row.node.key}
          role="treeitem"
          className={`graph-outline-row level-${Math.min(row.level, 12)} ${row.node.isStart ? 'is-start' : `is-${row.node.role}`}`}
          tabIndex={index === focused ? 0 : -1}
          aria-level={row.level}
          aria-posinset={row.position}
          aria-setsize={row.siblings}
          aria-selected={row.node.key === selected}
          {...(row.expanded === null ? {} : { 'aria-expanded': row.expanded })}
          title={row.node.description}
          onClick={() => onSelect(row.node.key)}
          onDoubleClick={() => props.onActivate(row.node)}
        >
          {row.label === '' ? null : <code className="graph-outline-label">{row.label}</code>}
          <span className="graph-outline-type">{row.node.title}</span>
          {row.node.detail === '' ? null : <code>{row.node.detail}</code>}
          {row.node.badge === '' ? null : <span className="graph-outline-more">{row.node.badge}</span>}
        </li>
      ))}
    </ul>
  );
}

/** The row a movement key leads to; null when the key moves nowhere. O(rows). */
function rowAfterKey(rows: readonly OutlineRow[], from: number, key: string): number | null {
  const row = rows[from];
  switch (key) {
    case 'ArrowDown':
      return Math.min(rows.length - 1, from + 1);
    case 'ArrowUp':
      return Math.max(0, from - 1);
    case 'Home':
      return 0;
    case 'End':
      return rows.length - 1;
    case 'ArrowRight':
      return row.expanded === true ? from + 1 : null;
    case 'ArrowLeft': {
      if (row.expanded === true && !row.node.isStart) return null;
      const parent = rows.findIndex((other) => other.node.key === row.parentKey);
      return parent < 0 ? from : parent;
    }
    default:
      return null;
  }
}
