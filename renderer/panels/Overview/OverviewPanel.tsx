import type { ReactNode } from 'react';
import { formatCount, formatDuration } from '../../../shared/base/numbers-to-text.ts';
import { visibleText } from '../../../shared/base/visible-text.ts';
import type { Problem, ProcessInfo, SnapshotInfo } from '../../../shared/protocol/rows.ts';
import { Bytes } from '../../components/Quantity.tsx';
import { Threads } from '../../lists/Threads.tsx';
import { typesPlace } from '../../store/places/types.ts';
import { useWindow } from '../../store/window-store.ts';
import type { OpenSnapshot } from '../../store/window-store.ts';
import { MemoryBalance } from './MemoryBalance.tsx';
import './overview.css';

/** Facts about the snapshot: the process, its memory, its threads, and what the numbers mean and miss. */
export function OverviewPanel({ snapshot }: { readonly snapshot: OpenSnapshot }): ReactNode {
  const goTo = useWindow((state) => state.goTo);
  const { info } = snapshot;
  const open = (object: string): void => goTo({ ...typesPlace(snapshot.slug), object });
  return (
    <div className="overview">
      <h2 className="overview-title">{visibleText(snapshot.name, 120)}</h2>
      <div className="cards">
        {info.process === null ? null : <MemoryCard snapshot={snapshot} process={info.process} />}
        <SnapshotCard info={info} />
        {info.process === null ? null : <ProcessCard process={info.process} />}
        {info.process === null || info.process.threads.length === 0 ? null : (
          <Threads threads={info.process.threads} onOpen={open} />
        )}
        <ProblemsCard problems={info.problems} />
        <Card title="How to read the numbers">
          <ul className="sentences">
            {info.rules.map((rule, index) => (
              <li key={index}>{visibleText(rule, 400)}</li>
            ))}
          </ul>
        </Card>
      </div>
    </div>
  );
}

/** One group of facts. */
function Card({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode {
  return (
    <section className="card" aria-label={title}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

function Line({ name, children }: { readonly name: string; readonly children: ReactNode }): ReactNode {
  if (children === null || children === '') return null;
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function SnapshotCard({ info }: { readonly info: SnapshotInfo }): ReactNode {
  return (
    <Card title="Snapshot">
      <dl className="lines">
        <Line name="Objects">{formatCount(info.objects)}</Line>
        <Line name="References">{formatCount(info.references)}</Line>
        <Line name="Types">{formatCount(info.types)}</Line>
        <Line name="Shallow size">
          <Bytes bytes={info.shallowBytes} />
        </Line>
        <Line name="Unreachable">
          {formatCount(info.unreachable.objects)} objects, <Bytes bytes={info.unreachable.shallowBytes} />
        </Line>
        <Line name="Format">
          {visibleText(info.format, 40)} {visibleText(info.formatVersion, 20)}
        </Line>
        <Line name="Written by">{visibleText(info.producer, 80)}</Line>
      </dl>
    </Card>
  );
}

/** `2026-11-22 02:14:07 UTC` of an ISO time; the text itself when it is none. */
function timeText(time: string): string {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(time)
    ? `${time.slice(0, 10)} ${time.slice(11, 19)} UTC`
    : visibleText(time, 40);
}

function ProcessCard({ process }: { readonly process: ProcessInfo }): ReactNode {
  const { gc } = process;
  const text = (value: string | null, max = 160): string => (value === null ? '' : visibleText(value, max));
  return (
    <Card title="Process">
      <dl className="lines">
        <Line name="Label">{text(process.label)}</Line>
        <Line name="Command">
          {process.argv.length === 0 ? '' : <code className="code">{text(process.argv.join(' '), 240)}</code>}
        </Line>
        <Line name="Python">{text(process.python)}</Line>
        <Line name="Platform">{text(process.platform)}</Line>
        <Line name="Process id">{process.pid === null ? '' : String(process.pid)}</Line>
        <Line name="Taken">{process.time === null ? '' : timeText(process.time)}</Line>
        <Line name="Capture">
          {[
            text(process.captureMethod, 40),
            process.captureSeconds === null ? '' : `took ${formatDuration(process.captureSeconds * 1000)}`,
          ]
            .filter((part) => part !== '')
            .join(', ')}
        </Line>
        <Line name="Collector">
          {gc === null
            ? ''
            : `${gc.enabled ? 'on' : 'off'}, counts ${gc.counts.join(' / ')} of ${gc.thresholds.join(' / ')}` +
              (gc.frozen > 0 ? `, ${formatCount(gc.frozen)} frozen` : '')}
        </Line>
        <Line name="Allocations">{process.tracemalloc ? 'traced' : 'not traced'}</Line>
      </dl>
    </Card>
  );
}

function MemoryCard({
  snapshot,
  process,
}: {
  readonly snapshot: OpenSnapshot;
  readonly process: ProcessInfo;
}): ReactNode {
  const { rssBytes, peakRssBytes, pymalloc } = process;
  if (rssBytes === null && pymalloc === null) return null;
  return (
    <Card title="Memory">
      <MemoryBalance snapshot={snapshot} />
      <dl className="lines">
        <Line name="Resident (RSS)">{rssBytes === null ? '' : <Bytes bytes={rssBytes} />}</Line>
        <Line name="Peak RSS">{peakRssBytes === null ? '' : <Bytes bytes={peakRssBytes} />}</Line>
        <Line name="In objects">
          <Bytes bytes={snapshot.info.shallowBytes} />
        </Line>
        {pymalloc === null ? null : (
          <>
            <Line name="Python’s arenas">
              <Bytes bytes={pymalloc.arenaBytes} />
            </Line>
            <Line name="– in use">
              <Bytes bytes={pymalloc.usedBytes} />
            </Line>
            <Line name="– free, not given back">
              <Bytes bytes={pymalloc.freeBytes} />
            </Line>
          </>
        )}
      </dl>
    </Card>
  );
}

function ProblemsCard({ problems }: { readonly problems: readonly Problem[] }): ReactNode {
  return (
    <Card title="Problems">
      {problems.length === 0 ? (
        <p className="soft">None: everything in the file was understood.</p>
      ) : (
        <ul className="problems">
          {problems.map((problem, index) => (
            <li key={index}>{visibleText(problem.message, 400)}</li>
          ))}
        </ul>
      )}
    </Card>
  );
}
