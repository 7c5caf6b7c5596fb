import type { ReactNode } from 'react';
import { formatBytes, formatCount, formatExactBytes } from '../../../shared/base/numbers-to-text.ts';
import { visibleText } from '../../../shared/base/visible-text.ts';
import type { ProcessRow } from '../../../shared/protocol/capture-api.ts';
import { MOST_SHOWN, splitCommand } from './process-rows.ts';

/** So much of a command line tells what it is; the rest is its title. */
const MAX_COMMAND = 300;
const MAX_TITLE = 2000;
const MAX_REASON = 400;

const UNKNOWN = (
  <span className="soft" title="Not known without the right to look">
    ?
  </span>
);

/** What `backref ps` prints, with a button for each process that can be captured, and the reason for each that cannot. */
export function ProcessTable({
  rows,
  saidReason,
  onCapture,
}: {
  readonly rows: readonly ProcessRow[];
  /** One that was told already, above the table. */
  readonly saidReason: string | null;
  readonly onCapture: (pid: number) => void;
}): ReactNode {
  const hidden = rows.length - MOST_SHOWN;
  return (
    <>
      <table className="processes" aria-label="Python processes">
        <thead>
          <tr>
            <th scope="col">Command</th>
            <th scope="col" className="numeric">
              PID
            </th>
            <th scope="col">Python</th>
            <th scope="col" className="numeric">
              RSS
            </th>
            <th scope="col" className="numeric">
              Threads
            </th>
            <th scope="col" className="processes-way">
              Capture
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, MOST_SHOWN).map((row) => (
            <ProcessLine key={row.pid} row={row} saidReason={saidReason} onCapture={onCapture} />
          ))}
        </tbody>
      </table>
      {hidden <= 0 ? null : (
        <p className="processes-more">{formatCount(hidden)} more: type into the filter to see them.</p>
      )}
    </>
  );
}

function ProcessLine({
  row,
  saidReason,
  onCapture,
}: {
  readonly row: ProcessRow;
  readonly saidReason: string | null;
  readonly onCapture: (pid: number) => void;
}): ReactNode {
  const { pid, python, rssBytes, threads, capture, reason } = row;
  return (
    <tr className={capture === 'none' ? 'unable' : undefined}>
      <td>
        <Command row={row} />
        {reason === null || reason === saidReason ? null : (
          <p className="process-reason">{visibleText(reason, MAX_REASON)}</p>
        )}
      </td>
      <td className="numeric">{String(pid)}</td>
      <td>{python === null ? UNKNOWN : visibleText(python, 20)}</td>
      <td className="numeric" title={rssBytes === null ? undefined : formatExactBytes(rssBytes)}>
        {rssBytes === null ? UNKNOWN : formatBytes(rssBytes)}
      </td>
      <td className="numeric">{threads === null ? UNKNOWN : formatCount(threads)}</td>
      <td className="processes-way">
        {capture === 'none' ? (
          <span className="process-no">no</span>
        ) : (
          <>
            <small>{capture}</small>
            <button
              type="button"
              className="button"
              aria-label={`Capture process ${String(pid)}`}
              onClick={() => onCapture(pid)}
            >
              Capture
            </button>
          </>
        )}
      </td>
    </tr>
  );
}

function Command({ row: { command, container } }: { readonly row: ProcessRow }): ReactNode {
  const [folder, rest] = splitCommand(visibleText(command, MAX_COMMAND));
  return (
    <div className="process-command">
      <code title={visibleText(command, MAX_TITLE)}>
        <span className="process-folder">{folder}</span>
        {rest}
      </code>
      {container ? (
        <span className="process-place" title="It has a file system or process ids of its own">
          container
        </span>
      ) : null}
    </div>
  );
}
