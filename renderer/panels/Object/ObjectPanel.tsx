import { Layers, Maximize2, Minimize2, X } from 'lucide-react';
import { Tabs } from 'radix-ui';
import type { ReactNode } from 'react';
import type { ObjectSet } from '../../../shared/protocol/object-set.ts';
import type { ObjectDetails } from '../../../shared/protocol/rows.ts';
import { CopyButton } from '../../components/CopyButton.tsx';
import { IconButton } from '../../components/IconButton.tsx';
import { ErrorView } from '../../components/ErrorView.tsx';
import { PaneHead } from '../../components/PaneHead.tsx';
import { TypeName } from '../../components/SnapshotText.tsx';
import { useQuery } from '../../data/use-query.ts';
import type { ObjectTab } from '../../store/place-codec.ts';
import { setsPlace } from '../../store/places/sets.ts';
import { useWindow } from '../../store/window-store.ts';
import type { OpenSnapshot } from '../../store/window-store.ts';
import { AliveBecause } from './AliveBecause.tsx';
import { ObjectFacts } from './ObjectFacts.tsx';
import { PathTab } from './PathTab.tsx';
import { ReferencesTab } from './ReferencesTab.tsx';
import { RetainersTab } from './RetainersTab.tsx';
import './object.css';

const TABS: readonly (readonly [ObjectTab, string])[] = [
  ['retainers', 'Retainers'],
  ['references', 'References'],
  ['referrers', 'Referrers'],
  ['path', 'Path to root'],
];

interface ObjectPanelProps {
  readonly snapshot: OpenSnapshot;
  readonly id: string;
  readonly tab: ObjectTab;
}

/** One object: its sizes, why it is alive, and who refers to whom around it. */
export function ObjectPanel({ snapshot, id, tab }: ObjectPanelProps): ReactNode {
  const open = useWindow((state) => state.openObject);
  const showTab = useWindow((state) => state.showTab);
  const query = useQuery(snapshot.id, 'object', { id });
  const details = query.data?.id === id ? query.data : null;
  return (
    <>
      <ObjectHead slug={snapshot.slug} id={id} details={details} />
      {query.error !== null ? (
        <ErrorView title={`Object ${id} could not be shown`} error={query.error}>
          <button type="button" className="button" onClick={query.retry}>
            Try again
          </button>
        </ErrorView>
      ) : (
        <>
          <ObjectFacts details={details} onOpen={open} />
          <AliveBecause snapshot={snapshot.id} id={id} onOpen={open} onShowPath={() => showTab('path')} />
          <ObjectTabs snapshot={snapshot} id={id} tab={tab} onOpen={open} />
        </>
      )}
    </>
  );
}

function ObjectHead({
  slug,
  id,
  details,
}: {
  readonly slug: string;
  readonly id: string;
  readonly details: ObjectDetails | null;
}): ReactNode {
  const open = useWindow((state) => state.openObject);
  const goTo = useWindow((state) => state.goTo);
  const wide = useWindow((state) => state.settings.wideObject);
  const change = useWindow((state) => state.change);
  const Size = wide ? Minimize2 : Maximize2;
  return (
    <PaneHead
      title={
        <span className="object-title">
          {details === null ? null : <TypeName type={details.type} max={80} />}{' '}
          <code className="code bare soft">{id}</code>
        </span>
      }
    >
      <CopyButton text={id} label="Copy id" quiet />
      <IconButton
        name="This object as a set"
        icon={Layers}
        onClick={() => goTo({ ...setsPlace(slug, { kind: 'ids', ids: [id] }), object: id })}
      />
      <button
        type="button"
        className="button icon quiet"
        aria-label={wide ? 'Show the lists' : 'Give the object the whole window'}
        title={wide ? 'Show the lists' : 'Give the object the whole window'}
        onClick={() => change({ wideObject: !wide })}
      >
        <Size size={14} aria-hidden />
      </button>
      <button
        type="button"
        className="button icon quiet"
        aria-label="Close object"
        title="Close the object"
        onClick={() => open(null)}
      >
        <X size={14} aria-hidden />
      </button>
    </PaneHead>
  );
}

function ObjectTabs({
  snapshot,
  id,
  tab,
  onOpen,
}: ObjectPanelProps & { readonly onOpen: (id: string) => void }): ReactNode {
  const showTab = useWindow((state) => state.showTab);
  const goTo = useWindow((state) => state.goTo);
  const onSet = (set: ObjectSet): void => goTo({ ...setsPlace(snapshot.slug, set), object: id, tab });
  return (
    <Tabs.Root className="tabs" value={tab} onValueChange={(value) => showTab(value as ObjectTab)}>
      <Tabs.List className="tab-list" aria-label="About the object">
        {TABS.map(([value, title]) => (
          <Tabs.Trigger key={value} value={value} className="tab">
            {title}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      <Tabs.Content value="retainers" className="tab-content" tabIndex={-1}>
        <RetainersTab snapshot={snapshot.id} id={id} onOpenObject={onOpen} onSet={onSet} />
      </Tabs.Content>
      <Tabs.Content value="references" className="tab-content" tabIndex={-1}>
        <ReferencesTab snapshot={snapshot.id} id={id} direction="referents" onOpen={onOpen} />
      </Tabs.Content>
      <Tabs.Content value="referrers" className="tab-content" tabIndex={-1}>
        <ReferencesTab snapshot={snapshot.id} id={id} direction="referrers" onOpen={onOpen} />
      </Tabs.Content>
      <Tabs.Content value="path" className="tab-content" tabIndex={-1}>
        <PathTab snapshot={snapshot.id} id={id} onOpen={onOpen} onSet={onSet} />
      </Tabs.Content>
    </Tabs.Root>
  );
}
