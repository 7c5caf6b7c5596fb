import type { HeapErrorCode } from './errors.ts';

/** What a reader of an error can do about it, one sentence by code; empty where there is nothing to say. */
const ADVICE: Readonly<Record<HeapErrorCode, string>> = {
  'not-recognised':
    'Backref opens .backref, .heapsnapshot, .pyheap and meliae .json files, also inside gzip or zstd.',
  truncated: 'Copy it again, or capture again and wait until the capture has ended.',
  corrupt: 'Copy it again from where it was captured.',
  'too-new': 'Update Backref to open it.',
  'too-big': 'Open it on a machine with more memory.',
  cancelled: '',
  'not-found': '',
  busy: 'Try again in a moment.',
  // Its message says what to do: what helps depends on the process.
  'not-captured': '',
  internal: 'Please report this with the file, if you may share it.',
};

/** The sentence of advice that follows an error's message, the same in the window and on the command line. O(1). */
export function errorAdvice(code: HeapErrorCode): string {
  return ADVICE[code];
}
