import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { formatBytes, formatPercent } from '../../../shared/base/numbers-to-text.ts';
import { visibleText } from '../../../shared/base/visible-text.ts';
import type { TreemapCell } from '../../../shared/protocol/rows.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { CodeText, TypeName } from '../../components/SnapshotText.tsx';
import { useQuery } from '../../data/use-query.ts';
import { useStoppableQuery } from '../../data/use-stoppable-query.ts';
import { Unanswered } from '../../lists/Unanswered.tsx';
import type { DominatorsPlace } from '../../store/places/dominators.ts';
import { useWindow } from '../../store/window-store.ts';
import type { OpenSnapshot } from '../../store/window-store.ts';
import { TreemapPicture } from './TreemapPicture.tsx';
import { PackageColours } from './treemap-layout.ts';

/** Cells directly inside one, and levels, of one answer: 2,000 cells at most come of it. */
const CELLS = 40;
const LEVELS = 6;

/** The cell that is looked at: the answer's top, or one type directly under it. */
function shownCell(top: TreemapCell, inside: string | null): TreemapCell {
  if (inside === null) return top;
  return top.cells.find((cell) => cell.id === null && cell.type === inside) ?? top;
}

/** The dominator tree as areas inside areas, to walk into. */
export function Treemap({
  snapshot,
  place,
}: {
  readonly snapshot: OpenSnapshot;
  readonly place: DominatorsPlace;
}): ReactNode {
  const [colours] = useState(() => new PackageColours());
  const id = place.zoom.at(-1) ?? null;
  const query = useStoppableQuery(snapshot.id, 'treemap', { id, cells: CELLS, levels: LEVELS });
  const top = query.stale ? null : query.data;
  const cell = top === null ? null : shownCell(top, place.inside);
  return (
    <div className="treemap">
      <Trail snapshot={snapshot} place={place} cell={cell} />
      {cell === null ? (
        <Unanswered
          error={query.error}
          progress={query.progress}
          isStopped={query.isStopped}
          what="Measuring what each object holds"
          title="The treemap could not be made"
          onStop={query.stop}
          onRetry={query.retry}
        />
      ) : cell.cells.length === 0 ? (
        <EmptyState
          title={id === null ? 'There is no object in this snapshot' : 'It holds no other object alone'}
        />
      ) : (
        <TreemapPicture
          key={`${id ?? ''} ${place.inside ?? ''}`}
          cell={cell}
          place={place}
          colours={colours}
        />
      )}
    </div>
  );
}

/** Where the picture is in the tree: each step a way back. */
function Trail({
  snapshot,
  place,
  cell,
}: {
  readonly snapshot: OpenSnapshot;
  readonly place: DominatorsPlace;
  readonly cell: TreemapCell | null;
}): ReactNode {
  const goTo = useWindow((state) => state.goTo);
  const open = useWindow((state) => state.openObject);
  const { zoom, inside } = place;
  const id = zoom.at(-1);
  const heap = snapshot.info.shallowBytes;
  return (
    <nav className="trail" aria-label="Zoomed into">
      <ol>
        <li>
          <button
            type="button"
            className="link"
            disabled={zoom.length === 0 && inside === null}
            onClick={() => goTo({ ...place, zoom: [], inside: null })}
          >
            Whole heap
          </button>
        </li>
        {zoom.map((each, index) => (
          <li key={index}>
            <ChevronRight size={12} aria-hidden />
            <button
              type="button"
              className="link"
              disabled={index === zoom.length - 1 && inside === null}
              onClick={() => goTo({ ...place, zoom: zoom.slice(0, index + 1), inside: null })}
            >
              <ObjectName snapshot={snapshot.id} id={each} />
            </button>
          </li>
        ))}
        {inside === null ? null : (
          <li>
            <ChevronRight size={12} aria-hidden />
            <span>every {visibleText(inside, 60)}</span>
          </li>
        )}
      </ol>
      {cell === null ? null : (
        <span className="trail-size">
          {formatBytes(cell.retainedBytes)}
          {heap === 0 ? '' : ` · ${formatPercent(cell.retainedBytes / heap)} of the heap`}
        </span>
      )}
      {id === undefined ? null : (
        <button type="button" className="button small" onClick={() => open(id)}>
          Open object
        </button>
      )}
    </nav>
  );
}

function ObjectName({ snapshot, id }: { readonly snapshot: string; readonly id: string }): ReactNode {
  const query = useQuery(snapshot, 'object', { id });
  const { data } = query;
  if (data === null) return <code className="code bare">{visibleText(id, 40)}</code>;
  return (
    <>
      <TypeName type={data.type} max={40} />
      <CodeText text={data.preview === '' ? id : data.preview} max={24} tone="bare soft" />
    </>
  );
}
