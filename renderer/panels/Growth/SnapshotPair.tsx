import { ArrowRightLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import { visibleText } from '../../../shared/base/visible-text.ts';
import type { GrowthPlace } from '../../store/places/growth.ts';
import { useWindow } from '../../store/window-store.ts';
import type { OpenSnapshot } from '../../store/window-store.ts';

/** Which two snapshots are compared. What is looked at stays the same when one is exchanged. */
export function SnapshotPair({
  snapshots,
  before,
  after,
  place,
}: {
  readonly snapshots: readonly OpenSnapshot[];
  readonly before: OpenSnapshot | null;
  readonly after: OpenSnapshot;
  readonly place: GrowthPlace;
}): ReactNode {
  const goTo = useWindow((state) => state.goTo);
  const compare = (snapshot: string, other: string | null): void =>
    goTo({ ...place, snapshot, before: other, object: null });
  return (
    <div className="growth-pair">
      <SnapshotSelect
        label="Before"
        value={before?.slug ?? ''}
        snapshots={snapshots.filter((each) => each !== after)}
        onChange={(slug) => compare(after.slug, slug)}
      />
      <button
        type="button"
        className="button icon quiet"
        aria-label="Swap before and after"
        title="Swap before and after"
        disabled={before === null}
        onClick={() => before !== null && compare(before.slug, after.slug)}
      >
        <ArrowRightLeft size={14} aria-hidden />
      </button>
      <SnapshotSelect
        label="After"
        value={after.slug}
        snapshots={snapshots.filter((each) => each !== before)}
        onChange={(slug) => compare(slug, before?.slug ?? null)}
      />
    </div>
  );
}

/** A snapshot's label after its name. */
function labelText(label: string): string {
  return label === '' ? '' : `: ${visibleText(label, 40)}`;
}

function SnapshotSelect({
  label,
  value,
  snapshots,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly snapshots: readonly OpenSnapshot[];
  readonly onChange: (slug: string) => void;
}): ReactNode {
  return (
    <div className="select">
      <span aria-hidden>{label}</span>
      <select aria-label={label} value={value} onChange={(event) => onChange(event.target.value)}>
        {value === '' ? <option value="">Choose…</option> : null}
        {snapshots.map(({ slug, info }) => (
          <option key={slug} value={slug}>
            {visibleText(slug, 60)}
            {labelText(info.process?.label ?? '')}
          </option>
        ))}
      </select>
    </div>
  );
}
