import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { promisify } from 'node:util';
import type { ProcessRow } from '../../shared/protocol/capture-api.ts';
import { findWay, isContained, LINUX_ONLY } from './capture-way.ts';
import { readStatus } from './proc-files.ts';
import { PythonBuilds } from './python-build.ts';
import { identify } from './python-process.ts';
import { redactCommand } from './redact-command.ts';
import { type Surroundings, thisMachine } from './surroundings.ts';

const PS_MS = 5000;

function processIds(proc: string): number[] {
  return readdirSync(proc)
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .toSorted((a, b) => a - b);
}

function rowOf(pid: number, builds: PythonBuilds, around: Surroundings): ProcessRow | null {
  const identity = identify(pid, builds, around.proc);
  const status = identity.looksPython ? readStatus(pid, around.proc) : null;
  if (status === null) return null;
  const way = findWay(pid, identity, status, around);
  return {
    pid,
    python: identity.image?.build.version ?? null,
    rssBytes: status.rssBytes,
    threads: status.threads,
    command: redactCommand(identity.words).join(' '),
    capture: way.method,
    reason: way.method === 'none' ? way.reason : null,
    parent: status.parent,
    container: isContained(pid, status, around),
  };
}

/**
 * The processes that `pid` started, and all that these started; not `pid` itself. From /proc; elsewhere empty. Reads
 * the status of each process.
 */
export function descendantsOf(pid: number, around: Surroundings = thisMachine()): ReadonlySet<number> {
  const children = new Map<number, number[]>();
  for (const child of around.platform === 'linux' ? processIds(around.proc) : []) {
    const parent = readStatus(child, around.proc)?.parent ?? 0;
    children.set(parent, [...(children.get(parent) ?? []), child]);
  }
  const found = new Set<number>();
  const waiting = [pid];
  for (const next of waiting) {
    for (const child of children.get(next) ?? []) {
      if (found.has(child)) continue;
      found.add(child);
      waiting.push(child);
    }
  }
  return found;
}

const PS_LINE = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(.*)$/;

/** The Python processes in what `ps -axo pid,ppid,rss,command` prints; versions and threads it does not know. */
export function parsePs(output: string, reason: string): ProcessRow[] {
  const rows: ProcessRow[] = [];
  for (const line of output.split('\n')) {
    const match = PS_LINE.exec(line);
    const words = (match?.[4] ?? '').split(' ');
    const program = (words[0] ?? '').split('/').at(-1) ?? '';
    if (match === null || !/^python[\d.]*$/i.test(program)) continue;
    rows.push({
      pid: Number(match[1]),
      python: null,
      rssBytes: Number(match[3]) * 1024,
      threads: null,
      command: redactCommand(words).join(' '),
      capture: 'none',
      reason,
      parent: Number(match[2]),
      container: false,
    });
  }
  return rows;
}

/**
 * The Python processes of this machine, by process id. On Linux from /proc alone: nothing is stopped, started or
 * written; a few milliseconds for hundreds of processes, and one read of each Python's file that `builds` does not
 * know from an earlier list. Elsewhere by `ps`.
 */
export async function listPythonProcesses(
  around: Surroundings = thisMachine(),
  builds: PythonBuilds = new PythonBuilds(),
): Promise<ProcessRow[]> {
  if (around.platform === 'linux') {
    const rows = processIds(around.proc).map((pid) => rowOf(pid, builds, around));
    return rows.filter((row) => row !== null);
  }
  if (around.platform === 'win32') return [];
  const { stdout } = await promisify(execFile)('ps', ['-axo', 'pid,ppid,rss,command'], { timeout: PS_MS });
  return parsePs(stdout, LINUX_ONLY);
}
