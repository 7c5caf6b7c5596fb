import { type Markup, markup } from './markup.ts';

const WIDTH = 330;
const HEIGHT = 120;
const LEFT = 8;
const TOP = 14;
const BOTTOM = 18;

export interface Chart {
  readonly title: string;
  readonly values: readonly number[];
  /** Below the first and the last point. */
  readonly ends: readonly [first: string, last: string];
  readonly tell: (value: number) => string;
}

/** A line over the snapshots, one step each, from zero up, with its first, greatest and last value in words. O(values). */
export function chartMarkup({ title, values, ends, tell }: Chart): Markup {
  const most = Math.max(1, ...values);
  const x = (index: number): number => LEFT + (index * (WIDTH - 2 * LEFT)) / Math.max(1, values.length - 1);
  const y = (value: number): number => TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / most);
  const points = values.map((value, index) => `${x(index).toFixed(1)},${y(value).toFixed(1)}`);
  const base = y(0).toFixed(1);
  const area = `${x(0).toFixed(1)},${base} ${points.join(' ')} ${x(values.length - 1).toFixed(1)},${base}`;
  const dots = values.map(
    (value, index) =>
      markup`<circle cx="${x(index).toFixed(1)}" cy="${y(value).toFixed(1)}" r="2.5"><title>${tell(value)}</title></circle>`,
  );
  return markup`<figure class="chart"><figcaption>${title} <b>${tell(values[0])} → ${tell(values[values.length - 1])}</b></figcaption>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${`${title}: ${values.map(tell).join(', ')}`}">
<line class="axis" x1="${LEFT}" x2="${WIDTH - LEFT}" y1="${base}" y2="${base}"/>
<polygon points="${area}"/><polyline points="${points.join(' ')}"/>
${dots}
<text x="${LEFT}" y="${HEIGHT - 4}">${ends[0]}</text><text class="end" x="${WIDTH - LEFT}" y="${HEIGHT - 4}">${ends[1]}</text>
</svg></figure>`;
}
