import { useEffect, useMemo } from 'react';
import type { CSSProperties, ReactNode } from 'react';
import { useHost } from './data/host-context.tsx';
import { surroundingsOf } from './data/surroundings.ts';
import { useOpener } from './data/use-opener.ts';
import { COUNT_ROOM, countRoom } from './components/data-grid-column.ts';
import { ErrorView } from './components/ErrorView.tsx';
import { HistoryButtons } from './components/HistoryButtons.tsx';
import { Logo } from './components/Logo.tsx';
import { CaptureDialog } from './panels/Capture/CaptureDialog.tsx';
import { OpeningPanel } from './panels/Opening/OpeningPanel.tsx';
import { drawPlace, tabsFor } from './panels/registry.tsx';
import { DropZone } from './panels/Shell/DropZone.tsx';
import { FindBox } from './panels/Shell/FindBox.tsx';
import { OpeningNote } from './panels/Shell/OpeningNote.tsx';
import { Shortcuts } from './panels/Shell/Shortcuts.tsx';
import { SnapshotSwitcher } from './panels/Shell/SnapshotSwitcher.tsx';
import { StatusLine } from './panels/Shell/StatusLine.tsx';
import { useWindowCommands } from './panels/Shell/use-window-commands.ts';
import { ViewTabs } from './panels/Shell/ViewTabs.tsx';
import { Welcome } from './panels/Welcome/Welcome.tsx';
import { useCommands } from './store/commands.ts';
import { historyKeys } from './store/keys.ts';
import { windowTitle } from './store/window-title.ts';
import { currentSnapshot, useWindow } from './store/window-store.ts';

/** The whole window. Its host, and with it all that can be asked, comes by HostProvider. */
export function App(): ReactNode {
  useHostEvents();
  useTitle();
  useWindowCommands();
  const greatest = useWindow(({ snapshots }) => Math.max(0, ...snapshots.map(({ info }) => info.objects)));
  return (
    <div className="window" style={{ [COUNT_ROOM]: `${String(countRoom(greatest))}px` } as CSSProperties}>
      <Head />
      <main className="main">
        <Main />
      </main>
      <StatusLine />
      <DropZone />
      <CaptureDialog />
      <Shortcuts />
    </div>
  );
}

/** Opens what the host offers, and takes note of what it loses. */
function useHostEvents(): void {
  const host = useHost();
  const opener = useOpener();
  const lost = useWindow((state) => state.lost);
  const disconnect = useWindow((state) => state.disconnect);
  const remembered = useWindow((state) => state.remembered);
  useEffect(
    () =>
      host.onEvent((event) => {
        switch (event.kind) {
          case 'offered':
            void opener.openOffers(event.files);
            break;
          case 'snapshot-lost':
            lost(event.snapshot, event.message);
            break;
          case 'disconnected':
            disconnect(event.message);
            break;
          case 'recents':
            remembered(event.recents);
            break;
          case 'command':
            useCommands.getState().handlers[event.command]?.();
            break;
        }
      }),
    [host, opener, lost, disconnect, remembered],
  );
}

function useTitle(): void {
  const title = useWindow(windowTitle);
  useEffect(() => {
    document.title = title;
  }, [title]);
}

function Head(): ReactNode {
  const current = useWindow(currentSnapshot);
  const state = useWindow();
  const host = useHost();
  const tabs = useMemo(() => (current === null ? [] : tabsFor(current, state)), [current, state]);
  return (
    <header className="app-head" aria-label="Backref">
      <div className="app-bar">
        <h1 className="brand">
          <Logo />
          Backref
        </h1>
        {current === null ? null : <HistoryButtons keys={historyKeys(surroundingsOf(host))} />}
        <SnapshotSwitcher />
        <OpeningNote />
        {current === null || current.lost !== null ? null : <FindBox key={current.id} snapshot={current} />}
      </div>
      {tabs.length === 0 ? null : <ViewTabs tabs={tabs} current={state.place.view} onGo={state.goTo} />}
    </header>
  );
}

function Main(): ReactNode {
  const current = useWindow(currentSnapshot);
  const place = useWindow((state) => state.place);
  const disconnected = useWindow((state) => state.disconnected);
  const isOpening = useWindow(
    (state) => state.openings.length > 0 && (state.watching || currentSnapshot(state) === null),
  );
  const opener = useOpener();
  if (disconnected !== null) {
    return (
      <ErrorView title="The connection to Backref ended" error={{ message: disconnected, details: {} }}>
        <button type="button" className="button primary" onClick={() => window.location.reload()}>
          Reload
        </button>
      </ErrorView>
    );
  }
  if (isOpening) return <OpeningPanel />;
  if (current === null || place.view === 'welcome') return <Welcome />;
  if (current.lost !== null) {
    return (
      <ErrorView title={`${current.name} is no longer open`} error={{ message: current.lost, details: {} }}>
        <button type="button" className="button primary" onClick={() => void opener.reopen(current.slug)}>
          Open it again
        </button>
        <button type="button" className="button" onClick={() => void opener.close(current.slug)}>
          Close it
        </button>
      </ErrorView>
    );
  }
  return drawPlace(current, place);
}
