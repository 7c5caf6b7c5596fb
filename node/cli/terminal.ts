import type { WriteStream } from 'node:tty';
import { ClosedOutput } from './command-errors.ts';
import { type Ink, makeInk } from './ink.ts';
import { cutToWidth } from './terminal-width.ts';

/** Where a command writes. Tests give their own. */
export interface Terminal {
  /** Columns of the screen stdout goes to; null when it goes to a file or a pipe. */
  readonly columns: number | null;
  readonly ink: Ink;
  /** Resolves when more may be written. Rejects with ClosedOutput when nobody reads any more. */
  out(text: string): Promise<void>;
  /** A whole line or more for stderr, with its line end. */
  err(text: string): void;
  /** Shows one passing line on stderr where that is a screen; null takes it away. */
  passing(text: string | null): void;
}

const ERASE_LINE = '\r\u001b[2K';
const DEFAULT_COLUMNS = 80;

function wantsColour(stream: Partial<WriteStream>, env: NodeJS.ProcessEnv): boolean {
  if ((env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb') return false;
  return stream.isTTY === true;
}

/** The terminal of this process. Colours only on a screen, and not where NO_COLOR is set or TERM is `dumb`. */
export function processTerminal(
  stdout: NodeJS.WriteStream = process.stdout,
  stderr: NodeJS.WriteStream = process.stderr,
  env: NodeJS.ProcessEnv = process.env,
): Terminal {
  let closed = false;
  let passingShown = false;
  // Without a listener a reader that went away (`| head`) would end the process with a stack trace.
  stdout.on('error', () => (closed = true));
  stderr.on('error', () => undefined);
  const mayPass = (stderr as Partial<WriteStream>).isTTY === true && env['TERM'] !== 'dumb';
  const passing = (text: string | null): void => {
    if (!mayPass || (text === null && !passingShown)) return;
    passingShown = text !== null;
    const width = (stderr.columns || DEFAULT_COLUMNS) - 1;
    stderr.write(text === null ? ERASE_LINE : ERASE_LINE + cutToWidth(text, width));
  };
  return {
    columns: (stdout as Partial<WriteStream>).isTTY === true ? stdout.columns || DEFAULT_COLUMNS : null,
    ink: makeInk(wantsColour(stdout, env)),
    passing,
    err(text) {
      passing(null);
      stderr.write(text);
    },
    out(text) {
      passing(null);
      if (closed) return Promise.reject(new ClosedOutput());
      return new Promise((resolve, reject) => {
        stdout.write(text, (error) => (error ? reject(new ClosedOutput()) : resolve()));
      });
    },
  };
}
