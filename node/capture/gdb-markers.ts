/** What the script has gdb print, on a line of its own. */
export const MARKERS = {
  /** With the result of what was asked for behind it. */
  done: 'backref-done',
  moved: 'backref-moved',
  noMemory: 'backref-no-memory',
  /** The system lets no memory be run that the process wrote. */
  noCode: 'backref-no-code',
  /** A call did not come to its end; the registers were put back. */
  lost: 'backref-lost',
} as const;
