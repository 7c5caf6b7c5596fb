import type { ReactNode } from 'react';
import { MAX_SERIES } from '../../../shared/protocol/engine-api.ts';
import { formatBytes, formatCount } from '../../../shared/base/numbers-to-text.ts';
import type { GrowingAnswer } from '../../../shared/protocol/findings-rows.ts';
import { inOrderOfTime } from '../../../shared/protocol/in-order-of-time.ts';
import { counted } from '../../components/Quantity.tsx';
import { useStoppableQuery } from '../../data/use-stoppable-query.ts';
import { useWindow } from '../../store/window-store.ts';
import type { OpenSnapshot } from '../../store/window-store.ts';
import { FindingCards } from './FindingCard.tsx';

const LIMIT = 50;

interface GrowingProps {
  readonly snapshot: OpenSnapshot;
  /** The open object. */
  readonly object: string | null;
}

/** The open snapshots that were taken before this one, as many as can be compared, in the order of time. O(snapshots · log). */
export function takenBefore(
  snapshots: readonly OpenSnapshot[],
  snapshot: OpenSnapshot,
): readonly OpenSnapshot[] {
  const ordered = inOrderOfTime(snapshots);
  return ordered
    .slice(
      0,
      ordered.findIndex(({ id }) => id === snapshot.id),
    )
    .filter(({ lost }) => lost === null)
    .slice(1 - MAX_SERIES);
}

/** Containers that never stopped growing, where earlier snapshots of the process are open; else nothing. */
export function GrowingFindings({ snapshot, object }: GrowingProps): ReactNode {
  const snapshots = useWindow((state) => state.snapshots);
  const earlier = takenBefore(snapshots, snapshot);
  return earlier.length === 0 ? null : <Compared snapshot={snapshot} object={object} earlier={earlier} />;
}

function Compared({
  snapshot,
  object,
  earlier,
}: GrowingProps & { readonly earlier: readonly OpenSnapshot[] }): ReactNode {
  const query = useStoppableQuery(snapshot.id, 'growing', {
    earlier: earlier.map(({ id }) => id),
    limit: LIMIT,
    minBytes: null,
  });
  const answer = query.stale ? null : query.data;
  // Snapshots of other processes say nothing about this one: as if they were not open.
  if (answer !== null && answer.reason !== null) return null;
  return (
    <section className="growing" aria-label="Never stopped growing">
      <h3 className="finding-heading">Never stopped growing</h3>
      {answer !== null ? (
        <GrowingList answer={answer} object={object} />
      ) : (
        <p className="finding-foot" role="status">
          {query.error !== null
            ? `Growth could not be told: ${query.error.message} `
            : query.isStopped
              ? 'Not compared with the snapshots before. '
              : `Comparing with ${counted(earlier.length, 'earlier snapshot')} … `}
          <button
            type="button"
            className="link"
            onClick={query.error !== null || query.isStopped ? query.retry : query.stop}
          >
            {query.error !== null || query.isStopped ? 'Compare' : 'Cancel'}
          </button>
        </p>
      )}
      <h3 className="finding-heading">In this snapshot</h3>
    </section>
  );
}

function GrowingList({
  answer,
  object,
}: {
  readonly answer: GrowingAnswer;
  readonly object: string | null;
}): ReactNode {
  const { findings, total, newBytes, compared, minBytes, note } = answer;
  const among = counted(compared.length + 1, 'snapshot');
  const more = total > findings.length ? ` ${formatCount(total - findings.length)} more are not shown.` : '';
  return (
    <>
      {findings.length === 0 ? null : (
        <FindingCards
          findings={findings}
          label="Containers that never stopped growing, most bytes first"
          bytesInAll={newBytes}
          ofWhat="of what is new"
          object={object}
        />
      )}
      <p className="finding-foot">
        {total === 0 ? 'Nothing: no' : 'A'} list, dict, set … that was shorter in none of {among} than in the
        one before, is still getting longer, and took in {formatBytes(minBytes)} or more.{more}
        {note === null ? '' : ` ${note}`}
      </p>
    </>
  );
}
