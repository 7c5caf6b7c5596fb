import path from 'node:path';
import { captureProcess } from '../capture/capture-process.ts';
import { descendantsOf, listPythonProcesses } from '../capture/process-list.ts';
import type { Processes } from './processes.ts';
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
  };
}
