/** How a running process can be captured from outside. */
export const CAPTURE_METHODS = ['gdb', 'remote_exec'] as const;
export type CaptureMethod = (typeof CAPTURE_METHODS)[number];

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

/** The processes of the host's machine, for a window to choose from. */
export interface ProcessList {
  /** By process id. Command lines are cut. */
  readonly processes: readonly ProcessRow[];
  /** Why no process of this machine can be captured from outside, and what works instead; null where some can. */
  readonly obstacle: string | null;
}

/** What a window wants captured. */
export interface CaptureChoice {
  /** Of the list that the window was given last. */
  readonly pid: number;
  readonly preview: CapturePreview;
}

/** What a capture shall write, and how long it may take. */
export interface CaptureOptions {
  /** A text to recognise the snapshot by. */
  readonly label?: string;
  /** Values written: `none` lengths only, `short` 80 characters, `full` 65,536. `short` unless told. */
  readonly preview?: CapturePreview;
  /** False: also write what stands under names such as `password`. True unless told. */
  readonly redact?: boolean;
  /** The way in; the best that there is unless told. */
  readonly method?: CaptureMethod;
  /** Seconds until the capture is given up; 600 unless told. */
  readonly timeoutSeconds?: number;
}

export const CAPTURE_PREVIEWS = ['none', 'short', 'full'] as const;
export type CapturePreview = (typeof CAPTURE_PREVIEWS)[number];

/** What was captured, and what it cost the process. */
export interface CaptureSummary {
  readonly pid: number;
  readonly objects: number;
  /** Bytes of the file. */
  readonly bytes: number;
  /** From the first touch to the whole file. */
  readonly seconds: number;
  /** How long the process could not run Python code, as it saw that itself; null where it did not tell. */
  readonly pauseSeconds: number | null;
  readonly method: CaptureMethod;
  /** Whether a copy of the process (fork) wrote it while the process ran on. */
  readonly copied: boolean;
  /** Why no copy was made; null where one was. */
  readonly inlineReason: string | null;
}
