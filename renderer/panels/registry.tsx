import type { ReactNode } from 'react';
import { firstPlace } from '../store/place.ts';
import type { Place, PlaceOf, SnapshotPlace, SnapshotView } from '../store/place.ts';
import { growthPlace } from '../store/places/growth.ts';
import type { OpenSnapshot, WindowState } from '../store/window-store.ts';
import { BesideObject } from './BesideObject.tsx';
import { AdvicePanel } from './Advice/AdvicePanel.tsx';
import { DominatorsPanel } from './Dominators/DominatorsPanel.tsx';
import { FindingsPanel } from './Findings/FindingsPanel.tsx';
import { GrowthPanel } from './Growth/GrowthPanel.tsx';
import { OverviewPanel } from './Overview/OverviewPanel.tsx';
import { RootsPanel } from './Roots/RootsPanel.tsx';
import { SetsPanel } from './Sets/SetsPanel.tsx';
import { comparison } from './Shell/comparison.ts';
import { TypesView } from './TypesView.tsx';

/** A view of an open snapshot: where it stands in the tabs, and what draws it. */
export interface Panel<V extends SnapshotView = SnapshotView> {
  readonly title: string;
  /**
   * Where its tab leads; null while it has nothing to show, and then there is no tab. Absent: to where the user last
   * was in it, or to how it is first shown.
   */
  readonly tabPlace?: (snapshot: OpenSnapshot, state: WindowState) => Place | null;
  readonly draw: (snapshot: OpenSnapshot, place: PlaceOf[V]) => ReactNode;
  /** Whether it shows the open object of its place itself; otherwise that stands beside it. */
  readonly showsObject?: true;
}

/** All views, in the order of their tabs: one entry a view. */
const PANELS: { readonly [V in SnapshotView]: Panel<V> } = {
  overview: {
    title: 'Overview',
    draw: (snapshot) => <OverviewPanel snapshot={snapshot} />,
  },
  types: {
    title: 'Types',
    draw: (snapshot, place) => <TypesView snapshot={snapshot} place={place} />,
    showsObject: true,
  },
  dominators: {
    title: 'Dominators',
    draw: (snapshot, place) => <DominatorsPanel key={snapshot.slug} snapshot={snapshot} place={place} />,
  },
  growth: {
    title: 'Growth',
    tabPlace: (snapshot, { snapshots, last }) => {
      if (snapshots.length < 2) return null;
      const { before, after } = comparison(snapshots, snapshot);
      const visited = last[after.slug]?.growth;
      const isThere = snapshots.some(({ slug }) => slug === visited?.before);
      return visited !== undefined && isThere ? visited : growthPlace(after.slug, before.slug);
    },
    draw: (snapshot, place) => <GrowthPanel snapshot={snapshot} place={place} />,
  },
  findings: {
    title: 'Findings',
    draw: (snapshot, place) => <FindingsPanel snapshot={snapshot} place={place} />,
  },
  advice: {
    title: 'Advice',
    draw: (snapshot, place) => <AdvicePanel snapshot={snapshot} place={place} />,
  },
  roots: {
    title: 'Roots',
    draw: (snapshot, place) => <RootsPanel key={snapshot.slug} snapshot={snapshot} place={place} />,
  },
  sets: {
    title: 'Sets',
    draw: (snapshot, place) => <SetsPanel key={snapshot.slug} snapshot={snapshot} place={place} />,
  },
};

export interface PanelTab {
  readonly view: SnapshotView;
  readonly title: string;
  readonly place: Place;
}

/** The tabs a snapshot has now. O(panels). */
export function tabsFor(snapshot: OpenSnapshot, state: WindowState): readonly PanelTab[] {
  return (Object.keys(PANELS) as SnapshotView[]).flatMap((view) => {
    const { title, tabPlace } = PANELS[view];
    const { slug } = snapshot;
    const place =
      tabPlace === undefined
        ? (state.last[slug]?.[view] ?? firstPlace(view, slug))
        : tabPlace(snapshot, state);
    return place === null ? [] : [{ view, title, place }];
  });
}

function drawIn<V extends SnapshotView>(view: V, snapshot: OpenSnapshot, place: PlaceOf[V]): ReactNode {
  return PANELS[view].draw(snapshot, place);
}

/** What stands at a place of an open snapshot. */
export function drawPlace(snapshot: OpenSnapshot, place: SnapshotPlace): ReactNode {
  const drawn = drawIn<SnapshotView>(place.view, snapshot, place);
  if (PANELS[place.view].showsObject === true) return drawn;
  return (
    <BesideObject key={place.view} snapshot={snapshot} place={place}>
      {drawn}
    </BesideObject>
  );
}
