import path from 'node:path';

/** Whose folder is asked for. */
export interface UserPlace {
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
  readonly home: string;
}

function dataFolder({ platform, env, home }: UserPlace): string {
  if (platform === 'darwin') return path.join(home, 'Library/Application Support');
  const given = env[platform === 'win32' ? 'LOCALAPPDATA' : 'XDG_DATA_HOME'] ?? '';
  // The specification says to ignore a relative one.
  if (path.isAbsolute(given)) return given;
  return path.join(home, platform === 'win32' ? 'AppData/Local' : '.local/share');
}

/**
 * Where the window's captures are kept, the same for both hosts: `backref/snapshots` in the folder for the user's data.
 * Made by whoever writes there. Source: XDG Base Directory Specification. O(1).
 */
export function snapshotsFolder(place: UserPlace): string {
  return path.join(dataFolder(place), 'backref', 'snapshots');
}

/** The folder with the home as `~`. O(length). */
export function shortFolder(folder: string, home: string): string {
  if (home === '' || (folder !== home && !folder.startsWith(home + path.sep))) return folder;
  return `~${folder.slice(home.length)}`;
}
