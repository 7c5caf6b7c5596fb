import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { dialog } from 'electron';
import { HeapError } from '../../shared/base/errors.ts';
import type { FileOffer } from '../../shared/protocol/host-api.ts';
import type { FileGrants } from '../../node/host/file-grants.ts';
import type { HostDialogs } from '../../node/host/host-session.ts';

/** Endings that snapshots usually have: those of the readers, and of what they are packed in. */
export const SNAPSHOT_EXTENSIONS = [
  'backref',
  'heapsnapshot',
  'heaptimeline',
  'pyheap',
  'meliae',
  'json',
  'gz',
  'zst',
];

const SNAPSHOT_FILTERS = [
  { name: 'Heap snapshots', extensions: SNAPSHOT_EXTENSIONS },
  { name: 'All files', extensions: ['*'] },
];

/** Lets the user choose snapshots; each chosen file may be opened from then on. Empty when they change their mind. */
export async function pickSnapshots(
  window: Electron.BrowserWindow,
  files: FileGrants,
): Promise<readonly FileOffer[]> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    properties: ['openFile', 'multiSelections'],
    filters: SNAPSHOT_FILTERS,
  });
  if (canceled) return [];
  return Promise.all(filePaths.map((filePath) => files.grant(filePath)));
}

/** So that the dialog adds the ending when the user leaves it out. */
function filtersFor(name: string): Electron.FileFilter[] {
  const extension = path.extname(name).slice(1);
  return extension === '' ? [] : [{ name: `${extension.toUpperCase()} file`, extensions: [extension] }];
}

/** The window's dialogs. A file is written only where the user has just said: the window names no path. */
export function createDialogs(window: Electron.BrowserWindow, files: FileGrants): HostDialogs {
  return {
    pick: () => pickSnapshots(window, files),
    save: async ({ name, bytes }) => {
      const { canceled, filePath } = await dialog.showSaveDialog(window, {
        defaultPath: path.basename(name),
        filters: filtersFor(name),
        properties: ['showOverwriteConfirmation', 'createDirectory'],
      });
      if (canceled || filePath === '') return false;
      try {
        await writeFile(filePath, bytes);
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
        throw new HeapError(
          'internal',
          `${path.basename(filePath)} could not be written (${code}).`,
          {},
          error,
        );
      }
      return true;
    },
  };
}
