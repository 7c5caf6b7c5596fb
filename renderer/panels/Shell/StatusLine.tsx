import type { ReactNode } from 'react';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatExactBytes,
} from '../../../shared/base/numbers-to-text.ts';
import { visibleText } from '../../../shared/base/visible-text.ts';
import type { SnapshotInfo } from '../../../shared/protocol/rows.ts';
import { counted } from '../../components/Quantity.tsx';
import { formatPlace } from '../../store/place.ts';
import type { Slug } from '../../store/place-codec.ts';
import { overviewPlace } from '../../store/places/overview.ts';
import { currentSnapshot, useWindow } from '../../store/window-store.ts';

/** `CPython 3.11.7 · pid 4711`, as far as known. */
function programText({ process, producer }: SnapshotInfo): string {
  if (process === null) return visibleText(producer, 60);
  const python =
    process.python === null ? '' : `Python ${visibleText(process.python.split(' ')[0] ?? '', 20)}`;
  const pid = process.pid === null ? '' : `pid ${String(process.pid)}`;
  return [python, pid].filter((part) => part !== '').join(' · ');
}

/** One line at the bottom: how much there is in this snapshot, and what was last done, quietly. */
export function StatusLine(): ReactNode {
  const current = useWindow(currentSnapshot);
  const notice = useWindow((state) => state.notice);
  return (
    <footer className="status-line">
      {current === null ? null : <SnapshotFacts info={current.info} slug={current.slug} />}
      <span className="status-notice" role="status">
        {notice === null ? null : visibleText(notice, 200)}
      </span>
      {current === null ? (
        <span className="status-soft">Everything stays on this machine</span>
      ) : (
        <span className="status-soft">
          {programText(current.info)}
          <span className="status-gap" />
          opened in {formatDuration(current.info.openedInMs)}
        </span>
      )}
    </footer>
  );
}

function SnapshotFacts({ info, slug }: { readonly info: SnapshotInfo; readonly slug: Slug }): ReactNode {
  const rss = info.process?.rssBytes ?? null;
  return (
    <>
      <span>{formatCount(info.objects)} objects</span>
      <span title={formatExactBytes(info.shallowBytes)}>{formatBytes(info.shallowBytes)} in objects</span>
      {rss === null ? null : <span title={formatExactBytes(rss)}>RSS {formatBytes(rss)}</span>}
      <span
        title={`${formatExactBytes(info.unreachable.shallowBytes)} in objects that no root reaches: garbage waiting for collection`}
      >
        {formatCount(info.unreachable.objects)} unreachable
      </span>
      {info.problems.length === 0 ? null : (
        <a className="status-problems" href={formatPlace(overviewPlace(slug))}>
          {counted(info.problems.length, 'problem')}
        </a>
      )}
    </>
  );
}
