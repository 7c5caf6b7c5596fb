// In Electron the first word is the program and the second its first argument; Node has its script between them.
process.argv.splice(1, 1);

/** The words the stand-in was started with, after its own name. */
export const words: readonly string[] = process.argv.slice(1);

const USER_DATA_SWITCH = '--user-data-dir=';

/** The folder given by --user-data-dir; null without. */
export function namedUserData(): string | null {
  const word = words.find((candidate) => candidate.startsWith(USER_DATA_SWITCH));
  return word === undefined ? null : word.slice(USER_DATA_SWITCH.length);
}

/** The application's folder: the first word that is no switch. */
export function applicationFolder(): string {
  return words.find((word) => !word.startsWith('-')) ?? '.';
}
