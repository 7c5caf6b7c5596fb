import type { ElectronSearch } from './find-electron.ts';
import type { LaunchOutcome } from './launch-electron.ts';

export interface ServeRequest {
  /** Files offered to the window, as the user wrote them; they exist. */
  readonly files: readonly string[];
  /** null: any free port. */
  readonly port: number | null;
}

export interface Serving {
  /** With the token that opens it. */
  readonly url: string;
  close(): Promise<void>;
}

/** The ways to a window, and the wish to end. Tests give their own. */
export interface Desktop {
  findElectron(): ElectronSearch;
  launchElectron(executable: string, files: readonly string[]): Promise<LaunchOutcome>;
  serve(request: ServeRequest): Promise<Serving>;
  /** null when it opened, else why not. */
  openBrowser(url: string): Promise<string | null>;
  /** Resolves when the user wants to end (SIGINT, SIGTERM), with the exit code. */
  untilStopped(): Promise<number>;
}
