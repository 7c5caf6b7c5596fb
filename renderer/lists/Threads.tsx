import type { ReactNode } from 'react';
import { visibleText } from '../../shared/base/visible-text.ts';
import type { FrameInfo, ThreadInfo } from '../../shared/protocol/rows.ts';

/** What each thread was doing, innermost call first; frames that are in the snapshot lead to their locals. */
export function Threads({
  threads,
  onOpen,
}: {
  readonly threads: readonly ThreadInfo[];
  readonly onOpen: (id: string) => void;
}): ReactNode {
  return (
    <section className="card" aria-label="Threads">
      <h3>Threads</h3>
      {threads.map((thread) => (
        <div key={thread.ident} className="thread">
          <h4>{visibleText(thread.name, 80)}</h4>
          <ol>
            {thread.frames.map((frame, index) => (
              <li key={index}>
                <FrameName frame={frame} onOpen={onOpen} />
                <span className="thread-where" title={visibleText(frame.file, 400)}>
                  {visibleText(frame.file, 120)}:{frame.line}
                </span>
              </li>
            ))}
          </ol>
        </div>
      ))}
    </section>
  );
}

function FrameName({
  frame,
  onOpen,
}: {
  readonly frame: FrameInfo;
  readonly onOpen: (id: string) => void;
}): ReactNode {
  const { id } = frame;
  const name = `${visibleText(frame.function, 80)}()`;
  if (id === null) return <code className="code bare">{name}</code>;
  return (
    <button type="button" className="link code bare" title="Show its locals" onClick={() => onOpen(id)}>
      {name}
    </button>
  );
}
