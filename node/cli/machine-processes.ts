import { listPythonProcesses } from '../capture/process-list.ts';
import type { Processes } from './processes.ts';

/** The processes around this one. */
export function machineProcesses(): Processes {
  return { list: () => listPythonProcesses() };
}
