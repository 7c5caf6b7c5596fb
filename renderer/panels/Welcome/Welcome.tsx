import { Camera, FlaskConical, FolderOpen } from 'lucide-react';
import type { ReactNode } from 'react';
import { visibleText } from '../../../shared/base/visible-text.ts';
import { CaptureWays } from '../../components/CaptureWays.tsx';
import { Logo } from '../../components/Logo.tsx';
import { useHost } from '../../data/host-context.tsx';
import { useOpener } from '../../data/use-opener.ts';
import { useCommands } from '../../store/commands.ts';
import { slugOf } from '../../store/place.ts';
import { useWindow } from '../../store/window-store.ts';
import { LastSession, RecentList } from './RecentList.tsx';
import './welcome.css';

/** The empty window: how to open a snapshot, and how to come by one. */
export function Welcome(): ReactNode {
  const { sample } = useHost();
  const opener = useOpener();
  const wanted = useWindow((state) => slugOf(state.place));
  return (
    <div className="welcome">
      <div className="welcome-body">
        <section className="welcome-drop" aria-label="Open">
          <Logo size={44} />
          <p className="welcome-title">Drop a snapshot here</p>
          <p className="welcome-lead">
            {wanted === null
              ? 'See who keeps every object of a Python or JavaScript process alive.'
              : `This address is about ${visibleText(wanted, 60)}, which is not open.`}
          </p>
          <div className="buttons">
            <button type="button" className="button primary" onClick={() => void opener.pick()}>
              <FolderOpen size={15} aria-hidden />
              Open snapshot
            </button>
            <CaptureButton />
            {sample === null ? null : (
              <button type="button" className="button" onClick={() => void opener.openOffers([sample])}>
                <FlaskConical size={15} aria-hidden />
                Open the sample
              </button>
            )}
          </div>
          <LastSession />
          <p className="welcome-formats">
            <code className="code">.backref</code> Python <span aria-hidden>·</span>{' '}
            <code className="code">.heapsnapshot</code> Node, Chrome, Electron <span aria-hidden>·</span>{' '}
            <code className="code">.pyheap</code> <span aria-hidden>·</span> meliae{' '}
            <code className="code">.json</code> <span aria-hidden>·</span> also in gzip or zstd
          </p>
        </section>
        <RecentList />
        <section className="welcome-capture" aria-label="Take a snapshot">
          <h2>Other ways to take one</h2>
          <CaptureWays />
          <p className="welcome-hint">
            <code className="code">backref.py</code> is one file of plain standard library, for CPython 3.8
            and on: copy <code className="code">assets/agent/backref.py</code> next to your program. For Node,{' '}
            <code className="code">v8.writeHeapSnapshot()</code> makes a snapshot.
          </p>
        </section>
      </div>
    </div>
  );
}

/** Where the host captures processes. */
function CaptureButton(): ReactNode {
  const capture = useCommands(({ handlers }) => handlers.capture);
  if (capture === undefined) return null;
  return (
    <button type="button" className="button" onClick={capture}>
      <Camera size={15} aria-hidden />
      Capture from process…
    </button>
  );
}
