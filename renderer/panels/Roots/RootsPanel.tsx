import { Tabs } from 'radix-ui';
import type { ReactNode } from 'react';
import { formatCount } from '../../../shared/base/numbers-to-text.ts';
import type { ObjectSet } from '../../../shared/protocol/object-set.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { FilterBox } from '../../components/FilterBox.tsx';
import { SetObjects } from '../../lists/SetObjects.tsx';
import { Threads } from '../../lists/Threads.tsx';
import type { InstanceList } from '../../store/places/instance-list.ts';
import type { RootPart, RootsPlace } from '../../store/places/roots.ts';
import { setsPlace } from '../../store/places/sets.ts';
import { useWindow } from '../../store/window-store.ts';
import type { OpenSnapshot } from '../../store/window-store.ts';
import { RootKinds } from './RootKinds.tsx';
import './roots.css';

const ROOT_OBJECTS: ObjectSet = { kind: 'where', set: { kind: 'all' }, query: 'root' };
const UNREACHABLE: ObjectSet = { kind: 'unreachable' };

interface RootsPanelProps {
  readonly snapshot: OpenSnapshot;
  readonly place: RootsPlace;
}

/** What is alive by itself: roots by kind and one by one, threads with their frames, and what no root reaches. */
export function RootsPanel({ snapshot, place }: RootsPanelProps): ReactNode {
  const goTo = useWindow((state) => state.goTo);
  const threads = snapshot.info.process?.threads ?? [];
  const unreachable = snapshot.info.unreachable.objects;
  const parts: readonly (readonly [RootPart, string])[] = [
    ['kinds', 'By kind'],
    ['objects', 'Root objects'],
    ['threads', threads.length === 0 ? 'Threads' : `Threads (${formatCount(threads.length)})`],
    ['unreachable', `Unreachable (${formatCount(unreachable)})`],
  ];
  return (
    <section className="view-section roots" aria-label="Roots">
      <Tabs.Root
        className="tabs"
        value={place.part}
        onValueChange={(part) => goTo({ ...place, part: part as RootPart })}
      >
        <Tabs.List className="tab-list" aria-label="Roots">
          {parts.map(([value, title]) => (
            <Tabs.Trigger key={value} value={value} className="tab">
              {title}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        <Tabs.Content value="kinds" className="tab-content" tabIndex={-1}>
          <RootKinds snapshot={snapshot} />
        </Tabs.Content>
        <Tabs.Content value="objects" className="tab-content" tabIndex={-1}>
          <Objects snapshot={snapshot} place={place} set={ROOT_OBJECTS} label="Root objects" />
        </Tabs.Content>
        <Tabs.Content value="threads" className="tab-content" tabIndex={-1}>
          <ThreadsPart snapshot={snapshot} />
        </Tabs.Content>
        <Tabs.Content value="unreachable" className="tab-content" tabIndex={-1}>
          {unreachable === 0 ? (
            <EmptyState title="Some root reaches every object">
              <p>No garbage was waiting for the collector when the snapshot was taken.</p>
            </EmptyState>
          ) : (
            <Objects snapshot={snapshot} place={place} set={UNREACHABLE} label="Unreachable objects" />
          )}
        </Tabs.Content>
      </Tabs.Root>
    </section>
  );
}

function Objects({
  snapshot,
  place,
  set,
  label,
}: RootsPanelProps & { readonly set: ObjectSet; readonly label: string }): ReactNode {
  const goTo = useWindow((state) => state.goTo);
  const open = useWindow((state) => state.openObject);
  const change = (next: Partial<InstanceList>): void =>
    goTo({ ...place, objects: { ...place.objects, ...next } });
  return (
    <>
      <div className="part-tools">
        <FilterBox
          label="Filter objects"
          value={place.objects.filter}
          onChange={(filter) => change({ filter })}
        />
        <button type="button" className="button small" onClick={() => goTo(setsPlace(snapshot.slug, set))}>
          As a set
        </button>
      </div>
      <SetObjects
        snapshot={snapshot.id}
        set={set}
        list={place.objects}
        onList={change}
        selected={place.object}
        onOpen={open}
        label={label}
      />
    </>
  );
}

function ThreadsPart({ snapshot }: { readonly snapshot: OpenSnapshot }): ReactNode {
  const goTo = useWindow((state) => state.goTo);
  const open = useWindow((state) => state.openObject);
  const threads = snapshot.info.process?.threads ?? [];
  if (threads.length === 0) {
    return (
      <EmptyState title="This snapshot names no threads">
        <p>Snapshots of the Backref agent do, with what each was running.</p>
      </EmptyState>
    );
  }
  return (
    <>
      <div className="part-tools">
        <button
          type="button"
          className="button small"
          onClick={() => goTo({ ...setsPlace(snapshot.slug, { kind: 'all' }), part: 'groups', by: 'thread' })}
        >
          What each keeps
        </button>
        <span className="soft">Choose a function to see its local variables.</span>
      </div>
      <div className="roots-threads">
        <Threads threads={threads} onOpen={open} />
      </div>
    </>
  );
}
