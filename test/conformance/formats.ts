/** What the suite in formats.test.ts needs to know of a format. Fixtures are all files of the folder with the ending. */
export interface ConformanceFormat {
  readonly format: string;
  /** Below test/fixtures/snapshots. */
  readonly folder: string;
  readonly ending: string;
  /** Whether the format notices every flipped bit; else some only change what is read. */
  readonly checksums: boolean;
  /** The file as a later version of the format would begin; null where the format has no version. */
  readonly laterVersion: ((bytes: Uint8Array) => Uint8Array) | null;
}

/** Every format, one line each. */
export const CONFORMANCE_FORMATS: readonly ConformanceFormat[] = [
  { format: 'backref', folder: 'backref', ending: '.backref', checksums: true, laterVersion: addAt(8) },
  {
    format: 'v8-heapsnapshot',
    folder: 'v8-heapsnapshot',
    ending: '.heapsnapshot',
    checksums: false,
    laterVersion: null,
  },
  { format: 'pyheap', folder: 'pyheap', ending: '.pyheap', checksums: false, laterVersion: addAt(11) },
  { format: 'meliae', folder: 'meliae', ending: '.meliae.json', checksums: false, laterVersion: null },
];

/** One more at a byte. */
function addAt(offset: number): (bytes: Uint8Array) => Uint8Array {
  return (bytes) => bytes.map((byte, at) => (at === offset ? byte + 1 : byte));
}
