import { useMemo } from 'react';
import type { ReactNode } from 'react';
import { legendOf } from '../../shared/picture/legend.ts';
import type { Scene } from '../../shared/picture/scene.ts';

/** What colours and lines of this graph mean: only those it has. */
export function GraphLegend({ scene }: { readonly scene: Scene }): ReactNode {
  const entries = useMemo(() => legendOf(scene), [scene]);
  return (
    <ul className="graph-legend" aria-label="Legend">
      {entries.map((entry) => (
        <li key={entry.kind}>
          <i className={`graph-swatch is-${entry.kind}`} aria-hidden />
          {entry.text}
        </li>
      ))}
    </ul>
  );
}
