import type { ReactNode } from 'react';
import { formatCount } from '../../../shared/base/numbers-to-text.ts';
import { visibleText } from '../../../shared/base/visible-text.ts';
import type { IdentityAnswer, ObjectSum } from '../../../shared/protocol/growth-rows.ts';
import type { ObjectSet } from '../../../shared/protocol/object-set.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { FilterBox } from '../../components/FilterBox.tsx';
import { Bytes } from '../../components/Quantity.tsx';
import { useStoppableQuery } from '../../data/use-stoppable-query.ts';
import { SetObjects } from '../../lists/SetObjects.tsx';
import { Unanswered } from '../../lists/Unanswered.tsx';
import type { Fate } from '../../store/places/growth.ts';
import type { InstanceList } from '../../store/places/instance-list.ts';
import { setsPlace } from '../../store/places/sets.ts';
import { useWindow } from '../../store/window-store.ts';
import type { OpenSnapshot } from '../../store/window-store.ts';
import type { GrowthPartProps } from './growth-part.ts';

const FATE_WORDS: Readonly<Record<Fate, readonly [title: string, where: string]>> = {
  new: ['New', 'only in the later snapshot'],
  freed: ['Freed', 'only in the earlier one'],
  survived: ['Survived', 'in both'],
};

/** Objects that came, went and stayed; each a set, listed and to be asked everything. */
export function FatesPart(props: GrowthPartProps): ReactNode {
  const { snapshot, before } = props;
  const later = useStoppableQuery(snapshot.id, 'identity', { other: before.id });
  const earlier = useStoppableQuery(before.id, 'identity', { other: snapshot.id });
  const failed = later.error ?? earlier.error;
  if (later.data === null || later.stale || failed !== null || later.isStopped) {
    return (
      <Unanswered
        error={failed}
        progress={later.progress}
        isStopped={later.isStopped}
        what="Recognising objects of the one in the other"
        title="The snapshots could not be compared object by object"
        onStop={later.stop}
        onRetry={() => {
          later.retry();
          earlier.retry();
        }}
      />
    );
  }
  if (later.data.reason !== null) {
    return (
      <EmptyState title="Single objects cannot be compared">
        <p>{visibleText(later.data.reason, 600)}</p>
        <p>What there is more of by type shows in Changes.</p>
      </EmptyState>
    );
  }
  const freed = earlier.data === null || earlier.stale ? null : earlier.data.here;
  return <Fates {...props} later={later.data} freed={freed} />;
}

function Fates({
  snapshot,
  before,
  place,
  later,
  freed,
}: GrowthPartProps & { readonly later: IdentityAnswer; readonly freed: ObjectSum | null }): ReactNode {
  const goTo = useWindow((state) => state.goTo);
  const sums: Readonly<Record<Fate, ObjectSum | null>> = { new: later.here, freed, survived: later.both };
  return (
    <>
      <div className="fates" role="radiogroup" aria-label="Which objects">
        {(Object.keys(FATE_WORDS) as Fate[]).map((fate) => (
          <FateChoice
            key={fate}
            fate={fate}
            sum={sums[fate]}
            chosen={fate === place.fate}
            onChoose={() => goTo({ ...place, fate, object: null })}
          />
        ))}
      </div>
      {later.note === null ? null : <p className="growth-note">{visibleText(later.note, 400)}</p>}
      <FateObjects snapshot={snapshot} before={before} place={place} />
    </>
  );
}

function FateChoice({
  fate,
  sum,
  chosen,
  onChoose,
}: {
  readonly fate: Fate;
  readonly sum: ObjectSum | null;
  readonly chosen: boolean;
  readonly onChoose: () => void;
}): ReactNode {
  const [title, where] = FATE_WORDS[fate];
  return (
    <label className={chosen ? 'fate chosen' : 'fate'}>
      <input type="radio" name="fate" checked={chosen} onChange={onChoose} />
      <span className="fate-title">{title}</span>
      <strong>{sum === null ? '…' : formatCount(sum.count)}</strong>
      <span className="fate-bytes">{sum === null ? '' : <Bytes bytes={sum.shallowBytes} />}</span>
      <span className="soft">{where}</span>
    </label>
  );
}

/** The set, and the snapshot whose objects are in it. */
function setOf(
  fate: Fate,
  { snapshot, before }: GrowthPartProps,
): { readonly of: OpenSnapshot; readonly set: ObjectSet } {
  switch (fate) {
    case 'new':
      return { of: snapshot, set: { kind: 'new-since', before: before.id } };
    case 'freed':
      return { of: before, set: { kind: 'freed-by', after: snapshot.id } };
    case 'survived':
      return { of: snapshot, set: { kind: 'survived', before: before.id } };
  }
}

function FateObjects(props: GrowthPartProps): ReactNode {
  const { snapshot, place } = props;
  const goTo = useWindow((state) => state.goTo);
  const open = useWindow((state) => state.openObject);
  const { of, set } = setOf(place.fate, props);
  const asSet = setsPlace(of.slug, set);
  const change = (next: Partial<InstanceList>): void =>
    goTo({ ...place, objects: { ...place.objects, ...next } });
  return (
    <>
      <div className="part-tools">
        <FilterBox
          label="Filter objects"
          value={place.objects.filter}
          onChange={(filter) => change({ filter })}
        />
        <button
          type="button"
          className="button small"
          onClick={() => goTo({ ...asSet, part: 'groups', by: 'type' })}
        >
          By type
        </button>
        <button type="button" className="button small" onClick={() => goTo(asSet)}>
          As a set
        </button>
      </div>
      <SetObjects
        snapshot={of.id}
        set={set}
        list={place.objects}
        onList={change}
        selected={place.object}
        // A freed object is in the earlier snapshot only: it is opened there.
        onOpen={(id) => (of === snapshot ? open(id) : goTo({ ...asSet, object: id }))}
        label="Objects"
      />
    </>
  );
}
