import type { CSSProperties, ReactNode } from 'react';
import { Splitter } from '../components/Splitter.tsx';
import type { TypesPlace } from '../store/places/types.ts';
import { useWindow } from '../store/window-store.ts';
import type { OpenSnapshot } from '../store/window-store.ts';
import { InstancesPanel } from './Instances/InstancesPanel.tsx';
import { ObjectPanel } from './Object/ObjectPanel.tsx';
import { TypesGuide } from './Types/TypesGuide.tsx';
import { TypesPanel } from './Types/TypesPanel.tsx';

/** The main view: types, the instances of one, and one object of them, side by side from left to right. */
export function TypesView({
  snapshot,
  place,
}: {
  readonly snapshot: OpenSnapshot;
  readonly place: TypesPlace;
}): ReactNode {
  const settings = useWindow((state) => state.settings);
  const change = useWindow((state) => state.change);
  const { typesWidth, instancesWidth } = settings;
  const { type, object } = place;
  const isWide = object !== null && settings.wideObject;
  const shape = [
    type === null ? '' : 'with-type',
    object === null ? '' : 'with-object',
    isWide ? 'wide-object' : '',
  ];
  const widths = { '--types': `${String(typesWidth)}%`, '--instances': `${String(instancesWidth)}%` };
  return (
    <div className={`columns ${shape.join(' ')}`} style={widths as CSSProperties}>
      {isWide ? null : (
        <section className="pane pane-types" aria-label="All types">
          <TypesPanel snapshot={snapshot} place={place} />
        </section>
      )}
      {isWide ? null : (
        <Splitter
          label="Width of the types"
          value={typesWidth}
          min={18}
          max={60}
          onChange={(value) => change({ typesWidth: value })}
        />
      )}
      {isWide || type === null ? null : (
        <section className="pane pane-instances" aria-label="Instances of the type">
          <InstancesPanel snapshot={snapshot} place={place} type={type} />
        </section>
      )}
      {isWide || type === null || object === null ? null : (
        <Splitter
          label="Width of the instances"
          value={instancesWidth}
          min={14}
          max={50}
          onChange={(value) => change({ instancesWidth: value })}
        />
      )}
      {object === null ? null : (
        <section className="pane pane-object" aria-label="Object">
          <ObjectPanel snapshot={snapshot} id={object} tab={place.tab} />
        </section>
      )}
      {type === null && object === null ? <TypesGuide /> : null}
    </div>
  );
}
