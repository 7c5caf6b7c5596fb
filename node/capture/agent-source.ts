import { readFileSync } from 'node:fs';
import { CaptureError } from './capture-error.ts';

const BEGIN = '# ---- leaving: begin ----';
const END = '# ---- leaving: end ----';

/** The agent's source, as it is handed to a process. */
export interface AgentSource {
  /** The part that runs in the process itself, until a copy of it is made. */
  readonly leaving: string;
  readonly whole: string;
}

/** Reads the agent. Throws CaptureError `failed` when the file is missing or not of this version. */
export function readAgent(file: string): AgentSource {
  let whole: string;
  try {
    whole = readFileSync(file, 'utf8');
  } catch (error) {
    throw new CaptureError('failed', 'The capture agent is missing from this installation.', error);
  }
  const begin = whole.indexOf(BEGIN);
  const end = whole.indexOf(END);
  if (begin < 0 || end < begin)
    throw new CaptureError('failed', 'The capture agent is of another version than this program.');
  return { leaving: whole.slice(begin, end), whole };
}
