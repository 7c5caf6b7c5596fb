import type { Desktop } from '../../node/cli/desktop.ts';
import { heapsOf } from '../../node/cli/heaps.ts';
import { makeInk } from '../../node/cli/ink.ts';
import type { Processes } from '../../node/cli/processes.ts';
import { runCli } from '../../node/cli/run-cli.ts';
import type { Terminal } from '../../node/cli/terminal.ts';
import { nodeCodecs } from '../../node/worker/codecs.ts';
import type { EngineHost } from '../../node/worker/engine-host.ts';
import { openFileByteSource } from '../../node/worker/file-byte-source.ts';
import { NEVER_CANCELLED } from '../../shared/base/cancellation.ts';
import { IGNORE_PROGRESS } from '../../shared/base/progress.ts';
import { EngineService } from '../../shared/engine/engine-service.ts';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const CONTEXT = { report: IGNORE_PROGRESS, cancel: NEVER_CANCELLED };

/** The engine in this thread: hundreds of damaged files are opened faster than threads would start. */
function engineInThisThread(): EngineHost {
  const service = new EngineService(nodeCodecs);
  let opened = 0;
  return {
    async open(file, name) {
      const snapshot = `s${++opened}`;
      const source = await openFileByteSource(file);
      try {
        return { snapshot, name, info: await service.open(source, { ...CONTEXT, snapshot }) };
      } finally {
        await source.close();
      }
    },
    call: async (snapshot, method, params) => service.call(snapshot, method, params, CONTEXT),
    close: async (snapshot) => service.close(snapshot),
    onLost: () => () => undefined,
    dispose: async () => undefined,
  };
}

const noDesktop = (): never => {
  throw new Error('no desktop in this test');
};
const NO_DESKTOP: Desktop = {
  findElectron: noDesktop,
  launchElectron: noDesktop,
  serve: noDesktop,
  openBrowser: noDesktop,
  untilStopped: noDesktop,
};

/** The screen that a command is told to write to; by default a pipe. */
export interface Screen {
  readonly columns: number | null;
  readonly colours: boolean;
}

const NO_PROCESSES: Processes = {
  list: async () => [],
  descendants: () => new Set(),
  capture: noDesktop,
  run: noDesktop,
};

/** Runs the whole command but for its entry, and captures what it writes. */
export async function runInProcess(
  words: readonly string[],
  screen: Screen = { columns: null, colours: false },
): Promise<Ran> {
  let out = '';
  let err = '';
  const terminal: Terminal = {
    columns: screen.columns,
    ink: makeInk(screen.colours),
    passing: () => undefined,
    err: (text) => void (err += text),
    out: async (text) => void (out += text),
  };
  const heaps = heapsOf(engineInThisThread, terminal);
  const code = await runCli(
    words,
    { terminal, heaps, desktop: NO_DESKTOP, processes: NO_PROCESSES },
    '0.0.0',
  );
  return { code, out, err };
}
