import { RefreshCw } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { formatCount } from '../../../shared/base/numbers-to-text.ts';
import { visibleText } from '../../../shared/base/visible-text.ts';
import type { CapturePreview, ProcessRow } from '../../../shared/protocol/capture-api.ts';
import { CaptureWays } from '../../components/CaptureWays.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ErrorView } from '../../components/ErrorView.tsx';
import { FilterBox } from '../../components/FilterBox.tsx';
import { ModalDialog } from '../../components/ModalDialog.tsx';
import { counted } from '../../components/Quantity.tsx';
import { useHost } from '../../data/host-context.tsx';
import { useCommand } from '../../data/use-command.ts';
import { useOpener } from '../../data/use-opener.ts';
import { useProcesses } from '../../data/use-processes.ts';
import type { Processes } from '../../data/use-processes.ts';
import { chosenProcesses, commonReason } from './process-rows.ts';
import { ProcessTable } from './ProcessTable.tsx';
import './capture.css';

/** The Python processes of this machine, of which one is chosen to be captured: by button, menu and key. */
export function CaptureDialog(): ReactNode {
  const { hasCaptures } = useHost();
  const [isOpen, setOpen] = useState(false);
  useCommand('capture', hasCaptures ? () => setOpen(true) : null);
  return isOpen ? <Chooser onClose={() => setOpen(false)} /> : null;
}

function Chooser({ onClose }: { readonly onClose: () => void }): ReactNode {
  const opener = useOpener();
  const processes = useProcesses();
  const [filter, setFilter] = useState('');
  const [preview, setPreview] = useState<CapturePreview>('short');
  const isPossible = (processes.list?.obstacle ?? null) === null;
  const capture = (pid: number): void => {
    onClose();
    void opener.capture(pid, preview);
  };
  return (
    <ModalDialog
      title="Capture from process"
      className="capture"
      onClose={onClose}
      onEscape={() => {
        // The first Escape empties the filter.
        if (filter === '') onClose();
        else setFilter('');
      }}
    >
      {isPossible ? (
        <p className="capture-lead">
          The program stops for about a tenth of a second, copies itself and runs on; the copy writes the
          snapshot and ends. While it writes, it can need as much memory again as the program has.
        </p>
      ) : null}
      <Found processes={processes} filter={filter} onFilter={setFilter} onCapture={capture} />
      {isPossible ? <Values preview={preview} onPreview={setPreview} /> : null}
    </ModalDialog>
  );
}

function Values({
  preview,
  onPreview,
}: {
  readonly preview: CapturePreview;
  readonly onPreview: (preview: CapturePreview) => void;
}): ReactNode {
  return (
    <label className="capture-option">
      <input
        type="checkbox"
        checked={preview === 'none'}
        onChange={(event) => onPreview(event.target.checked ? 'none' : 'short')}
      />
      <span>
        Leave out all values
        <small>
          Else strings are written up to 80 characters, without what stands under names such as password.
        </small>
      </span>
    </label>
  );
}

function Found({
  processes,
  filter,
  onFilter,
  onCapture,
}: {
  readonly processes: Processes;
  readonly filter: string;
  readonly onFilter: (filter: string) => void;
  readonly onCapture: (pid: number) => void;
}): ReactNode {
  const { list, error, isLoading, refresh } = processes;
  const rows = list?.processes ?? [];
  const chosen = chosenProcesses(rows, filter);
  const common = commonReason(rows);
  return (
    <>
      <div className="capture-tools">
        <FilterBox label="Filter processes" value={filter} onChange={onFilter} />
        <span className="capture-count" role="status">
          {list === null ? '' : countText(rows, chosen, filter)}
        </span>
        <button type="button" className="button" onClick={refresh} disabled={isLoading}>
          <RefreshCw size={13} className={isLoading ? 'turning' : undefined} aria-hidden />
          Refresh
        </button>
      </div>
      <div className="capture-list" aria-busy={isLoading}>
        {error !== null ? (
          <ErrorView title="The processes could not be listed" error={error} />
        ) : list === null ? (
          <p className="capture-looking">Looking for Python processes…</p>
        ) : (
          <>
            {list.obstacle === null && rows.length > 0 ? null : <OtherWays obstacle={list.obstacle} />}
            {common === null || list.obstacle !== null ? null : (
              <p className="capture-note">{visibleText(common, 400)}</p>
            )}
            {rows.length > 0 && chosen.length === 0 ? (
              <EmptyState title="No process has these words" />
            ) : null}
            {chosen.length === 0 ? null : (
              <ProcessTable rows={chosen} saidReason={list.obstacle ?? common} onCapture={onCapture} />
            )}
          </>
        )}
      </div>
    </>
  );
}

function countText(rows: readonly ProcessRow[], chosen: readonly ProcessRow[], filter: string): string {
  if (rows.length === 0) return '';
  const all = counted(rows.length, 'Python process', 'Python processes');
  if (filter.trim() !== '') return `${formatCount(chosen.length)} of ${all}`;
  const able = rows.filter((row) => row.capture !== 'none').length;
  return `${all}, ${formatCount(able)} can be captured`;
}

/** What works where there is nothing to choose: no Python, or a system whose processes cannot be captured. */
function OtherWays({ obstacle }: { readonly obstacle: string | null }): ReactNode {
  return (
    <EmptyState title={obstacle === null ? 'No Python process can be seen here' : 'This works on Linux only'}>
      <p>
        {obstacle ??
          'Those of other users are seen by an administrator, and those on another machine by the command there. A program can also take its snapshots by itself:'}
      </p>
      <CaptureWays fromInside={obstacle !== null} />
    </EmptyState>
  );
}
