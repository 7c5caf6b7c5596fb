import path from 'node:path';
import { captureProcess } from '../capture/capture-process.ts';
import { findPython } from '../capture/find-python.ts';
import { descendantsOf, listPythonProcesses } from '../capture/process-list.ts';
import { findSnapshots, snapshotsSince, untilWritten } from '../capture/written-snapshots.ts';
import type { Processes } from './processes.ts';
import { runProgram } from './run-program.ts';
import type { StopSignals } from './stop-signals.ts';

/** The processes around this one. `agentFile` is the capture agent's source. */
export function machineProcesses(agentFile: string, stop: StopSignals): Processes {
  return {
    list: () => listPythonProcesses(),
    descendants: (pid) => descendantsOf(pid),
    async capture({ pid, file, options, onProgress }) {
      const controller = new AbortController();
      const unhandle = stop.handle(() => controller.abort());
      try {
        return await captureProcess({
          ...options,
          pid,
          file: path.resolve(file),
          agentFile,
          signal: controller.signal,
          onProgress,
        });
      } finally {
        unhandle();
      }
    },
    async run({ python, words, target, trigger, freeStdout }) {
      const file = await findPython(python);
      const before = await findSnapshots(target);
      const program = { file, words: [agentFile, 'run', ...words], trigger, freeStdout };
      const end = await runProgram(program, stop);
      await untilWritten(target);
      return { ...end, snapshots: await snapshotsSince(before, target) };
    },
  };
}
