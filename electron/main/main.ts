import 'vscode-jsonrpc/node'; // Brings the timers that connections need.
import { BrowserWindow, app, session } from 'electron';
import { FileGrants } from '../../node/host/file-grants.ts';
import { packagePaths } from '../../node/host/package-paths.ts';
import { createEngineRouter } from '../../node/worker/engine-router.ts';
import { registerAppScheme, serveAppScheme } from './app-protocol.ts';
import { pickSnapshots } from './dialogs.ts';
import { filesOfCommandLine, grantAll } from './given-files.ts';
import { listenToPages } from './ipc-bridge.ts';
import { setApplicationMenu } from './menu.ts';
import { guardNavigation } from './navigation-guard.ts';
import { restrictPermissions } from './permissions.ts';
import { AppWindows, preloadPath } from './windows.ts';

function log(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Shows a dialog and offers the chosen files to a window; failures are logged, nobody waits for them. */
async function openFromMenu(windows: AppWindows, files: FileGrants): Promise<void> {
  try {
    const offers = await pickSnapshots(windows.focusedOrNew(), files);
    if (offers.length > 0) windows.offer(offers);
  } catch (error) {
    log(error instanceof Error ? error.message : String(error));
  }
}

async function start(
  earlyFiles: readonly string[],
  onReady: (open: (path: string) => void) => void,
): Promise<void> {
  await app.whenReady();
  const resources = app.isPackaged ? process.resourcesPath : null;
  const { rendererDir, sample, workerUrl } = packagePaths(import.meta.dirname, resources);
  const files = new FileGrants();
  const windows = new AppWindows({
    engine: createEngineRouter({ workerUrl }),
    files,
    sample: sample === null ? null : await files.grant(sample),
    preload: preloadPath(),
    log,
  });
  restrictPermissions(session.defaultSession);
  serveAppScheme(rendererDir);
  listenToPages(files, (contents, text) => windows.receive(contents, text));
  setApplicationMenu(
    {
      newWindow: () => windows.open([]),
      openFiles: () => void openFromMenu(windows, files),
    },
    !app.isPackaged,
  );
  app.on('second-instance', (_event, argv, workingDirectory) => {
    const paths = filesOfCommandLine(argv, app.isPackaged, workingDirectory);
    void grantAll(files, paths, log).then((offers) => windows.open(offers));
  });
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) windows.open([]);
  });
  const given = [...filesOfCommandLine(process.argv, app.isPackaged, process.cwd()), ...earlyFiles];
  onReady((path) => void grantAll(files, [path], log).then((offers) => windows.offer(offers)));
  windows.open(await grantAll(files, given, log));
}

/** Before the app is ready: what must be said early, and files that the system hands over before there is a window. */
function main(): void {
  registerAppScheme();
  app.enableSandbox();
  guardNavigation(app);
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return;
  }
  const earlyFiles: string[] = [];
  let openFile = (path: string): void => void earlyFiles.push(path);
  app.on('open-file', (event, path) => {
    event.preventDefault();
    openFile(path);
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  start(earlyFiles, (open) => (openFile = open)).catch((error: unknown) => {
    log(error instanceof Error ? (error.stack ?? error.message) : String(error));
    app.exit(1);
  });
}

main();
