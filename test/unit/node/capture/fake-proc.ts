import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Surroundings } from '../../../../node/capture/surroundings.ts';
import { tinyElf, type TinyElf } from './tiny-elf.ts';

export interface FakeProcess {
  readonly pid: number;
  readonly words: readonly string[];
  /** Path of its program as it sees it. */
  readonly program?: string;
  readonly state?: string;
  readonly tracer?: number;
  readonly uid?: number;
  readonly parent?: number;
  readonly namespacePids?: string;
  readonly environment?: string;
  /** Field 22 of its stat. */
  readonly startTime?: string;
  readonly mount?: string;
  /** Whether the system lets us trace it. */
  readonly traceable?: boolean;
  /** Files mapped into it: name and what is in them. Made below its root. */
  readonly files?: Readonly<Record<string, TinyElf | 'text'>>;
}

export const PYTHON_311: TinyElf = {
  symbols: {
    Py_AddPendingCall: 0x1000,
    PyRun_SimpleString: 0x2000,
    PyGILState_Ensure: 0x3000,
    PyGILState_Release: 0x4000,
  },
  constants: 'x\0built in 3.11.9\0more',
};

/** Everything a Python process of an ordinary program has. */
export function pythonProcess(pid: number, change: Partial<FakeProcess> = {}): FakeProcess {
  return {
    pid,
    words: ['/usr/bin/python3.11', 'app.py'],
    program: '/usr/bin/python3.11',
    files: { '/usr/bin/python3.11': 'text', '/usr/lib/libpython3.11.so.1.0': PYTHON_311 },
    ...change,
  };
}

const OWN_PID = 9999;

/** A /proc made of files: what a capture finds around itself. */
export class FakeProc {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'backref-proc-'));
  readonly #bin = path.join(this.folder, 'bin');

  constructor(capabilities = '0000000000000000') {
    mkdirSync(this.#bin);
    this.#folder('self', 'ns');
    symlinkSync('mnt:[1]', path.join(this.folder, 'self/ns/mnt'));
    symlinkSync(path.join(this.folder, 'root'), path.join(this.folder, 'self/root'));
    this.#folder(String(OWN_PID));
    this.#write(String(OWN_PID), 'status', `Name:\tnode\nCapEff:\t${capabilities}\n`);
  }

  #folder(...parts: readonly string[]): string {
    const folder = path.join(this.folder, ...parts);
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  #write(folder: string, name: string, content: string): void {
    writeFileSync(path.join(this.folder, folder, name), content);
  }

  add(given: FakeProcess): void {
    const name = String(given.pid);
    this.#folder(name, 'ns');
    symlinkSync(given.mount ?? 'mnt:[1]', path.join(this.folder, name, 'ns/mnt'));
    symlinkSync(this.#folder('root'), path.join(this.folder, name, 'root'));
    const uid = given.uid ?? 1000;
    this.#write(
      name,
      'status',
      `Name:\tapp\nState:\t${given.state ?? 'S'} (x)\nPPid:\t${given.parent ?? 1}\nTracerPid:\t${given.tracer ?? 0}\n` +
        `Uid:\t${uid}\t${uid}\t${uid}\t${uid}\nGid:\t7\t8\t9\t9\nVmRSS:\t  2048 kB\nThreads:\t3\nNSpid:\t${given.namespacePids ?? name}\n`,
    );
    this.#write(name, 'cmdline', given.words.map((word) => `${word}\0`).join(''));
    this.#write(name, 'environ', given.environment ?? '');
    if (given.traceable !== false) this.#write(name, 'mem', '');
    this.#write(name, 'maps', this.#maps(given));
    if (given.startTime !== undefined) this.startTime(given.pid, given.startTime);
    if (given.program !== undefined)
      symlinkSync(path.join(this.folder, 'root', given.program), path.join(this.folder, name, 'exe'));
  }

  #maps({ files = {}, mount }: FakeProcess): string {
    return Object.entries(files)
      .map(([file, content], index) => {
        const at = path.join(this.#folder('root', path.dirname(file)), path.basename(file));
        writeFileSync(at, content === 'text' ? 'no ELF file' : tinyElf(content));
        const start = (0x7f0000000000 + index * 0x100000).toString(16);
        const end = (0x7f0000000000 + index * 0x100000 + 0x8000).toString(16);
        return `${start}-${end} r--p 00000000 08:01 ${100 + index}    ${mount === undefined ? at : file}\n`;
      })
      .join('');
  }

  /** From now on a later process has the number. */
  startTime(pid: number, time: string): void {
    const before = Array.from({ length: 19 }, (_, index) => index).join(' ');
    this.#write(String(pid), 'stat', `${pid} (a) b) ${before} ${time} 7\n`);
  }

  /** Puts a program on the PATH that a capture searches. */
  program(name: string, text = '#!/bin/sh\nexit 1\n'): string {
    const file = path.join(this.#bin, name);
    writeFileSync(file, text, { mode: 0o755 });
    return file;
  }

  yama(scope: number): void {
    this.#folder('sys/kernel/yama');
    this.#write('sys/kernel/yama', 'ptrace_scope', `${scope}\n`);
  }

  around(change: Partial<Surroundings> = {}): Surroundings {
    return {
      proc: this.folder,
      platform: 'linux',
      env: { PATH: this.#bin, PYENV_ROOT: path.join(this.folder, 'no-pyenv') },
      pid: OWN_PID,
      uid: 1000,
      ...change,
    };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
