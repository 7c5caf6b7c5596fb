import type { CaptureMethod } from '../../shared/protocol/capture-api.ts';
import type { CaptureErrorCode } from './capture-error.ts';
import { missingRight, obstacleOf } from './capture-right.ts';
import { type ProcessStatus, procFile, readLink, readText } from './proc-files.ts';
import { PYTHON_SYMBOLS, type PythonBuild } from './python-build.ts';
import type { Identity, PythonImage } from './python-process.ts';
import { findProgram, findPythons, type Surroundings } from './surroundings.ts';

/** How a process can be captured, with what; or why not. */
export type CaptureWay =
  | { readonly method: 'gdb'; readonly gdb: string; readonly image: PythonImage }
  | {
      readonly method: 'remote_exec';
      readonly python: string;
      readonly image: PythonImage;
      /** Wakes a main thread that sleeps; null where there is none. */
      readonly gdb: string | null;
    }
  | { readonly method: 'none'; readonly code: CaptureErrorCode; readonly reason: string };

const GDB_HINT =
  'gdb is not installed: install it with your package manager (apt install gdb, dnf install gdb, apk add gdb).';
/** What to do where nothing works from outside. */
const FROM_INSIDE = 'start the program with backref run, or call backref.install() in it';
/** Why no process can be captured on a system other than Linux. */
export const LINUX_ONLY = `From outside only Linux processes can be captured: ${FROM_INSIDE}.`;
const OLDEST = 8;
const FIRST_REMOTE = 14;

function none(code: CaptureErrorCode, reason: string): CaptureWay {
  return { method: 'none', code, reason };
}

/** Whether a process sees the same files under the same names as this one. */
export function sharesFiles(pid: number, { proc }: Surroundings): boolean {
  const same = (name: string): boolean =>
    readLink(procFile(pid, name, proc)) === readLink(`${proc}/self/${name}`);
  return same('ns/mnt') && same('root');
}

/** Whether a process lives in a container or chroot, as far as this one can see. */
export function isContained(pid: number, status: ProcessStatus, around: Surroundings): boolean {
  return status.namespacePids.length > 1 || !sharesFiles(pid, around);
}

function unsupportedBuild(build: PythonBuild): string | null {
  if (!build.native) return 'It runs code of another processor than this machine’s own.';
  if (build.minor === null) return 'Its Python does not tell its version.';
  const [major, minor] = build.minor;
  if (major !== 3 || minor < OLDEST)
    return `It runs Python ${build.version ?? ''}; a capture needs 3.${OLDEST} or later.`;
  if (build.freeThreaded)
    return `It runs a free-threaded build of Python ${build.version ?? ''}, which the agent does not read.`;
  const missing = PYTHON_SYMBOLS.filter((symbol) => !build.symbols.has(symbol));
  if (missing.length > 0)
    return `Its Python was built without the symbols a capture needs (${missing.join(', ')}): ${FROM_INSIDE}.`;
  return null;
}

function remoteIsOff(pid: number, words: readonly string[], { proc }: Surroundings): boolean {
  const environment = (readText(procFile(pid, 'environ', proc)) ?? '').split('\0');
  const off = environment.some((entry) => /^PYTHON_DISABLE_REMOTE_DEBUG=./.test(entry));
  return off || words.some((word) => word.includes('disable-remote-debug'));
}

/** A Python of the same minor version, which may write where the target looks for scripts. */
function remotePython(pid: number, image: PythonImage, around: Surroundings): string | null {
  const minor = image.build.minor?.join('.') ?? '';
  const own = readLink(procFile(pid, 'exe', around.proc));
  const isOwnUsable = own !== null && /^python[\d.]*$/.test(own.split('/').at(-1) ?? '');
  return isOwnUsable ? own : (findPythons(minor, around.env)[0] ?? null);
}

function wayByTools(
  pid: number,
  identity: Identity,
  image: PythonImage,
  around: Surroundings,
  wanted: CaptureMethod | null,
): CaptureWay {
  const gdb = findProgram('gdb', around.env);
  const minor = image.build.minor?.[1] ?? 0;
  // sys.remote_exec looks for the script among the caller's files, the process among its own.
  const mayAsk =
    minor >= FIRST_REMOTE && sharesFiles(pid, around) && !remoteIsOff(pid, identity.words, around);
  if (wanted !== 'gdb' && mayAsk) {
    const python = remotePython(pid, image, around);
    if (python !== null) return { method: 'remote_exec', python, image, gdb };
    if (wanted === 'remote_exec' || gdb === null)
      return none(
        'no-tool',
        `There is no Python 3.${minor} here to call sys.remote_exec with. ${gdb ?? GDB_HINT}`,
      );
  } else if (wanted === 'remote_exec') {
    return none(
      'unsupported',
      'sys.remote_exec needs Python 3.14 or later, the same files as this program, and remote debugging not switched off.',
    );
  }
  return gdb === null ? none('no-tool', GDB_HINT) : { method: 'gdb', gdb, image };
}

/** How to capture a process, and the first reason against it. Looks only; nothing is stopped or started. */
export function findWay(
  pid: number,
  identity: Identity,
  status: ProcessStatus,
  around: Surroundings,
  wanted: CaptureMethod | null = null,
): CaptureWay {
  if (around.platform !== 'linux') return none('unsupported', LINUX_ONLY);
  if (!identity.looksPython) return none('not-python', 'It is not a Python process.');
  if (identity.otherImplementation)
    return none('unsupported', 'It is no CPython; the agent reads CPython only.');
  const ended = status.state === 'Z' ? obstacleOf(pid, status) : null;
  if (ended !== null) return none('not-python', ended);
  const right = missingRight(pid, status, around);
  if (right !== null) return none('not-permitted', right);
  const { image } = identity;
  if (image === null)
    return none('unsupported', 'Its interpreter cannot be found: it is no ordinary 64-bit CPython.');
  const unsupported = unsupportedBuild(image.build);
  if (unsupported !== null) return none('unsupported', unsupported);
  const obstacle = obstacleOf(pid, status);
  if (obstacle !== null) return none('busy', obstacle);
  return wayByTools(pid, identity, image, around, wanted);
}
