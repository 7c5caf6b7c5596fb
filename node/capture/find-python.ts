import { execFile } from 'node:child_process';
import { CaptureError } from './capture-error.ts';
import { findProgram } from './surroundings.ts';

/** What an interpreter says of itself. */
export interface PythonAnswer {
  /** `cpython`, `pypy`. */
  readonly implementation: string;
  /** `3.11.7`. */
  readonly version: string;
  readonly is64Bit: boolean;
  /** Whether it has its global lock, which free-threaded builds do without. */
  readonly hasLock: boolean;
}

/** Asks the interpreter at a path; null when it is none or does not answer. Tests give their own. */
export type AskPython = (file: string) => Promise<PythonAnswer | null>;

/** Also runs in Python 2, whose users shall be told so. */
const QUESTION = `import sys
print("python %s %d.%d.%d %d %d" % ((getattr(getattr(sys, "implementation", None), "name", "cpython"),) + tuple(
    sys.version_info[:3]) + (sys.maxsize > 2 ** 32, getattr(sys, "_is_gil_enabled", lambda: True)())))`;
const ANSWER = /^python (\S+) (\d+\.\d+\.\d+) ([01]) ([01])\s*$/;
const ANSWER_MS = 60_000;
const OLDEST_MINOR = 8;

function answerOf([, implementation = '', version = '', is64Bit, hasLock]: RegExpExecArray): PythonAnswer {
  return { implementation, version, is64Bit: is64Bit === '1', hasLock: hasLock === '1' };
}

/** Starts the interpreter for a moment, without its site packages. */
export const askPython: AskPython = (file) =>
  new Promise((resolve) => {
    execFile(file, ['-S', '-c', QUESTION], { timeout: ANSWER_MS, windowsHide: true }, (_error, stdout) => {
      const match = ANSWER.exec(stdout);
      resolve(match === null ? null : answerOf(match));
    });
  });

/** Why the agent does not read such a Python; null when it does. */
function whyNot({ implementation, version, is64Bit, hasLock }: PythonAnswer): string | null {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (implementation !== 'cpython') return `is ${implementation}; the agent reads CPython only`;
  if (major !== 3 || minor < OLDEST_MINOR)
    return `is Python ${version}; the agent needs 3.${OLDEST_MINOR} or later`;
  if (!is64Bit) return 'is a 32-bit Python; the agent reads 64-bit CPython only';
  return hasLock ? null : 'is a free-threaded build of Python, which the agent does not read';
}

function candidates(wanted: string | null, env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string[] {
  if (wanted !== null && /[/\\]/.test(wanted)) return [wanted];
  const names = wanted === null ? ['python3', 'python'] : [wanted];
  const files = names.flatMap((name) => (platform === 'win32' ? [`${name}.exe`, name] : [name]));
  return files.map((name) => findProgram(name, env)).filter((file) => file !== null);
}

/**
 * The Python to run a program with: `wanted`, a path or a name on PATH, or what `python3` or else `python` there is.
 * Starts each candidate for a moment. Rejects with CaptureError: `no-tool` when there is none, `unsupported` when the
 * agent reads none of those there are.
 */
export async function findPython(
  wanted: string | null,
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  ask: AskPython = askPython,
): Promise<string> {
  let refusal: CaptureError | null = null;
  for (const file of candidates(wanted, env, platform)) {
    const answer = await ask(file);
    const reason = answer === null ? null : whyNot(answer);
    if (answer !== null && reason === null) return file;
    if (reason !== null)
      refusal ??= new CaptureError('unsupported', `${file} ${reason}. Name another with --python.`);
  }
  const nothing =
    wanted === null
      ? 'There is no Python on PATH: install Python 3.8 or later, or name one with --python.'
      : `${wanted} is no Python that can be started.`;
  throw refusal ?? new CaptureError('no-tool', nothing);
}
