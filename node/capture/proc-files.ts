import { readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';

/** Where the system shows its processes; tests give a folder of their own. */
export const PROC = '/proc';

/** What /proc/PID/status tells; a member is null where the kernel did not say. */
export interface ProcessStatus {
  readonly name: string;
  /** One letter: R S D T t Z X I. */
  readonly state: string;
  readonly parent: number;
  /** Process id of who traces it, 0 for nobody. */
  readonly tracer: number;
  readonly uid: number;
  readonly gid: number;
  readonly rssBytes: number | null;
  readonly threads: number | null;
  /** Capabilities in effect, as a bit set. */
  readonly capabilities: bigint;
  /** Its process id in each PID namespace, outermost first. */
  readonly namespacePids: readonly number[];
}

/** One line of /proc/PID/maps that belongs to a file. */
export interface FileMapping {
  readonly start: number;
  readonly end: number;
  readonly writable: boolean;
  /** Where in the file the mapping begins. */
  readonly offset: number;
  readonly inode: number;
  /** As the process sees it; ` (deleted)` is taken off. */
  readonly path: string;
  readonly deleted: boolean;
}

/** The text of a small file, or null when it cannot be read (gone, not permitted). */
export function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

/** Where a symbolic link points, or null when that cannot be read. */
export function readLink(file: string): string | null {
  try {
    return readlinkSync(file);
  } catch {
    return null;
  }
}

/** The path of a file about a process. */
export function procFile(pid: number, name: string, proc: string = PROC): string {
  return path.join(proc, String(pid), name);
}

/** Reads the text of /proc/PID/status. Source: proc(5). O(length). */
export function parseStatus(text: string): ProcessStatus {
  const fields = new Map<string, string>();
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) fields.set(line.slice(0, colon), line.slice(colon + 1).trim());
  }
  const first = (name: string): number | null => {
    const value = Number.parseInt(fields.get(name) ?? '', 10);
    return Number.isNaN(value) ? null : value;
  };
  const rssKilobytes = first('VmRSS');
  const capabilities = fields.get('CapEff') ?? '';
  return {
    name: fields.get('Name') ?? '',
    state: (fields.get('State') ?? '?').slice(0, 1),
    parent: first('PPid') ?? 0,
    tracer: first('TracerPid') ?? 0,
    // The second number is the effective id: what the process may write as.
    uid: secondNumber(fields.get('Uid')),
    gid: secondNumber(fields.get('Gid')),
    rssBytes: rssKilobytes === null ? null : rssKilobytes * 1024,
    threads: first('Threads'),
    capabilities: /^[0-9a-f]+$/i.test(capabilities) ? BigInt(`0x${capabilities}`) : 0n,
    namespacePids: (fields.get('NSpid') ?? '')
      .split(/\s+/)
      .map(Number)
      .filter((pid) => pid > 0),
  };
}

function secondNumber(text: string | undefined): number {
  return Number.parseInt((text ?? '').split(/\s+/)[1] ?? '', 10) || 0;
}

/** The status of a process, or null when there is none (any more). */
export function readStatus(pid: number, proc: string = PROC): ProcessStatus | null {
  const text = readText(procFile(pid, 'status', proc));
  return text === null ? null : parseStatus(text);
}

/**
 * When a process began, as the kernel counts it: with the process id it names one process and no later one that got
 * its number. Null when there is none. Source: proc(5), field 22 of stat.
 */
export function readStartTime(pid: number, proc: string = PROC): string | null {
  const text = readText(procFile(pid, 'stat', proc));
  // The second field is the program's name in brackets, which may contain anything.
  return text === null ? null : (text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? null);
}

const MAPS_LINE = /^([0-9a-f]+)-([0-9a-f]+) (\S{4}) ([0-9a-f]+) \S+ (\d+) +(\/.*)$/;
const DELETED = ' (deleted)';

/** The file mappings in the text of /proc/PID/maps, in their order. Source: proc(5). O(length). */
export function parseMaps(text: string): FileMapping[] {
  const mappings: FileMapping[] = [];
  for (const line of text.split('\n')) {
    const match = MAPS_LINE.exec(line);
    if (match === null) continue;
    const [, start = '', end = '', rights = '', offset = '', inode = '', file = ''] = match;
    const deleted = file.endsWith(DELETED);
    mappings.push({
      start: Number.parseInt(start, 16),
      end: Number.parseInt(end, 16),
      writable: rights.includes('w'),
      offset: Number.parseInt(offset, 16),
      inode: Number(inode),
      path: deleted ? file.slice(0, -DELETED.length) : file,
      deleted,
    });
  }
  return mappings;
}

/** The words of a command line as /proc/PID/cmdline has them: each ends with a zero byte. */
export function parseCommandLine(text: string): string[] {
  const words = text.split('\0');
  if (words.at(-1) === '') words.pop();
  return words;
}

/** The start time of a process in clock ticks: with its id it names a process for good. Null when it is gone. */
export function startTime(pid: number, proc: string = PROC): string | null {
  const text = readText(procFile(pid, 'stat', proc));
  // The name in brackets may hold anything, brackets too.
  return text === null ? null : (text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? null);
}
