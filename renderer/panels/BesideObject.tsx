import type { CSSProperties, ReactNode } from 'react';
import { Splitter } from '../components/Splitter.tsx';
import type { SnapshotPlace } from '../store/place.ts';
import { useWindow } from '../store/window-store.ts';
import type { OpenSnapshot } from '../store/window-store.ts';
import { ObjectPanel } from './Object/ObjectPanel.tsx';

/** A view with the open object of its place beside it: at the right, or below it where the window is narrow. */
export function BesideObject({
  snapshot,
  place,
  children,
}: {
  readonly snapshot: OpenSnapshot;
  readonly place: SnapshotPlace;
  /** The view. It stays as it is while objects come and go. */
  readonly children: ReactNode;
}): ReactNode {
  const { viewWidth, wideObject } = useWindow((state) => state.settings);
  const change = useWindow((state) => state.change);
  const { object, tab } = place;
  const isWide = object !== null && wideObject;
  const shape = `${object === null ? '' : ' with-object'}${isWide ? ' wide-object' : ''}`;
  return (
    <div className={`columns beside${shape}`} style={{ '--view': `${String(viewWidth)}%` } as CSSProperties}>
      <div className="pane pane-view" hidden={isWide}>
        {children}
      </div>
      {object === null || isWide ? null : (
        <Splitter
          label="Width of the view"
          value={viewWidth}
          min={25}
          max={75}
          onChange={(value) => change({ viewWidth: value })}
        />
      )}
      {object === null ? null : (
        <section className="pane pane-object" aria-label="Object">
          <ObjectPanel snapshot={snapshot} id={object} tab={tab} />
        </section>
      )}
    </div>
  );
}
