import type { ReactNode } from 'react';
import { PaneHead } from '../../components/PaneHead.tsx';
import { Switch } from '../../components/Switch.tsx';
import type { DominatorsPlace } from '../../store/places/dominators.ts';
import { useWindow } from '../../store/window-store.ts';
import type { OpenSnapshot } from '../../store/window-store.ts';
import { DominatorTree } from './DominatorTree.tsx';
import { Treemap } from './Treemap.tsx';
import './dominators.css';

/** Who holds most alone: the dominator tree, as a tree or as areas. */
export function DominatorsPanel({
  snapshot,
  place,
}: {
  readonly snapshot: OpenSnapshot;
  readonly place: DominatorsPlace;
}): ReactNode {
  const goTo = useWindow((state) => state.goTo);
  const isTree = place.look === 'tree';
  return (
    <section className="view-section dominators" aria-label="Dominators">
      <PaneHead title="Dominators" note={isTree ? 'what would go with what' : 'areas: retained size'}>
        {isTree ? (
          <label className="check" title="Objects of one type in one row">
            <input
              type="checkbox"
              checked={place.grouped}
              onChange={(event) => goTo({ ...place, grouped: event.target.checked })}
            />
            Group by type
          </label>
        ) : null}
        <Switch
          label="Look"
          value={place.look}
          choices={[
            ['tree', 'Tree'],
            ['treemap', 'Treemap'],
          ]}
          onChange={(look) => goTo({ ...place, look })}
        />
      </PaneHead>
      {isTree ? (
        <DominatorTree snapshot={snapshot} place={place} />
      ) : (
        <Treemap snapshot={snapshot} place={place} />
      )}
    </section>
  );
}
