/** How a running process can be captured from outside. */
export type CaptureMethod = 'gdb' | 'remote_exec';

/** One Python process of this machine. */
export interface ProcessRow {
  readonly pid: number;
  /** `3.11.7`; null when it cannot be told without the right to look. */
  readonly python: string | null;
  readonly rssBytes: number | null;
  readonly threads: number | null;
  /** The command line without the secrets that tell themselves by their names. */
  readonly command: string;
  /** `none` when it cannot be captured from outside now. */
  readonly capture: CaptureMethod | 'none';
  /** Why not, and what to do: one or two sentences; null when it can. */
  readonly reason: string | null;
  readonly parent: number | null;
  /** Whether it has a file system or PID namespace of its own (a container, a chroot). */
  readonly container: boolean;
}
