import { closeSync, openSync } from 'node:fs';
import { type ProcessStatus, procFile, readStatus, readText } from './proc-files.ts';
import type { Surroundings } from './surroundings.ts';

const CAP_SYS_PTRACE = 1n << 19n;

/** Whether the system lets this process trace another. Nothing happens to the other. */
function mayTrace(pid: number, proc: string): boolean {
  try {
    // Opening it asks for the same right as attaching does (PTRACE_MODE_ATTACH), Yama's rules included.
    closeSync(openSync(procFile(pid, 'mem', proc), 'r'));
    return true;
  } catch {
    return false;
  }
}

function yamaScope({ proc }: Surroundings): number {
  return Number.parseInt(readText(`${proc}/sys/kernel/yama/ptrace_scope`) ?? '0', 10) || 0;
}

const SCOPE_FILE = '/proc/sys/kernel/yama/ptrace_scope';

/** What to do where the right is missing, by what stands in its way. */
function whyNot(status: ProcessStatus, around: Surroundings): string {
  const scope = yamaScope(around);
  if (scope >= 3) return `Tracing is switched off until the next start (${SCOPE_FILE} is 3).`;
  const own = readStatus(around.pid, around.proc);
  const hasCapability = own !== null && (own.capabilities & CAP_SYS_PTRACE) !== 0n;
  if (around.uid === 0 && !hasCapability) {
    return 'This is root without the capability SYS_PTRACE: start the container with --cap-add SYS_PTRACE.';
  }
  if (status.uid !== around.uid && around.uid !== 0) {
    return `It belongs to another user (uid ${status.uid}): run the command with sudo, or as that user.`;
  }
  if (scope >= 1 && !hasCapability) {
    const asRoot = `or as root: sysctl kernel.yama.ptrace_scope=0`;
    return `The system lets only root trace other programs (ptrace_scope is ${scope}): run the command with sudo, ${asRoot}.`;
  }
  return 'The system forbids tracing it: it is protected, or a security module says no. Run the command with sudo, in a container with --cap-add SYS_PTRACE.';
}

/** Null when the process may be traced, else one or two sentences on what is in the way and what to do. */
export function missingRight(pid: number, status: ProcessStatus, around: Surroundings): string | null {
  return mayTrace(pid, around.proc) ? null : whyNot(status, around);
}

/** Null when a process can be stopped and continued now, else why not. */
export function obstacleOf(pid: number, status: ProcessStatus): string | null {
  if (status.state === 'Z' || status.state === 'X') return 'It has ended and waits for its parent.';
  if (status.tracer !== 0)
    return `Another program traces it (process ${status.tracer}, a debugger or strace): end that first.`;
  if (status.state === 'T') return `It is stopped: let it run on first, with kill -CONT ${pid}.`;
  return null;
}
