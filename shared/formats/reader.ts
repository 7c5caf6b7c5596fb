import type { CancelToken } from '../base/cancellation.ts';
import type { ReportProgress } from '../base/progress.ts';
import type { HeapGraph } from '../graph/heap-graph.ts';

/**
 * A file read once, front to back, in chunks of at most a few MB. gzip and zstd around it are already taken off.
 * Never seeks, so that compressed files and pipes read the same way.
 */
export interface ByteSource {
  /** The file's base name: only breaks ties, content decides. */
  readonly name: string;
  /** Bytes of the stored file (compressed, if it is); 0 when unknown. Unit of `consumed`. */
  readonly storedBytes: number;
  /** Stored bytes taken so far: for progress. */
  readonly consumed: number;
  /** The next chunk, valid until the next call; null at the end. Throws HeapError for damage in the compression. */
  next(): Promise<Uint8Array | null>;
}

/** Decompressors that shared code cannot bring itself; the host gives them. */
export interface Codecs {
  /** zlib (RFC 1950) data of exactly `rawLength` bytes when inflated. Throws on damage. */
  inflate(data: Uint8Array, rawLength: number): Uint8Array;
  /** One zstd frame of exactly `rawLength` bytes when decompressed. Throws on damage. */
  unzstd(data: Uint8Array, rawLength: number): Uint8Array;
}

export interface ReadContext {
  readonly report: ReportProgress;
  readonly cancel: CancelToken;
  readonly codecs: Codecs;
}

/** One file format. A format is a folder in shared/formats and one line in registry.ts. */
export interface FormatReader {
  /** Short name as in `info`: `backref`, `v8-heapsnapshot`. */
  readonly format: string;
  readonly extensions: readonly string[];
  /**
   * Whether the file's first bytes (up to 64 KiB) are of this format. Cheap, never throws.
   */
  detect(head: Uint8Array): boolean;
  /** The whole file as a graph. Streams. Throws HeapError: truncated, corrupt, too-new, too-big, cancelled. */
  read(source: ByteSource, context: ReadContext): Promise<HeapGraph>;
}
