import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

/** What the agent says while it works; see `_attach` in assets/agent/backref.py. */
export type AgentEvent =
  | { readonly event: 'started' }
  | { readonly event: 'forked'; readonly copy: number }
  | { readonly event: 'inline'; readonly reason: string }
  | { readonly event: 'left'; readonly pauseSeconds: number; readonly copy: number }
  | { readonly event: 'progress'; readonly objects: number; readonly bytes: number }
  | { readonly event: 'done'; readonly objects: number; readonly pauseSeconds: number | null }
  | { readonly event: 'error'; readonly type: string; readonly message: string };

const MAX_BYTES = 1 << 20;
const MAX_TEXT = 500;

function record(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

const count = (value: unknown): number => (typeof value === 'number' && value >= 0 ? value : 0);
const text = (value: unknown): string => (typeof value === 'string' ? value.slice(0, MAX_TEXT) : '');

/** One line as an event; null for lines that are none or new to this program. What it says is not trusted. O(length). */
export function parseAgentEvent(line: string): AgentEvent | null {
  const facts = record(line);
  switch (facts?.['event']) {
    case 'started':
      return { event: 'started' };
    case 'forked':
      return { event: 'forked', copy: count(facts['copy']) };
    case 'inline':
      return { event: 'inline', reason: text(facts['reason']) };
    case 'left':
      return { event: 'left', pauseSeconds: count(facts['pauseSeconds']), copy: count(facts['copy']) };
    case 'progress':
      return { event: 'progress', objects: count(facts['objects']), bytes: count(facts['bytes']) };
    case 'done': {
      const pause = facts['pauseSeconds'];
      return {
        event: 'done',
        objects: count(facts['objects']),
        pauseSeconds: typeof pause === 'number' ? pause : null,
      };
    }
    case 'error':
      return { event: 'error', type: text(facts['type']), message: text(facts['message']) };
    default:
      return null;
  }
}

/** Reads the file that the agent appends lines to, as it grows. */
export class StatusFile {
  readonly #file: string;
  #offset = 0;
  #rest = '';

  constructor(file: string) {
    this.#file = file;
  }

  /** Events written since the last call; empty while there is no file. Whole lines only. */
  read(): AgentEvent[] {
    const lines = (this.#rest + this.#more()).split('\n');
    this.#rest = lines.pop() ?? '';
    return lines.map(parseAgentEvent).filter((event) => event !== null);
  }

  #more(): string {
    let fd: number;
    try {
      fd = openSync(this.#file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    } catch {
      return '';
    }
    try {
      const { size } = fstatSync(fd);
      const buffer = Buffer.alloc(Math.max(0, Math.min(size - this.#offset, MAX_BYTES)));
      const read = readSync(fd, buffer, 0, buffer.length, this.#offset);
      this.#offset += read;
      return buffer.toString('utf8', 0, read);
    } finally {
      closeSync(fd);
    }
  }
}
