import type { WindowCommand } from '../../shared/protocol/window-commands.ts';

/** What is needed of a KeyboardEvent. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** Where the window is: keys follow the platform, and leave alone what a browser does by itself. */
export interface KeySurroundings {
  readonly isMac: boolean;
  readonly isBrowser: boolean;
}

/**
 * The command of a key press anywhere in the window, null for all other keys. While the user is typing into a field,
 * keys without Ctrl (⌘ on a Mac) or Alt are text. O(1).
 */
export function commandOfKey(
  press: KeyPress,
  { isMac, isBrowser }: KeySurroundings,
  isTyping: boolean,
): WindowCommand | null {
  const { key, ctrlKey, metaKey, altKey, shiftKey } = press;
  const main = isMac ? metaKey && !ctrlKey : ctrlKey && !metaKey;
  const isOnlyMain = main && !altKey && !shiftKey;
  const isMainShift = main && !altKey && shiftKey;
  const isOnlyAlt = altKey && !ctrlKey && !metaKey && !shiftKey;
  if (isOnlyMain && key.toLowerCase() === 'o') return 'open';
  if (isMainShift && key.toLowerCase() === 'o') return 'capture';
  if (isOnlyMain && key.toLowerCase() === 'k') return 'find';
  if (key === '?' && !ctrlKey && !metaKey && !altKey && !isTyping) return 'show-shortcuts';
  if (isBrowser) return null;
  const turns = isMac ? isOnlyMain : isOnlyAlt;
  if (turns && key === (isMac ? '[' : 'ArrowLeft')) return 'back';
  if (turns && key === (isMac ? ']' : 'ArrowRight')) return 'forward';
  return null;
}

/** The keys for back and forward, as they are written. */
export function historyKeys({ isMac }: KeySurroundings): readonly [back: string, forward: string] {
  return isMac ? ['⌘[', '⌘]'] : ['Alt+←', 'Alt+→']; // Browsers take the same.
}

export interface KeyHelp {
  /** Each a cap on the keyboard, pressed together. */
  readonly keys: readonly string[];
  readonly does: string;
}
export interface KeyGroup {
  readonly title: string;
  readonly rows: readonly KeyHelp[];
}

/** All keys, for reading. Those of the window's menu stand only where there is one. */
export function keyGroups({ isMac, isBrowser }: KeySurroundings): readonly KeyGroup[] {
  const main = isMac ? '⌘' : 'Ctrl';
  const back = isMac ? ['⌘', '['] : ['Alt', '←'];
  const forward = isMac ? ['⌘', ']'] : ['Alt', '→'];
  const menu: KeyHelp[] = [
    { keys: [main, 'W'], does: 'Close the snapshot, then the window' },
    { keys: [main, 'N'], does: 'New window' },
  ];
  return [
    {
      title: 'Window',
      rows: [
        { keys: [main, 'O'], does: 'Open snapshots' },
        { keys: [main, 'Shift', 'O'], does: 'Capture from a Python process' },
        { keys: [main, 'K'], does: 'Find a type, an id, a text or a name' },
        { keys: back, does: 'Back to what was looked at before' },
        { keys: forward, does: 'Forward again' },
        ...(isBrowser ? [] : menu),
        { keys: ['?'], does: 'This list' },
      ],
    },
    {
      title: 'Lists',
      rows: [
        { keys: ['↑', '↓'], does: 'Move by a row; Page Up, Page Down, Home, End further' },
        { keys: ['Enter'], does: 'Open the row' },
        { keys: [main, 'C'], does: 'Copy the row with exact numbers' },
        { keys: ['Esc'], does: 'Empty the filter, close the search' },
        { keys: ['←', '→'], does: 'On the edge between columns: move it' },
      ],
    },
    {
      title: 'Retainer graph',
      rows: [
        { keys: ['↑', '↓', '←', '→'], does: 'Walk from object to object' },
        { keys: ['Enter'], does: 'Show or hide what is behind it' },
        { keys: ['Shift', 'Enter'], does: 'Ask about that object instead' },
        { keys: ['Delete'], does: 'Hide what is behind it' },
        { keys: ['+', '−', '0'], does: 'Zoom in, zoom out, fit' },
      ],
    },
  ];
}
