import 'vscode-jsonrpc/node'; // Brings the timers that connections need.
import path from 'node:path';
import { app } from 'electron';
import { AppLog } from './app-log.ts';
import { registerAppScheme } from './app-protocol.ts';
import { guardAgainstCrashes, tellStartFailure } from './crash-guard.ts';
import { filesOfCommandLine, filesOfSecondInstance } from './given-files.ts';
import { guardNavigation } from './navigation-guard.ts';
import { startApp } from './start-app.ts';

/** As electron-builder.yml says it: the taskbar groups windows and recent files by it. */
const APP_ID = 'app.backref.explorer';

/** Before the app is ready: what must be said early, and files that the system hands over before there is a window. */
function main(): void {
  const given = filesOfCommandLine(process.argv, app.isPackaged, process.cwd());
  const log = new AppLog(path.join(app.getPath('userData'), 'logs'));
  guardAgainstCrashes(log);
  registerAppScheme();
  app.enableSandbox();
  if (process.platform === 'win32') app.setAppUserModelId(APP_ID);
  guardNavigation(app);
  if (!app.requestSingleInstanceLock({ files: given })) {
    app.quit();
    return;
  }
  const early: string[] = [...given];
  let openFiles = (paths: readonly string[]): void => void early.push(...paths);
  app.on('open-file', (event, file) => {
    event.preventDefault();
    openFiles([file]);
  });
  app.on('second-instance', (_event, argv, workingDirectory, data) => {
    openFiles(filesOfSecondInstance(data) ?? filesOfCommandLine(argv, app.isPackaged, workingDirectory));
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  startApp({ log, early }).then(
    (open) => (openFiles = open),
    async (error: unknown) => {
      await tellStartFailure(log, error);
      app.exit(1);
    },
  );
}

main();
