import { procFile, readText } from './proc-files.ts';
import type { FileMapping } from './proc-files.ts';

interface SystemCalls {
  /** In which a thread waits for something outside of itself. */
  readonly waiting: ReadonlySet<number>;
  readonly futex: number;
}

// read readv pread64 write poll ppoll select pselect6 pause nanosleep clock_nanosleep accept accept4 connect recvfrom
// recvmsg recvmmsg sendto sendmsg wait4 waitid fcntl flock msgrcv msgsnd semop semtimedop epoll_wait epoll_pwait
// epoll_pwait2 rt_sigtimedwait rt_sigsuspend io_uring_enter restart_syscall
const X64: SystemCalls = {
  futex: 202,
  waiting: new Set([
    0, 19, 17, 1, 7, 271, 23, 270, 34, 35, 230, 43, 288, 42, 45, 47, 299, 44, 46, 61, 247, 72, 73, 70, 69, 65,
    220, 232, 281, 441, 128, 130, 426, 219,
  ]),
};
const ARM64: SystemCalls = {
  futex: 98,
  waiting: new Set([
    63, 65, 67, 64, 73, 72, 101, 115, 202, 242, 203, 207, 212, 243, 206, 211, 260, 95, 25, 32, 188, 189, 193,
    192, 22, 441, 137, 133, 426, 128,
  ]),
};
const FUTEX_COMMAND = 0x7f;
const FUTEX_WAIT_BITSET = 9;

/** What the main thread of a process is doing: two of these that are equal mean that it has not run in between. */
export interface MainThread {
  /** Whether it waits in a system call in which it cannot hold the interpreter or the allocator. */
  readonly waits: boolean;
  /** Whether it waits for the interpreter itself, which another thread has. */
  readonly wantsInterpreter: boolean;
  /** Its next instruction and its stack while it waits. */
  readonly place: { readonly pc: bigint; readonly sp: bigint } | null;
  /** Changes whenever it ran. */
  readonly mark: string;
}

function isInside(address: number, mappings: readonly FileMapping[]): boolean {
  return mappings.some(({ start, end }) => address >= start && address < end);
}

/**
 * Reads a line of /proc/PID/task/TID/syscall (proc(5)). `interpreter` are the mappings of Python's own file: its lock
 * lies in its data. A futex counts as waiting only in the way of semaphores and conditions; the allocator's and other
 * plain mutexes wait with another operation, and a thread that waits there must not be made to run code.
 */
export function readSyscall(
  line: string,
  interpreter: readonly FileMapping[],
  arch: string = process.arch,
): { waits: boolean; wantsInterpreter: boolean } {
  const { futex, waiting } = arch === 'arm64' ? ARM64 : X64;
  // The number, then the arguments; a running thread has a word instead.
  const words: readonly (number | undefined)[] = line
    .trim()
    .split(' ')
    .map((word) => (word === '' ? Number.NaN : Number(word)));
  const [number, address, operation] = words;
  if (number !== futex || address === undefined || operation === undefined)
    return { waits: number !== undefined && waiting.has(number), wantsInterpreter: false };
  const wantsInterpreter = isInside(address, interpreter);
  const isSemaphore = (operation & FUTEX_COMMAND) === FUTEX_WAIT_BITSET;
  return { waits: isSemaphore && !wantsInterpreter, wantsInterpreter };
}

/** The last two numbers of the line: stack and instruction pointer. */
function placeOf(line: string): MainThread['place'] {
  const match = / (0x[0-9a-f]+) (0x[0-9a-f]+)$/.exec(line.trim());
  return match === null ? null : { sp: BigInt(match[1] as string), pc: BigInt(match[2] as string) };
}

/** The main thread's state; null when the process has gone. Two small reads. */
export function readMainThread(
  pid: number,
  interpreter: readonly FileMapping[],
  proc: string,
): MainThread | null {
  const task = `task/${pid}`;
  const status = readText(procFile(pid, `${task}/status`, proc));
  const syscall = readText(procFile(pid, `${task}/syscall`, proc));
  if (status === null) return null;
  const switches = /^voluntary_ctxt_switches:.*\nnonvoluntary_ctxt_switches:.*$/m.exec(status)?.[0] ?? '';
  const isAsleep = /^State:\s+S/m.test(status);
  const known =
    syscall === null ? { waits: false, wantsInterpreter: false } : readSyscall(syscall, interpreter);
  return {
    waits: isAsleep && known.waits,
    wantsInterpreter: known.wantsInterpreter,
    place: placeOf(syscall ?? ''),
    mark: `${switches}\n${syscall ?? ''}`,
  };
}
