import { Layers, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { formatCount } from '../../../shared/base/numbers-to-text.ts';
import { visibleText } from '../../../shared/base/visible-text.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { IconButton } from '../../components/IconButton.tsx';
import { FilterBox } from '../../components/FilterBox.tsx';
import { PaneHead } from '../../components/PaneHead.tsx';
import { counted } from '../../components/Quantity.tsx';
import { TypeName } from '../../components/SnapshotText.tsx';
import { useRows } from '../../data/use-rows.ts';
import { InstanceGrid } from '../../lists/InstanceGrid.tsx';
import type { InstanceList } from '../../store/places/instance-list.ts';
import { setsPlace } from '../../store/places/sets.ts';
import type { TypesPlace } from '../../store/places/types.ts';
import { useWindow } from '../../store/window-store.ts';
import type { OpenSnapshot } from '../../store/window-store.ts';

/** All objects of one type; choosing one shows it. */
export function InstancesPanel({
  snapshot,
  place,
  type,
}: {
  readonly snapshot: OpenSnapshot;
  readonly place: TypesPlace;
  readonly type: string;
}): ReactNode {
  const goTo = useWindow((state) => state.goTo);
  const open = useWindow((state) => state.openObject);
  const { sort, filter } = place.instances;
  const rows = useRows(snapshot.id, 'instances', { type, sort, filter }, `${snapshot.id} ${type}`);
  const roomy = place.object === null;
  const list = (change: Partial<InstanceList>): void =>
    goTo({ ...place, instances: { ...place.instances, ...change } });
  return (
    <>
      <PaneHead
        title={<TypeName type={type} max={80} />}
        note={
          rows.page === null ? undefined : roomy ? counted(rows.total, 'instance') : formatCount(rows.total)
        }
      >
        <FilterBox label="Filter instances" value={filter} onChange={(next) => list({ filter: next })} />
        <IconButton
          name="These objects as a set"
          icon={Layers}
          onClick={() => {
            const all = { kind: 'type', type } as const;
            goTo(setsPlace(snapshot.slug, filter === '' ? all : { kind: 'text', set: all, text: filter }));
          }}
        />
        <button
          type="button"
          className="button icon quiet"
          aria-label="Close instances"
          title="Back to the types alone"
          onClick={() => goTo({ ...place, type: null, object: null })}
        >
          <X size={14} aria-hidden />
        </button>
      </PaneHead>
      <InstanceGrid
        label="Instances"
        name="The instances"
        rows={rows}
        list={place.instances}
        onList={list}
        selected={place.object}
        onOpen={open}
        types={false}
        empty={<NoInstances filter={filter} />}
      />
    </>
  );
}

function NoInstances({ filter }: { readonly filter: string }): ReactNode {
  return (
    <EmptyState
      title={
        filter === '' ? 'There is no object of this type' : `No instance matches “${visibleText(filter, 60)}”`
      }
    />
  );
}
