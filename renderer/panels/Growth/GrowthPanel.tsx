import { Tabs } from 'radix-ui';
import type { ReactNode } from 'react';
import { EmptyState } from '../../components/EmptyState.tsx';
import type { GrowthPart, GrowthPlace } from '../../store/places/growth.ts';
import { useWindow } from '../../store/window-store.ts';
import type { OpenSnapshot } from '../../store/window-store.ts';
import { ChangesPart } from './ChangesPart.tsx';
import { FatesPart } from './FatesPart.tsx';
import { HeldPart } from './HeldPart.tsx';
import { SnapshotPair } from './SnapshotPair.tsx';
import { TimePart } from './TimePart.tsx';
import './growth.css';

const PARTS: readonly (readonly [GrowthPart, string])[] = [
  ['changes', 'Changes'],
  ['held', 'Held by older objects'],
  ['objects', 'New, freed, survived'],
  ['time', 'Over time'],
];

interface GrowthPanelProps {
  readonly snapshot: OpenSnapshot;
  readonly place: GrowthPlace;
}

/** What changed between two snapshots: by type, by what new objects hang on, object by object; and over all that are open. */
export function GrowthPanel({ snapshot, place }: GrowthPanelProps): ReactNode {
  const goTo = useWindow((state) => state.goTo);
  const snapshots = useWindow((state) => state.snapshots);
  const before = snapshots.find((each) => each.slug === place.before) ?? null;
  return (
    <section className="view-section growth" aria-label="Growth between two snapshots">
      <SnapshotPair snapshots={snapshots} before={before} after={snapshot} place={place} />
      <Tabs.Root
        className="tabs"
        value={place.part}
        onValueChange={(part) => goTo({ ...place, part: part as GrowthPart })}
      >
        <Tabs.List className="tab-list" aria-label="Growth">
          {PARTS.map(([value, title]) => (
            <Tabs.Trigger key={value} value={value} className="tab">
              {title}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        <Tabs.Content value={place.part} className="tab-content" tabIndex={-1}>
          <Part snapshot={snapshot} before={before} place={place} />
        </Tabs.Content>
      </Tabs.Root>
    </section>
  );
}

function Part({
  snapshot,
  before,
  place,
}: GrowthPanelProps & { readonly before: OpenSnapshot | null }): ReactNode {
  if (place.part === 'time') return <TimePart snapshot={snapshot} place={place} />;
  if (before === null) return <EmptyState title="Choose the snapshot to compare with" />;
  const pair = { before, snapshot, place };
  if (place.part === 'held') return <HeldPart {...pair} />;
  if (place.part === 'objects') return <FatesPart {...pair} />;
  return <ChangesPart {...pair} />;
}
