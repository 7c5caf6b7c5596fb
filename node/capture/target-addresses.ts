import { closeSync, openSync, readSync } from 'node:fs';
import path from 'node:path';
import { CaptureError } from './capture-error.ts';
import { ElfFile } from './elf-file.ts';
import { type FileMapping, parseMaps, procFile, readText } from './proc-files.ts';
import { fileOfMapping, type PythonImage } from './python-process.ts';

/** Where the functions lie in the memory of one process. */
export interface TargetAddresses {
  readonly mmap: number;
  readonly munmap: number;
  readonly addPendingCall: number;
  readonly runSimpleString: number;
  readonly gilEnsure: number;
  readonly gilRelease: number;
}

const C_LIBRARY = /^(libc\.so|libc-\d|libc\.musl|ld-musl)/;
/** Bytes of a function that are compared between file and memory. */
const COMPARED = 16;

/** Addresses of `names` in the process, held against its memory: a file that was replaced since has others. */
function addressesIn(
  file: string,
  loadedAt: number,
  names: readonly string[],
  memory: number,
): Map<string, number> {
  const elf = ElfFile.open(file);
  if (elf === null) return new Map();
  try {
    const found = new Map<string, number>();
    for (const [name, address] of elf.symbols(names)) {
      const offset = elf.fileOffset(address);
      const there = loadedAt + address - elf.baseAddress;
      const bytes = Buffer.alloc(COMPARED);
      if (offset === null || readSync(memory, bytes, 0, COMPARED, there) !== COMPARED) continue;
      if (bytes.equals(elf.bytes(offset, COMPARED))) found.set(name, there);
    }
    return found;
  } finally {
    elf.close();
  }
}

function cLibrary(mappings: readonly FileMapping[]): FileMapping | undefined {
  return mappings.find(({ path: file, offset }) => offset === 0 && C_LIBRARY.test(path.basename(file)));
}

function needed(addresses: ReadonlyMap<string, number>, name: string): number {
  const address = addresses.get(name);
  if (address === undefined) {
    throw new CaptureError(
      'unsupported',
      `The function ${name} is not where the process’s files say: they were replaced since it started, or lack symbols.`,
    );
  }
  return address;
}

/**
 * Where the functions that a capture calls lie in a process. Reads the files of its interpreter and C library, and 16
 * bytes of its memory for each. Throws CaptureError `unsupported` when one is not found, `not-permitted` when its
 * memory may not be read.
 */
export function targetAddresses(pid: number, image: PythonImage, proc: string): TargetAddresses {
  const mappings = parseMaps(readText(procFile(pid, 'maps', proc)) ?? '');
  const library = cLibrary(mappings);
  let memory: number;
  try {
    memory = openSync(procFile(pid, 'mem', proc), 'r');
  } catch (error) {
    throw new CaptureError('not-permitted', 'Its memory may not be read.', error);
  }
  try {
    const names = [...image.build.symbols.keys()];
    const python = addressesIn(image.file, image.loadedAt, names, memory);
    const cNames = ['mmap', 'munmap'];
    const c =
      library === undefined
        ? addressesIn(image.file, image.loadedAt, cNames, memory)
        : addressesIn(fileOfMapping(pid, library, proc), library.start, cNames, memory);
    return {
      mmap: needed(c, 'mmap'),
      munmap: needed(c, 'munmap'),
      addPendingCall: needed(python, 'Py_AddPendingCall'),
      runSimpleString: needed(python, 'PyRun_SimpleString'),
      gilEnsure: needed(python, 'PyGILState_Ensure'),
      gilRelease: needed(python, 'PyGILState_Release'),
    };
  } finally {
    closeSync(memory);
  }
}

/** The mappings of the interpreter's own file and the zeroed memory that follows it, where its state lies. */
export function interpreterMappings(pid: number, image: PythonImage, proc: string): FileMapping[] {
  const lines = (readText(procFile(pid, 'maps', proc)) ?? '').split('\n');
  const own = parseMaps(lines.join('\n')).filter((mapping) => mapping.path === image.path);
  const last = own.at(-1);
  if (last === undefined) return own;
  const start = last.end.toString(16);
  const following = lines.find((line) => line.startsWith(`${start}-`) && !line.includes('/'));
  const end = Number.parseInt(/-([0-9a-f]+) rw/.exec(following ?? '')?.[1] ?? start, 16);
  return [...own, { ...last, start: last.end, end }];
}
