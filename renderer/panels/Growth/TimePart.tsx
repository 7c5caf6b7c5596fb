import type { ReactNode } from 'react';
import { formatBytes, formatCount } from '../../../shared/base/numbers-to-text.ts';
import { visibleText } from '../../../shared/base/visible-text.ts';
import { MAX_SERIES } from '../../../shared/protocol/engine-api.ts';
import { inOrderOfTime } from '../../../shared/protocol/in-order-of-time.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { FilterBox } from '../../components/FilterBox.tsx';
import { useQuery } from '../../data/use-query.ts';
import type { GrowthPlace } from '../../store/places/growth.ts';
import { useWindow } from '../../store/window-store.ts';
import type { OpenSnapshot } from '../../store/window-store.ts';
import { CompareBy } from './CompareBy.tsx';
import { groupPlace } from './group-place.ts';
import { SeriesGrid } from './SeriesGrid.tsx';
import { TimeChart } from './TimeChart.tsx';
import { processesOf } from './time-line.ts';

interface TimePartProps {
  readonly snapshot: OpenSnapshot;
  readonly place: GrowthPlace;
}

/** All open snapshots in the order in which they were taken: the process as a whole, and each type through all of them. */
export function TimePart({ snapshot, place }: TimePartProps): ReactNode {
  const goTo = useWindow((state) => state.goTo);
  const open = useWindow((state) => state.snapshots);
  const living = open.filter((each) => each.lost === null);
  const snapshots = inOrderOfTime(living).slice(-MAX_SERIES);
  if (snapshots.length < 2) return <EmptyState title="Open another snapshot to compare with" />;
  const processes = processesOf(snapshots);
  const { list, by } = place;
  return (
    <>
      <Charts snapshot={snapshot} place={place} snapshots={snapshots} />
      <div className="part-tools">
        <CompareBy by={by} onChange={(key) => goTo({ ...place, by: key, drawn: null })} />
        <FilterBox
          label="Filter names"
          value={list.filter}
          onChange={(filter) => goTo({ ...place, list: { ...list, filter } })}
        />
        <label className="check" title="Neither count nor bytes ever fell from one snapshot to the next">
          <input
            type="checkbox"
            checked={place.steady}
            onChange={(event) => goTo({ ...place, steady: event.target.checked })}
          />
          only what grew steadily
        </label>
        {processes === 1 ? null : (
          <span className="soft">of {formatCount(processes)} processes, side by side</span>
        )}
      </div>
      <SeriesGrid snapshot={snapshot} place={place} snapshots={snapshots} />
    </>
  );
}

interface ChartsProps extends TimePartProps {
  readonly snapshots: readonly OpenSnapshot[];
}

function Charts({ snapshot, place, snapshots }: ChartsProps): ReactNode {
  const resident = snapshots.map(({ info }) => info.process?.rssBytes ?? null);
  return (
    <div className="time-charts" role="region" aria-label="The process over time">
      {resident.every((bytes) => bytes === null) ? null : (
        <TimeChart
          title="Resident memory"
          tone="resident"
          snapshots={snapshots}
          values={resident}
          tell={formatBytes}
        />
      )}
      <TimeChart
        title="Python objects"
        tone="shallow"
        snapshots={snapshots}
        values={snapshots.map(({ info }) => info.shallowBytes)}
        tell={formatBytes}
      />
      <TimeChart
        title="Number of objects"
        tone="count"
        snapshots={snapshots}
        values={snapshots.map(({ info }) => info.objects)}
        tell={formatCount}
      />
      {place.drawn === null ? null : (
        <DrawnChart snapshot={snapshot} place={place} snapshots={snapshots} drawn={place.drawn} />
      )}
    </div>
  );
}

/** The line of the chosen type or other group. */
function DrawnChart({
  snapshot,
  place,
  snapshots,
  drawn,
}: ChartsProps & { readonly drawn: string }): ReactNode {
  const goTo = useWindow((state) => state.goTo);
  const { by } = place;
  const query = useQuery(snapshot.id, 'series', {
    snapshots: snapshots.map(({ id }) => id),
    ...{ by, filter: drawn, steady: false, sort: { by: 'name', descending: false } },
    // Names that contain this one may come before it; its own is the shortest, and so among the first.
    ...{ offset: 0, limit: 1000 },
  });
  const row = query.data?.rows.find(({ key }) => key === drawn);
  if (row === undefined) return null;
  return (
    <TimeChart
      title={visibleText(drawn, 200)}
      tone="retained"
      snapshots={snapshots}
      values={row.shallowBytes}
      tell={formatBytes}
    >
      <button
        type="button"
        className="link"
        title="Its objects in the later snapshot"
        onClick={() => goTo(groupPlace(snapshot.slug, by, drawn))}
      >
        Show the objects
      </button>
    </TimeChart>
  );
}
