import type { ReactNode } from 'react';
import { formatBytes, formatCount } from '../../../shared/base/numbers-to-text.ts';
import { visibleText } from '../../../shared/base/visible-text.ts';
import type { AdviceAnswer, AdviceRow } from '../../../shared/protocol/advice-rows.ts';
import { DataGrid } from '../../components/DataGrid.tsx';
import type { Column } from '../../components/data-grid-column.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ErrorView } from '../../components/ErrorView.tsx';
import { PaneHead } from '../../components/PaneHead.tsx';
import { Bytes, counted } from '../../components/Quantity.tsx';
import { TypeName } from '../../components/SnapshotText.tsx';
import { useQuery } from '../../data/use-query.ts';
import { adviceKey } from '../../store/places/advice.ts';
import type { AdvicePlace } from '../../store/places/advice.ts';
import { useWindow } from '../../store/window-store.ts';
import type { OpenSnapshot } from '../../store/window-store.ts';
import { AdviceDetails } from './AdviceDetails.tsx';
import { KIND_TITLES } from './kind-titles.ts';
import './advice.css';

type Key = 'kind' | 'type' | 'count' | 'saved';

function columnsFor(most: number): readonly Column<AdviceRow, Key>[] {
  return [
    {
      key: 'kind',
      title: 'Advice',
      width: 160,
      cell: (row) => KIND_TITLES[row.kind],
      text: (row) => KIND_TITLES[row.kind],
    },
    {
      key: 'type',
      title: 'Type',
      width: 140,
      fill: true,
      cell: (row) =>
        row.type === null ? <span className="soft">several</span> : <TypeName type={row.type} />,
      text: (row) => (row.type === null ? '' : visibleText(row.type, 10_000)),
    },
    {
      key: 'count',
      title: 'Objects',
      width: 88,
      counts: true,
      numeric: true,
      cell: (row) => formatCount(row.count),
      text: (row) => String(row.count),
    },
    {
      key: 'saved',
      title: 'Would save',
      width: 112,
      numeric: true,
      tone: 'retained',
      share: (row) => row.savedBytes / most,
      cell: (row) => <Bytes bytes={row.savedBytes} />,
      text: (row) => String(row.savedBytes),
    },
  ];
}

/** What to change so that the same data takes less memory: the cures, and beneath them one of them in words. */
export function AdvicePanel({
  snapshot,
  place,
}: {
  readonly snapshot: OpenSnapshot;
  readonly place: AdvicePlace;
}): ReactNode {
  const answer = useQuery(snapshot.id, 'advice', {});
  return (
    <section className="view-section advice" aria-label="Advice">
      <PaneHead
        title="Advice"
        note={
          answer.data === null ? undefined : `${counted(answer.data.advice.length, 'way')} to save memory`
        }
      />
      {answer.error !== null ? (
        <ErrorView title="The heap could not be looked through" error={answer.error}>
          <button type="button" className="button" onClick={answer.retry}>
            Try again
          </button>
        </ErrorView>
      ) : answer.data === null ? (
        <p className="advice-wait" role="status">
          {answer.progress === null ? 'Looking through the heap' : visibleText(answer.progress.phase, 60)} …
        </p>
      ) : (
        <AdviceList snapshot={snapshot} place={place} answer={answer.data} />
      )}
    </section>
  );
}

function AdviceList({
  snapshot,
  place,
  answer,
}: {
  readonly snapshot: OpenSnapshot;
  readonly place: AdvicePlace;
  readonly answer: AdviceAnswer;
}): ReactNode {
  const goTo = useWindow((state) => state.goTo);
  const { advice } = answer;
  const chosen = advice.find((row) => adviceKey(row) === place.line) ?? advice.at(0);
  if (chosen === undefined) {
    return (
      <EmptyState title="Nothing to advise">
        <p>
          {answer.small.count > 0
            ? smallText(answer)
            : 'No value, class or collection takes more room than its data needs.'}
        </p>
        <Notes answer={answer} />
      </EmptyState>
    );
  }
  return (
    <>
      <div className="advice-list">
        <DataGrid
          label="Advice"
          columns={columnsFor(Math.max(...advice.map(({ savedBytes }) => savedBytes)))}
          total={advice.length}
          rowAt={(index) => advice[index]}
          rowKey={adviceKey}
          selected={adviceKey(chosen)}
          onActivate={(row) => goTo({ ...place, line: adviceKey(row) })}
          resetKey={snapshot.slug}
        />
      </div>
      <div className="advice-below">
        <AdviceDetails key={adviceKey(chosen)} snapshot={snapshot} row={chosen} />
        <p className="soft">{smallText(answer)} Savings of the same objects do not add up.</p>
        <Notes answer={answer} />
      </div>
    </>
  );
}

function smallText({ small }: AdviceAnswer): string {
  if (small.count === 0) return '';
  return `${formatCount(small.count)} more would save less than ${formatBytes(small.leastBytes)} each, ${formatBytes(small.savedBytes)} together.`;
}

function Notes({ answer }: { readonly answer: AdviceAnswer }): ReactNode {
  return answer.notes.map((note) => (
    <p className="soft" key={note}>
      {visibleText(note, 400)}
    </p>
  ));
}
