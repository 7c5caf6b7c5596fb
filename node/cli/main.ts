import { readFileSync } from 'node:fs';
import path from 'node:path';
import { packagePaths } from '../host/package-paths.ts';
import { createEngineRouter } from '../worker/engine-router.ts';
import { heapsOf } from './heaps.ts';
import { machineProcesses } from './machine-processes.ts';
import { processDesktop } from './process-desktop.ts';
import { runCli } from './run-cli.ts';
import { listenForStop } from './stop-signals.ts';
import { processTerminal } from './terminal.ts';

const { root, workerUrl, agent } = packagePaths();
const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string };
const terminal = processTerminal();
const stop = listenForStop(() => terminal.passing(null));

// A worker thread reads the file, so that Ctrl-C works at once and a heap too big for memory is an error, not a crash.
process.exitCode = await runCli(
  process.argv.slice(2),
  {
    terminal,
    heaps: heapsOf(() => createEngineRouter({ workerUrl }), terminal),
    desktop: processDesktop(root, terminal, stop),
    processes: machineProcesses(agent, stop),
  },
  version,
);
