import { spawn } from 'node:child_process';
import path from 'node:path';
import { EXIT_CODES, type StopSignals } from './stop-signals.ts';

/** The app has run and ended with an exit code, or it failed to come up. */
export type LaunchOutcome = { readonly exitCode: number } | { readonly why: string };

/** Electron that lacks a system library or a display ends within this time. */
const START_MS = 3000;
const KEPT_OUTPUT = 4000;

export interface Launch {
  readonly executable: string;
  /** The package's folder: Electron runs its `main`. */
  readonly root: string;
  readonly files: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly stop: StopSignals;
  /** Electron's messages after it has come up. */
  onMessage(text: string): void;
}

function electronArguments({ root, files }: Launch): string[] {
  // Chromium refuses to run its sandbox as root.
  const isRoot = process.platform === 'linux' && process.getuid?.() === 0;
  return [...(isRoot ? ['--no-sandbox'] : []), root, ...files.map((file) => path.resolve(file))];
}

/** The line of Electron's output that says why it ended: the last that speaks of an error. */
function reasonIn(output: string, code: number | null): string {
  const lines = output.split('\n').map((line) => line.trim());
  const telling = lines.filter((line) => /error|cannot|failed|missing/i.test(line)).at(-1);
  return telling === undefined || telling === ''
    ? `it ended with code ${String(code)}`
    : telling.slice(0, 300);
}

/**
 * Starts Electron with the app and waits until it ends. When it fails within its first seconds that is told as a
 * reason instead, so that the caller can serve to a browser. Never rejects. Signals that end this
 * process end the app first.
 */
export function launchElectron(launch: Launch): Promise<LaunchOutcome> {
  const env = { ...launch.env };
  delete env['ELECTRON_RUN_AS_NODE'];
  return new Promise((resolve) => {
    const child = spawn(launch.executable, electronArguments(launch), {
      stdio: ['ignore', 'inherit', 'pipe'],
      env,
    });
    const unhandle = launch.stop.handle((signal) => void child.kill(signal));
    let output = '';
    let isUp = false;
    const timer = setTimeout(() => {
      isUp = true;
      if (output !== '') launch.onMessage(output);
    }, START_MS);
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (isUp) launch.onMessage(text);
      else output = (output + text).slice(-KEPT_OUTPUT);
    });
    const end = (outcome: LaunchOutcome): void => {
      clearTimeout(timer);
      unhandle();
      resolve(outcome);
    };
    child.on('error', (error) => end({ why: error.message }));
    child.on('close', (code, signal) => {
      if (code !== 0 && signal === null && !isUp) end({ why: reasonIn(output, code) });
      else end({ exitCode: code ?? (signal === 'SIGINT' || signal === 'SIGTERM' ? EXIT_CODES[signal] : 1) });
    });
  });
}
