import { Tabs } from 'radix-ui';
import type { ReactNode } from 'react';
import type { ObjectSet } from '../../../shared/protocol/object-set.ts';
import { FilterBox } from '../../components/FilterBox.tsx';
import { useStoppableQuery } from '../../data/use-stoppable-query.ts';
import { SetObjects } from '../../lists/SetObjects.tsx';
import type { InstanceList } from '../../store/places/instance-list.ts';
import { setsPlace } from '../../store/places/sets.ts';
import type { SetPart, SetsPlace } from '../../store/places/sets.ts';
import { useWindow } from '../../store/window-store.ts';
import type { OpenSnapshot } from '../../store/window-store.ts';
import { GroupsPart } from './GroupsPart.tsx';
import { HoldersPart } from './HoldersPart.tsx';
import { QueryBox } from './QueryBox.tsx';
import { SetHead } from './SetHead.tsx';
import { MergedPart, PatternPart } from './TreePart.tsx';
import './sets.css';

const PARTS: readonly (readonly [SetPart, string])[] = [
  ['objects', 'Objects'],
  ['groups', 'Groups'],
  ['holders', 'Who holds it alone'],
  ['merged', 'Merged paths'],
  ['pattern', 'Reference pattern'],
];

const EVERY_OBJECT: ObjectSet = { kind: 'all' };

interface SetsPanelProps {
  readonly snapshot: OpenSnapshot;
  readonly place: SetsPlace;
}

/** Any selection of objects, and everything that can be asked of it. */
export function SetsPanel({ snapshot, place }: SetsPanelProps): ReactNode {
  const goTo = useWindow((state) => state.goTo);
  const set = place.set ?? EVERY_OBJECT;
  const summary = useStoppableQuery(snapshot.id, 'set-summary', { set });
  // Another set is looked at in the same way.
  const onSet = (next: ObjectSet): void =>
    goTo({
      ...setsPlace(snapshot.slug, next),
      part: place.part,
      by: place.by,
      object: place.object,
      tab: place.tab,
    });
  return (
    <section className="view-section sets" aria-label="Sets">
      <QueryBox
        value={set.kind === 'where' ? set.query : ''}
        hasSet={place.set !== null}
        onAsk={(query, within) => onSet({ kind: 'where', set: within ? set : EVERY_OBJECT, query })}
      />
      <SetHead snapshot={snapshot.id} set={set} summary={summary} onSet={onSet} />
      <Tabs.Root
        className="tabs"
        value={place.part}
        onValueChange={(part) => goTo({ ...place, part: part as SetPart })}
      >
        <Tabs.List className="tab-list" aria-label="About the set">
          {PARTS.map(([value, title]) => (
            <Tabs.Trigger key={value} value={value} className="tab">
              {title}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        <Tabs.Content value="objects" className="tab-content" tabIndex={-1}>
          <ObjectsPart snapshot={snapshot} place={place} set={set} />
        </Tabs.Content>
        <Tabs.Content value="groups" className="tab-content" tabIndex={-1}>
          <GroupsPart snapshot={snapshot} place={place} set={set} />
        </Tabs.Content>
        <Tabs.Content value="holders" className="tab-content" tabIndex={-1}>
          <HoldersPart snapshot={snapshot} place={place} set={set} />
        </Tabs.Content>
        <Tabs.Content value="merged" className="tab-content" tabIndex={-1}>
          <MergedPart snapshot={snapshot} place={place} set={set} />
        </Tabs.Content>
        <Tabs.Content value="pattern" className="tab-content" tabIndex={-1}>
          <PatternPart snapshot={snapshot} place={place} set={set} />
        </Tabs.Content>
      </Tabs.Root>
    </section>
  );
}

function ObjectsPart({ snapshot, place, set }: SetsPanelProps & { readonly set: ObjectSet }): ReactNode {
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
      </div>
      <SetObjects
        snapshot={snapshot.id}
        set={set}
        list={place.objects}
        onList={change}
        selected={place.object}
        onOpen={open}
      />
    </>
  );
}
