import type { Session } from 'electron';

/** Copying a picture or a table is all that the window asks of the system by itself. */
const ALLOWED: ReadonlySet<string> = new Set(['clipboard-sanitized-write']);

/** Denies every permission but the listed, when asked for and when checked, and downloads. */
export function restrictPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, decide) => decide(ALLOWED.has(permission)));
  session.setPermissionCheckHandler((_contents, permission) => ALLOWED.has(permission));
  session.setDevicePermissionHandler(() => false);
  // Pictures are saved by the dialog of the main process; a page has nothing to download.
  session.on('will-download', (event) => event.preventDefault());
}
