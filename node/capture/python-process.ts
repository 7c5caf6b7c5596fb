import { statSync } from 'node:fs';
import path from 'node:path';
import { type FileMapping, parseCommandLine, parseMaps, procFile, readLink, readText } from './proc-files.ts';
import type { PythonBuild, PythonBuilds } from './python-build.ts';

/** Where the interpreter of a process is, as far as it may be known. */
export interface PythonImage {
  /** The file with the interpreter's code, openable from here. */
  readonly file: string;
  /** Its path as the process sees it. */
  readonly path: string;
  /** Address at which it is loaded. */
  readonly loadedAt: number;
  readonly build: PythonBuild;
}

/** What was found out about a process without touching it. */
export interface Identity {
  /** Words of the command line; empty for the kernel's own threads. */
  readonly words: readonly string[];
  /** Whether it is Python, for all that can be seen. */
  readonly looksPython: boolean;
  /** Null when it may not be looked at, or is no CPython. */
  readonly image: PythonImage | null;
  /** `pypy` and such, whose heap the agent cannot read. */
  readonly otherImplementation: boolean;
}

const LIBRARY = /^libpython\d\.\d+[a-z]*\.(so|dylib)/;
const PROGRAM = /^python(\d(\.\d+)?)?[a-z]*(-|$)/;
const OTHER = /^(lib)?(pypy|graalpy|micropython|jython)/;
/** The dynamic loader: wrappers and bundles start it, with the program as its argument. */
const LOADER = /^ld[-\w.]*\.so(\.\d+)?$/;
/** A program with a CPython inside is never smaller. */
const LEAST_STATIC_BYTES = 2_000_000;

/** The first mapping of a file: the one that its load address follows from. */
function firstMapping(mappings: readonly FileMapping[], file: string): FileMapping | undefined {
  return mappings.find((mapping) => mapping.path === file && mapping.offset === 0);
}

function imageAt(
  builds: PythonBuilds,
  file: string,
  mapping: FileMapping,
  isWanted: (build: PythonBuild) => boolean,
): PythonImage | null {
  try {
    const build = builds.read(file, path.basename(mapping.path));
    if (build === null || !isWanted(build)) return null;
    return { file, path: mapping.path, loadedAt: mapping.start, build };
  } catch {
    return null;
  }
}

/** Where the file of a mapping can be opened from here: /proc tells paths as the reader of it sees them, if it does. */
export function fileOfMapping(pid: number, mapping: FileMapping, proc: string): string {
  // A file that was replaced or deleted since is still there under its addresses, for root.
  const range = `${mapping.start.toString(16)}-${mapping.end.toString(16)}`;
  const byAddress = procFile(pid, `map_files/${range}`, proc);
  if (mapping.deleted) return byAddress;
  const sharesMounts = readLink(procFile(pid, 'ns/mnt', proc)) === readLink(path.join(proc, 'self/ns/mnt'));
  const inside = procFile(pid, `root${mapping.path}`, proc);
  const candidates = sharesMounts ? [mapping.path, inside] : [inside];
  const exact = candidates.find((file) => inodeOf(file) === mapping.inode);
  return exact ?? candidates.find((file) => inodeOf(file) !== null) ?? byAddress;
}

function inodeOf(file: string): number | null {
  try {
    return statSync(file).ino;
  } catch {
    return null;
  }
}

function isBigProgram(exe: string): boolean {
  try {
    return statSync(exe).size >= LEAST_STATIC_BYTES;
  } catch {
    return false;
  }
}

/** What a process runs. */
interface Program {
  /** Its path as the process sees it. */
  readonly path: string;
  /** The file, openable from here. */
  readonly file: string;
}

/** What the system started, or what the loader has loaded that it started, where that is a Python by its name. */
function programOf(pid: number, mappings: readonly FileMapping[], proc: string): Program | null {
  const exe = procFile(pid, 'exe', proc);
  const started = readLink(exe);
  if (started === null) return null;
  const python = LOADER.test(path.basename(started))
    ? mappings.find(({ path: file, offset }) => offset === 0 && PROGRAM.test(path.basename(file)))
    : undefined;
  if (python === undefined) return { path: started, file: exe };
  return { path: python.path, file: fileOfMapping(pid, python, proc) };
}

function findImage(
  pid: number,
  program: Program | null,
  mappings: readonly FileMapping[],
  builds: PythonBuilds,
  proc: string,
): PythonImage | null {
  const library = mappings.find((mapping) => LIBRARY.test(path.basename(mapping.path)));
  if (library !== undefined) {
    const first = firstMapping(mappings, library.path) ?? library;
    return imageAt(builds, fileOfMapping(pid, first, proc), first, () => true);
  }
  if (program === null) return null;
  const isNamedPython = PROGRAM.test(path.basename(program.path));
  const first = firstMapping(mappings, program.path.replace(/ \(deleted\)$/, ''));
  if (first === undefined || (!isNamedPython && !isBigProgram(program.file))) return null;
  return imageAt(
    builds,
    program.file,
    first,
    (build) => isNamedPython || build.symbols.has('Py_AddPendingCall'),
  );
}

/** Finds out what a process is, from /proc alone. Some file reads; the first look at a Python reads its tables. */
export function identify(pid: number, builds: PythonBuilds, proc: string): Identity {
  const words = parseCommandLine(readText(procFile(pid, 'cmdline', proc)) ?? '');
  if (words.length === 0) return { words, looksPython: false, image: null, otherImplementation: false };
  const mappings = parseMaps(readText(procFile(pid, 'maps', proc)) ?? '');
  const program = programOf(pid, mappings, proc);
  const name = path.basename(program?.path ?? words.at(0) ?? '');
  const otherImplementation = OTHER.test(name);
  const image = otherImplementation ? null : findImage(pid, program, mappings, builds, proc);
  const looksPython = image !== null || otherImplementation || PROGRAM.test(name);
  return { words, looksPython, image, otherImplementation };
}
