import { errorAdvice } from '../../shared/base/error-advice.ts';
import { HeapError, toHeapError } from '../../shared/base/errors.ts';
import { visibleText } from '../../shared/base/visible-text.ts';

/** The command was called wrongly: usage on stderr, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Something about a file or the surroundings: one line on stderr, exit code 1. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  /** The file (as the user wrote it) or null. */
  readonly about: string | null;

  constructor(about: string | null, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.about = about;
  }
}

/** Nobody reads stdout any more (`| head`): the command ends silently. */
export class ClosedOutput extends Error {
  override readonly name = 'ClosedOutput';
}

const SYSTEM_MESSAGES: Readonly<Record<string, string>> = {
  ENOENT: 'There is no such file.',
  ENOTDIR: 'There is no such file.',
  EISDIR: 'It is a folder, not a file.',
  EACCES: 'Permission denied.',
  EPERM: 'Permission denied.',
  EMFILE: 'Too many files are open.',
  ENOSPC: 'The disk is full.',
  EROFS: 'The disk may only be read.',
  EADDRINUSE: 'The port is in use.',
  ENAMETOOLONG: 'The name is too long.',
  EIO: 'The disk failed to read it.',
};

/** The system's error code (`ENOENT`) of an error, or of what caused it; null when it has none. */
export function systemCode(error: unknown): string | null {
  for (
    let current = error, depth = 0;
    current instanceof Error && depth < 5;
    current = current.cause, depth++
  ) {
    const code = (current as NodeJS.ErrnoException).code;
    if (typeof code === 'string' && /^E[A-Z0-9]+$/.test(code)) return code;
  }
  return null;
}

/**
 * Any error met while working on `file` as a CommandError with facts and advice in one sentence or two; errors that
 * already say what they are about, and wrong usage, stay as they are.
 */
export function aboutFile(file: string | null, error: unknown): Error {
  if (error instanceof CommandError || error instanceof UsageError || error instanceof ClosedOutput)
    return error;
  const system = error instanceof HeapError && error.code !== 'internal' ? null : systemCode(error);
  if (system !== null) {
    return new CommandError(file, SYSTEM_MESSAGES[system] ?? `The system answers ${system}.`, error);
  }
  const heapError = toHeapError(error);
  const facts = /[.!?…]$/.test(heapError.message) ? heapError.message : `${heapError.message}.`;
  return new CommandError(file, `${facts} ${errorAdvice(heapError.code)}`.trimEnd(), error);
}

const MESSAGE_LENGTH = 600;

/** The one line that stderr gets for an error, without its line end. Whatever is in the message, it stays one line. */
export function errorLine(error: unknown): string {
  const known = error instanceof UsageError ? error : aboutFile(null, error);
  const about =
    known instanceof CommandError && known.about !== null ? `${visibleText(known.about, 200)}: ` : '';
  return `backref: ${about}${visibleText(known.message, MESSAGE_LENGTH)}`;
}
