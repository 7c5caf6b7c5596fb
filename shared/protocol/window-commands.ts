/**
 * What the application's menu may ask of a window, and what keys do in both hosts: a closed set. The window says which
 * of them it can do at the moment.
 */
export const WINDOW_COMMANDS = [
  'open',
  'capture',
  'close-snapshot',
  'back',
  'forward',
  'find',
  'export-png',
  'export-svg',
  'show-shortcuts',
] as const;

export type WindowCommand = (typeof WINDOW_COMMANDS)[number];

const KNOWN: ReadonlySet<unknown> = new Set(WINDOW_COMMANDS);

/** Whether the value is one of the commands. O(1). */
export function isWindowCommand(value: unknown): value is WindowCommand {
  return KNOWN.has(value);
}
