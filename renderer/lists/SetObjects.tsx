import type { ReactNode } from 'react';
import { visibleText } from '../../shared/base/visible-text.ts';
import type { SnapshotId } from '../../shared/protocol/engine-api.ts';
import type { ObjectSet } from '../../shared/protocol/object-set.ts';
import { EmptyState } from '../components/EmptyState.tsx';
import { useRows } from '../data/use-rows.ts';
import type { InstanceList } from '../store/places/instance-list.ts';
import { InstanceGrid } from './InstanceGrid.tsx';
import { Unanswered } from './Unanswered.tsx';

interface SetObjectsProps {
  readonly snapshot: SnapshotId;
  readonly set: ObjectSet;
  readonly list: InstanceList;
  readonly onList: (change: Partial<InstanceList>) => void;
  readonly selected: string | null;
  readonly onOpen: (id: string) => void;
  /** Accessible name of the list. */
  readonly label?: string;
}

/** The objects of a set as a list, sorted and paged by the engine. `list.filter` is a text in their id or preview. */
export function SetObjects(props: SetObjectsProps): ReactNode {
  const { set, list, label = 'Objects' } = props;
  const { sort, filter } = list;
  const shown: ObjectSet = filter === '' ? set : { kind: 'text', set, text: filter };
  const subject = `${props.snapshot} ${JSON.stringify(set)}`;
  const rows = useRows(props.snapshot, 'set-objects', { set: shown, sort }, subject);
  if (rows.page === null || rows.error?.code === 'cancelled') {
    return (
      <Unanswered
        error={rows.error}
        progress={rows.progress}
        isStopped={false}
        what="Looking for the objects"
        title="The objects could not be listed"
        onStop={rows.cancel}
        onRetry={rows.reload}
      />
    );
  }
  return (
    <InstanceGrid
      label={label}
      name="The objects"
      rows={rows}
      list={list}
      onList={props.onList}
      selected={props.selected}
      onOpen={props.onOpen}
      types={set.kind !== 'type'}
      empty={
        <EmptyState
          title={
            filter === '' ? 'No object is in this set' : `No object matches “${visibleText(filter, 60)}”`
          }
        />
      }
    />
  );
}
