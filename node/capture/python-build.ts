import { statSync } from 'node:fs';
import { EM_AARCH64, EM_X86_64, ElfFile } from './elf-file.ts';

/** The functions of CPython that a capture calls. */
export const PYTHON_SYMBOLS = [
  'Py_AddPendingCall',
  'PyRun_SimpleString',
  'PyGILState_Ensure',
  'PyGILState_Release',
] as const;
export type PythonSymbol = (typeof PYTHON_SYMBOLS)[number];

/** What a Python's program or library file tells of itself. */
export interface PythonBuild {
  /** `3.11.7`, `3.15.0b1`; null when the file does not tell. */
  readonly version: string | null;
  /** `[3, 11]`; null as above. */
  readonly minor: readonly [number, number] | null;
  readonly freeThreaded: boolean;
  /** Whether it runs on this machine's processor, as 64-bit code. */
  readonly native: boolean;
  /** Address of each function, relative to where the file is loaded; missing ones were stripped or renamed. */
  readonly symbols: ReadonlyMap<string, number>;
}

const FREE_THREADED = /free-threading build \(/;
const LEVELS: ReadonlyMap<number, string> = new Map([
  [0xa, 'a'],
  [0xb, 'b'],
  [0xc, 'rc'],
]);

/** `3.11.7` of CPython's version number 0x030b07f0. Source: Include/patchlevel.h. */
export function versionOfHex(hex: number): string {
  const [major, minor, micro, rest] = [hex >>> 24, (hex >>> 16) & 0xff, (hex >>> 8) & 0xff, hex & 0xff];
  const level = LEVELS.get(rest >> 4);
  const suffix = level === undefined ? '' : `${level}${String(rest & 0xf)}`;
  return `${String(major)}.${String(minor)}.${String(micro)}${suffix}`;
}

/** Major and minor number of a version. */
export function minorOf(version: string): readonly [number, number] | null {
  const match = /^(\d+)\.(\d+)/.exec(version);
  return match === null ? null : [Number(match[1]), Number(match[2])];
}

/** `Py_Version` stands in the file since 3.11; before, the text of the version among the constants. */
function versionIn(elf: ElfFile, constants: string, hint: string | null): string | null {
  const address = elf.symbols(['Py_Version']).get('Py_Version');
  const offset = address === undefined ? null : elf.fileOffset(address);
  if (offset !== null) return versionOfHex(elf.bytes(offset, 4).readUInt32LE(0));
  const minor = hint === null ? '[23]\\.\\d{1,2}' : hint.replace('.', '\\.');
  // Constants that end alike share their bytes: the version may be the end of a longer text.
  const text = new RegExp(`[^\\d.](${minor}\\.\\d{1,2}(?:(?:a|b|rc)\\d+)?)\\+?\\0`).exec(constants);
  return text?.[1] ?? hint;
}

/** `3.11` in `libpython3.11.so.1.0` or `python3.11`; null for other names. */
function minorInName(name: string): string | null {
  return /python(\d\.\d+)/.exec(name)?.[1] ?? null;
}

function readBuild(file: string, name: string): PythonBuild | null {
  const elf = ElfFile.open(file);
  if (elf === null) return null;
  try {
    const symbols = elf.symbols(PYTHON_SYMBOLS);
    const constants = elf.sectionBytes('.rodata')?.toString('latin1') ?? '';
    const version = versionIn(elf, constants, minorInName(name));
    const relative = [...symbols].map(([symbol, at]) => [symbol, at - elf.baseAddress] as const);
    return {
      version,
      minor: version === null ? null : minorOf(version),
      freeThreaded: /python\d\.\d+t/.test(name) || FREE_THREADED.test(constants),
      native: elf.machine === (process.arch === 'arm64' ? EM_AARCH64 : EM_X86_64),
      symbols: new Map(relative),
    };
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  } finally {
    elf.close();
  }
}

/** Reads program files, each once as long as it does not change: twenty workers run the same Python. */
export class PythonBuilds {
  readonly #known = new Map<string, PythonBuild | null>();

  /**
   * What the file tells; null when it is no 64-bit program or library. `name` is its base name where the process sees
   * it. Reads the file's tables and constants, some megabytes. Throws where the file cannot be read.
   */
  read(file: string, name: string): PythonBuild | null {
    const { dev, ino, size, mtimeMs } = statSync(file);
    const key = [dev, ino, size, mtimeMs, name].join(':');
    let build = this.#known.get(key);
    if (build === undefined) {
      build = readBuild(file, name);
      this.#known.set(key, build);
    }
    return build;
  }
}
