import { Camera, Check, ChevronDown, FolderOpen, X } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import { formatBytes, formatCount } from '../../../shared/base/numbers-to-text.ts';
import { visibleText } from '../../../shared/base/visible-text.ts';
import { useOpener } from '../../data/use-opener.ts';
import { useCommands } from '../../store/commands.ts';
import { firstPlace, slugOf } from '../../store/place.ts';
import type { Place } from '../../store/place.ts';
import { growthPlace } from '../../store/places/growth.ts';
import { currentSnapshot, useWindow } from '../../store/window-store.ts';
import type { OpenSnapshot } from '../../store/window-store.ts';
import { comparison } from './comparison.ts';

/** `after 3,000 orders · 02:14`: what tells snapshots of one program apart; '' when the snapshot does not say. */
function noteOf({ info }: OpenSnapshot): string {
  const time = /T(\d\d:\d\d)/.exec(info.process?.time ?? '')?.[1];
  return [info.process?.label ?? '', time === undefined ? '' : `${time} UTC`]
    .filter((part) => part !== '')
    .map((part) => visibleText(part, 32))
    .join(' · ');
}

/** The same view of another snapshot; its types where the view needs two snapshots or there is none. */
function sameView(place: Place, slug: string): Place {
  return firstPlace(place.view === 'welcome' || place.view === 'growth' ? 'types' : place.view, slug);
}

/** Which snapshot is looked at: choose, open more, close. Nothing while none is open. */
export function SnapshotSwitcher(): ReactNode {
  const snapshots = useWindow((state) => state.snapshots);
  const place = useWindow((state) => state.place);
  const current = useWindow(currentSnapshot);
  const goTo = useWindow((state) => state.goTo);
  const opener = useOpener();
  if (snapshots.length === 0) return null;
  const shown = current === null ? 'Choose a snapshot' : visibleText(current.name, 48);
  return (
    <div className="switcher">
      {/* Not modal: a modal one locks scrolling by a style element, which the policy forbids. */}
      <DropdownMenu.Root modal={false}>
        <DropdownMenu.Trigger className="button switcher-button" aria-label={`Snapshot: ${shown}`}>
          <span className="switcher-name">{shown}</span>
          {current === null ? null : <small className="switcher-note">{noteOf(current)}</small>}
          <ChevronDown size={14} aria-hidden />
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content className="menu" align="start" sideOffset={4}>
            {snapshots.map((snapshot) => (
              <SnapshotItem
                key={snapshot.slug}
                snapshot={snapshot}
                current={snapshot.slug === slugOf(place)}
                onSelect={() => goTo(sameView(place, snapshot.slug))}
              />
            ))}
            <DropdownMenu.Separator className="menu-line" />
            <DropdownMenu.Item className="menu-item" onSelect={() => void opener.pick()}>
              <FolderOpen size={14} aria-hidden />
              Open snapshot…
            </DropdownMenu.Item>
            <CaptureItem />
            {current === null ? null : (
              <DropdownMenu.Item className="menu-item" onSelect={() => void opener.close(current.slug)}>
                <X size={14} aria-hidden />
                Close {visibleText(current.name, 32)}
              </DropdownMenu.Item>
            )}
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      {current === null ? null : (
        <button
          type="button"
          className="button icon quiet"
          aria-label={`Close ${visibleText(current.name, 48)}`}
          title="Close this snapshot"
          onClick={() => void opener.close(current.slug)}
        >
          <X size={14} aria-hidden />
        </button>
      )}
      <CompareButton />
    </div>
  );
}

/** Where the host captures processes. */
function CaptureItem(): ReactNode {
  const capture = useCommands(({ handlers }) => handlers.capture);
  if (capture === undefined) return null;
  return (
    <DropdownMenu.Item className="menu-item" onSelect={capture}>
      <Camera size={14} aria-hidden />
      Capture from process…
    </DropdownMenu.Item>
  );
}

function SnapshotItem({
  snapshot,
  current,
  onSelect,
}: {
  readonly snapshot: OpenSnapshot;
  readonly current: boolean;
  readonly onSelect: () => void;
}): ReactNode {
  const { info } = snapshot;
  return (
    <DropdownMenu.Item className="menu-item" onSelect={onSelect} aria-current={current}>
      <span className="menu-check">{current ? <Check size={14} aria-hidden /> : null}</span>
      <span className="menu-name">{visibleText(snapshot.name, 64)}</span>
      <small className="menu-note">
        {[noteOf(snapshot), `${formatCount(info.objects)} objects`, formatBytes(info.shallowBytes)]
          .filter((part) => part !== '')
          .join(' · ')}
      </small>
    </DropdownMenu.Item>
  );
}

/** Leads to Growth, from the snapshot opened before this one. Only with two open. */
function CompareButton(): ReactNode {
  const snapshots = useWindow((state) => state.snapshots);
  const current = useWindow(currentSnapshot);
  const goTo = useWindow((state) => state.goTo);
  if (current === null || snapshots.length < 2) return null;
  const pair = comparison(snapshots, current);
  return (
    <button
      type="button"
      className="button ghost"
      title={`From ${visibleText(pair.before.name, 48)} to ${visibleText(pair.after.name, 48)}`}
      onClick={() => goTo(growthPlace(pair.after.slug, pair.before.slug))}
    >
      compare…
    </button>
  );
}
