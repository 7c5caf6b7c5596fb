import type { ReactNode } from 'react';
import { formatPlace } from '../../store/place.ts';
import type { Place, View } from '../../store/place.ts';

export interface ViewTab {
  readonly view: View;
  readonly title: string;
  readonly place: Place;
}

/** The views of a snapshot as links: each has its address, and can be opened beside. */
export function ViewTabs({
  tabs,
  current,
  onGo,
}: {
  readonly tabs: readonly ViewTab[];
  readonly current: View;
  readonly onGo: (place: Place) => void;
}): ReactNode {
  return (
    <nav className="view-tabs" aria-label="Views">
      {tabs.map(({ view, title, place }) => (
        <a
          key={view}
          href={formatPlace(place)}
          aria-current={view === current ? 'page' : undefined}
          onClick={(event) => {
            if (event.ctrlKey || event.metaKey || event.shiftKey) return;
            event.preventDefault();
            if (view !== current) onGo(place);
          }}
        >
          {title}
        </a>
      ))}
    </nav>
  );
}
