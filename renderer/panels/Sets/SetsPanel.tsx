import type { ReactNode } from 'react';
import type { ObjectSet } from '../../../shared/protocol/object-set.ts';
import { FilterBox } from '../../components/FilterBox.tsx';
import { PaneHead } from '../../components/PaneHead.tsx';
import { counted } from '../../components/Quantity.tsx';
import { useQuery } from '../../data/use-query.ts';
import { SetObjects } from '../../lists/SetObjects.tsx';
import { setInWords } from '../../lists/set-in-words.ts';
import type { InstanceList } from '../../store/places/instance-list.ts';
import type { SetsPlace } from '../../store/places/sets.ts';
import { useWindow } from '../../store/window-store.ts';
import type { OpenSnapshot } from '../../store/window-store.ts';

const EVERY_OBJECT: ObjectSet = { kind: 'all' };

/** One set of objects. */
export function SetsPanel({
  snapshot,
  place,
}: {
  readonly snapshot: OpenSnapshot;
  readonly place: SetsPlace;
}): ReactNode {
  const goTo = useWindow((state) => state.goTo);
  const open = useWindow((state) => state.openObject);
  const set = place.set ?? EVERY_OBJECT;
  const summary = useQuery(snapshot.id, 'set-summary', { set });
  const change = (next: Partial<InstanceList>): void =>
    goTo({ ...place, objects: { ...place.objects, ...next } });
  const note = summary.data === null || summary.stale ? undefined : counted(summary.data.count, 'object');
  return (
    <>
      <PaneHead title={setInWords(set)} note={note}>
        <FilterBox
          label="Filter objects"
          value={place.objects.filter}
          onChange={(filter) => change({ filter })}
        />
      </PaneHead>
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
