import { FileClock, History, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { formatBytes } from '../../../shared/base/numbers-to-text.ts';
import { visibleText } from '../../../shared/base/visible-text.ts';
import type { RecentFile } from '../../../shared/protocol/host-api.ts';
import { useHost } from '../../data/host-context.tsx';
import { useOpener } from '../../data/use-opener.ts';
import { useWindow } from '../../store/window-store.ts';

/** So many names say what a session was about. */
const NAMED = 3;

function namesOf(files: readonly RecentFile[]): string {
  const named = files.slice(0, NAMED).map(({ name }) => visibleText(name, 40));
  const more = files.length - named.length;
  return more === 0 ? named.join(', ') : `${named.join(', ')} and ${String(more)} more`;
}

/** What was open last time, to be opened again at once. Nothing where there was nothing, or all of it is gone. */
export function LastSession(): ReactNode {
  const session = useWindow((state) => state.recents.lastSession);
  const opener = useOpener();
  const files = session.filter(({ isMissing }) => !isMissing);
  if (files.length === 0) return null;
  return (
    <button
      type="button"
      className="button welcome-session"
      onClick={() => void opener.openOffers(files)}
      title={files.map(({ name }) => visibleText(name, 80)).join('\n')}
    >
      <History size={15} aria-hidden />
      <span>Open last session: {namesOf(files)}</span>
    </button>
  );
}

/** The files opened before, the last first. Nothing where the host remembers none. */
export function RecentList(): ReactNode {
  const files = useWindow((state) => state.recents.files);
  const host = useHost();
  if (files.length === 0) return null;
  const forget = (file: RecentFile | null): void => {
    // What cannot be forgotten now (the host is gone) has said so elsewhere.
    void host.forgetRecents(file).catch(() => undefined);
  };
  return (
    <section className="recents" aria-labelledby="recents-title">
      <div className="recents-head">
        <h2 id="recents-title">Recent files</h2>
        <button type="button" className="link" onClick={() => forget(null)}>
          Clear
        </button>
      </div>
      <ul>
        {files.map((file) => (
          <RecentItem key={file.token} file={file} onForget={() => forget(file)} />
        ))}
      </ul>
    </section>
  );
}

function RecentItem({
  file,
  onForget,
}: {
  readonly file: RecentFile;
  readonly onForget: () => void;
}): ReactNode {
  const opener = useOpener();
  const { isMissing, size } = file;
  const name = visibleText(file.name, 80);
  return (
    <li className={isMissing ? 'recent missing' : 'recent'}>
      <button
        type="button"
        className="recent-open"
        disabled={isMissing}
        onClick={() => void opener.openOffers([file])}
      >
        <FileClock size={15} aria-hidden />
        <span className="recent-name">{name}</span>
        <span className="recent-folder">
          <bdi>{visibleText(file.folder, 160)}</bdi>
        </span>
        <span className="recent-note">
          {isMissing ? 'not found' : size === null ? '' : formatBytes(size)}
        </span>
      </button>
      <button
        type="button"
        className="button icon quiet recent-forget"
        aria-label={`Forget ${name}`}
        title="Take it off this list; the file stays"
        onClick={onForget}
      >
        <X size={13} aria-hidden />
      </button>
    </li>
  );
}
