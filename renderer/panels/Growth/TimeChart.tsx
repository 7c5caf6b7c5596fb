import type { ReactNode } from 'react';
import { visibleText } from '../../../shared/base/visible-text.ts';
import { formatPlace, firstPlace } from '../../store/place.ts';
import type { OpenSnapshot } from '../../store/window-store.ts';
import { heights, pointName, timePlaces } from './time-line.ts';

const WIDTH = 320;
const HEIGHT = 108;
const SIDE = 10;
const TOP = 12;
const BOTTOM = 22;

export interface TimeChartProps {
  readonly title: string;
  readonly tone: 'resident' | 'shallow' | 'retained' | 'count';
  readonly snapshots: readonly OpenSnapshot[];
  /** One a snapshot; null where it does not say. */
  readonly values: readonly (number | null)[];
  readonly tell: (value: number) => string;
  readonly children?: ReactNode;
}

/** One value over the snapshots, from zero up; each point leads to its snapshot. */
export function TimeChart({ title, tone, snapshots, values, tell, children }: TimeChartProps): ReactNode {
  const told = (value: number | null): string => (value === null ? 'not known' : tell(value));
  const x = timePlaces(snapshots).map((place) => SIDE + place * (WIDTH - 2 * SIDE));
  const base = HEIGHT - BOTTOM;
  const y = heights(values).map((height) => (height === null ? null : base - height * (base - TOP)));
  const points = x.flatMap((at, index) =>
    y[index] === null ? [] : [`${at.toFixed(1)},${y[index].toFixed(1)}`],
  );
  const first = snapshots[0];
  const last = snapshots[snapshots.length - 1];
  const ends = [points[0]?.split(',')[0] ?? '', points[points.length - 1]?.split(',')[0] ?? ''];
  return (
    <figure className={`time-chart tone-${tone}`}>
      <figcaption>
        <span className="time-title" title={visibleText(title, 400)}>
          {visibleText(title, 60)}
        </span>
        <b>
          {told(values[0])} → {told(values[values.length - 1])}
        </b>
        {children}
      </figcaption>
      <svg
        viewBox={`0 0 ${String(WIDTH)} ${String(HEIGHT)}`}
        role="group"
        aria-label={`${visibleText(title, 60)} over time`}
      >
        <line className="axis" x1={SIDE} x2={WIDTH - SIDE} y1={base} y2={base} />
        {points.length < 2 ? null : (
          <>
            <polygon points={`${ends[0]},${String(base)} ${points.join(' ')} ${ends[1]},${String(base)}`} />
            <polyline points={points.join(' ')} />
          </>
        )}
        {snapshots.map((snapshot, index) => (
          <a
            key={snapshot.slug}
            href={formatPlace(firstPlace('overview', snapshot.slug))}
            aria-label={`${visibleText(pointName(snapshot), 60)}: ${told(values[index])}`}
          >
            {y[index] === null ? null : <circle cx={x[index]} cy={y[index]} r="3.5" />}
            <title>{`${visibleText(snapshot.name, 60)}\n${visibleText(pointName(snapshot), 60)}\n${told(values[index])}`}</title>
          </a>
        ))}
        <text x={SIDE} y={HEIGHT - 6}>
          {visibleText(pointName(first), 22)}
        </text>
        <text className="end" x={WIDTH - SIDE} y={HEIGHT - 6}>
          {visibleText(pointName(last), 22)}
        </text>
      </svg>
    </figure>
  );
}
