import type { ReactNode } from 'react';
import { formatBytes, formatCount, formatPercent } from '../../../shared/base/numbers-to-text.ts';
import type { Findings } from '../../../shared/protocol/findings-rows.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { PaneHead } from '../../components/PaneHead.tsx';
import { counted } from '../../components/Quantity.tsx';
import { useStoppableQuery } from '../../data/use-stoppable-query.ts';
import { Unanswered } from '../../lists/Unanswered.tsx';
import type { FindingsPlace } from '../../store/places/findings.ts';
import type { OpenSnapshot } from '../../store/window-store.ts';
import { FindingCards } from './FindingCard.tsx';
import { GrowingFindings } from './GrowingFindings.tsx';
import './findings.css';

/** More are told by the command. */
const LIMIT = 100;

/** What keeps memory, in sentences: the greatest on top, each with its holder and the path to it. */
export function FindingsPanel({
  snapshot,
  place,
}: {
  readonly snapshot: OpenSnapshot;
  readonly place: FindingsPlace;
}): ReactNode {
  const query = useStoppableQuery(snapshot.id, 'findings', { limit: LIMIT, minBytes: null });
  const found = query.stale ? null : query.data;
  return (
    <section className="view-section findings" aria-label="Findings">
      <PaneHead title="Findings" note={found === null ? undefined : noteOf(found)} />
      {found === null ? (
        <Unanswered
          error={query.error}
          progress={query.progress}
          isStopped={query.isStopped}
          what="Looking for what keeps memory"
          title="The findings could not be made"
          onStop={query.stop}
          onRetry={query.retry}
        />
      ) : (
        <div className="finding-scroll">
          <GrowingFindings snapshot={snapshot} object={place.object} />
          {found.total === 0 ? (
            <NoFindings found={found} />
          ) : (
            <FindingList found={found} object={place.object} />
          )}
        </div>
      )}
    </section>
  );
}

function noteOf({ total }: Findings): string {
  return total === 0 ? 'none' : `${counted(total, 'finding')}, most bytes first`;
}

function FindingList({
  found,
  object,
}: {
  readonly found: Findings;
  readonly object: string | null;
}): ReactNode {
  const { findings, total, heapBytes } = found;
  return (
    <>
      <FindingCards
        findings={findings}
        label="Findings, most bytes first"
        bytesInAll={heapBytes}
        ofWhat="of the heap"
        object={object}
      />
      <p className="finding-foot">
        {total > findings.length
          ? `${formatCount(total - findings.length)} smaller ones are not shown. `
          : ''}
        {thresholdText(found)}
      </p>
    </>
  );
}

function NoFindings({ found }: { readonly found: Findings }): ReactNode {
  return (
    <EmptyState title="Nothing here keeps conspicuously much">
      <p>{thresholdText(found)}</p>
      <p>What grows slowly shows in Growth, between two snapshots of one process.</p>
    </EmptyState>
  );
}

function thresholdText({ threshold, heapBytes }: Findings): string {
  const share = formatPercent(threshold.shareOfHeap).replace('.0%', '%');
  return `Shown is what keeps ${formatBytes(threshold.bytes)} or more: ${share} of the heap of ${formatBytes(heapBytes)}, and never less than ${formatBytes(threshold.leastBytes)}.`;
}
