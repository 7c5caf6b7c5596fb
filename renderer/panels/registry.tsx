import type { ReactNode } from 'react';
import { growthPlace, typesPlace } from '../store/place.ts';
import type { Place, View } from '../store/place.ts';
import type { OpenSnapshot, WindowState } from '../store/window-store.ts';
import { GrowthPanel } from './Growth/GrowthPanel.tsx';
import { OverviewPanel } from './Overview/OverviewPanel.tsx';
import { comparison } from './Shell/comparison.ts';
import { TypesView } from './TypesView.tsx';

/** A view of an open snapshot: where it stands in the tabs, and what draws it. */
export interface Panel<V extends View = View> {
  readonly view: V;
  readonly title: string;
  /** Where its tab leads; null while it has nothing to show. */
  readonly tabPlace: (snapshot: OpenSnapshot, state: WindowState) => Place | null;
  readonly draw: (snapshot: OpenSnapshot, place: Extract<Place, { view: V }>) => ReactNode;
}

/** All views, in the order of their tabs. A new one: a folder beside, a variant of Place, an entry here. */
const PANELS: { readonly [V in Exclude<View, 'welcome'>]: Panel<V> } = {
  overview: {
    view: 'overview',
    title: 'Overview',
    tabPlace: ({ slug }) => ({ view: 'overview', snapshot: slug }),
    draw: (snapshot, place) => <OverviewPanel snapshot={snapshot} place={place} />,
  },
  types: {
    view: 'types',
    title: 'Types',
    tabPlace: ({ slug }, { lastTypes }) => lastTypes[slug] ?? typesPlace(slug),
    draw: (snapshot, place) => <TypesView snapshot={snapshot} place={place} />,
  },
  growth: {
    view: 'growth',
    title: 'Growth',
    tabPlace: (snapshot, { snapshots }) => {
      if (snapshots.length < 2) return null;
      const { before, after } = comparison(snapshots, snapshot);
      return growthPlace(after.slug, before.slug);
    },
    draw: (snapshot, place) => <GrowthPanel snapshot={snapshot} place={place} />,
  },
};

export interface PanelTab {
  readonly view: View;
  readonly title: string;
  readonly place: Place;
}

/** The tabs a snapshot has now. O(panels). */
export function tabsFor(snapshot: OpenSnapshot, state: WindowState): readonly PanelTab[] {
  return Object.values(PANELS).flatMap(({ view, title, tabPlace }) => {
    const place = tabPlace(snapshot, state);
    return place === null ? [] : [{ view, title, place }];
  });
}

/** What stands at a place of an open snapshot. */
export function drawPlace(snapshot: OpenSnapshot, place: Exclude<Place, { view: 'welcome' }>): ReactNode {
  switch (place.view) {
    case 'overview':
      return PANELS.overview.draw(snapshot, place);
    case 'types':
      return PANELS.types.draw(snapshot, place);
    case 'growth':
      return PANELS.growth.draw(snapshot, place);
  }
}
