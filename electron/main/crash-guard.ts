import { app, dialog, shell } from 'electron';
import path from 'node:path';
import type { AppLog } from './app-log.ts';

/** A second fault within this time means that going on makes no sense. */
const FATAL_MS = 60_000;

/** Decides what a fault of the main process means. `now` in milliseconds of any clock that does not go back. */
export class FaultCounter {
  #last: number | null = null;

  /** 'first': the user is told; 'again': the program has to end. */
  count(now: number): 'first' | 'again' {
    const isAgain = this.#last !== null && now - this.#last < FATAL_MS;
    this.#last = now;
    return isAgain ? 'again' : 'first';
  }
}

async function tell(logFile: string): Promise<void> {
  await app.whenReady();
  const { response } = await dialog.showMessageBox({
    type: 'error',
    title: 'Backref',
    message: 'Something went wrong inside Backref.',
    detail: `What happened stands in ${logFile}. You can go on working; if it happens again within a minute, Backref will close.`,
    buttons: ['Continue', 'Show Log', 'Quit'],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  });
  if (response === 1) await shell.openPath(path.dirname(logFile));
  if (response === 2) app.quit();
}

/**
 * The application could not be started: logged, and told in one sentence where no terminal shows it. Settles when the
 * user has seen it, or at once.
 */
export async function tellStartFailure(log: AppLog, error: unknown): Promise<void> {
  log.writeNow(`start: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  // In a checkout the command that started it says so, and turns to a browser.
  if (!app.isPackaged) return;
  await app.whenReady();
  await dialog.showMessageBox({
    type: 'error',
    title: 'Backref',
    message: 'Backref could not start.',
    detail: `What happened stands in ${log.file}.`,
    buttons: ['Quit'],
    noLink: true,
  });
}

/**
 * From here on what nobody catches in the main process is logged and told in one sentence, and at the second time
 * within a minute ends the program (exit code 70).
 */
export function guardAgainstCrashes(log: AppLog): void {
  const faults = new FaultCounter();
  const onFault = (error: unknown): void => {
    log.writeNow(`fault: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    if (faults.count(performance.now()) === 'again') app.exit(70);
    else tell(log.file).catch((failure: unknown) => log.writeNow(`dialog: ${String(failure)}`));
  };
  process.on('uncaughtException', onFault);
  process.on('unhandledRejection', onFault);
  app.on('child-process-gone', (_event, { type, reason, exitCode }) => {
    if (reason !== 'clean-exit') log.write(`a process ended: ${type}, ${reason}, ${String(exitCode)}`);
  });
}
