import type { ReactNode } from 'react';

/** The head of a column of the window: what it is, how much of it, and its tools at the right. */
export function PaneHead({
  title,
  note,
  children,
}: {
  readonly title: ReactNode;
  readonly note?: string | undefined;
  readonly children?: ReactNode;
}): ReactNode {
  return (
    <header className="pane-head">
      <h2 className="pane-title">{title}</h2>
      {note === undefined ? null : <span className="pane-note">{note}</span>}
      {children === undefined ? null : <span className="pane-tools">{children}</span>}
    </header>
  );
}
