import { setTimeout as sleep } from 'node:timers/promises';
import { HANDED } from './bootstrap.ts';
import { CaptureError, throwIfAborted } from './capture-error.ts';
import { type CaptureSession, report } from './capture-session.ts';
import type { GdbStage, WaitingPlace } from './gdb-script.ts';
import { runGdb } from './gdb-session.ts';
import { type MainThread, readMainThread } from './main-thread.ts';
import { readStatus } from './proc-files.ts';
import { remoteExec } from './remote-exec.ts';
import { type AgentEvent, StatusFile } from './status-lines.ts';
import { interpreterMappings, targetAddresses } from './target-addresses.ts';

const GDB_MS = 20_000;
const POLL_MS = 20;
/** So long a program that runs Python code at all has not failed to run ours. */
const PATIENCE_MS = 2000;
/** Between two looks at a main thread that must not have run in between. */
const LOOK_MS = 300;
/** A main thread that is never at its place when gdb comes runs often: it will come to the code by itself. */
const MOST_WAKINGS = 3;
/** Given up after so long when the main thread neither runs Python code nor waits. */
const START_MS = 30_000;

/** The agent at work: what it says, from its first word on. */
export interface StartedAgent {
  readonly status: StatusFile;
  readonly events: readonly AgentEvent[];
}

/** A reason against a start that a user can understand, by what the main thread did last. */
function notStarted(main: MainThread | null, pid: number): CaptureError {
  if (main === null)
    return new CaptureError('not-python', `Process ${pid} ended while it was being captured.`);
  if (main.wantsInterpreter) {
    return new CaptureError(
      'busy',
      'Another thread of the process keeps the interpreter to itself, in a long call into C: try again later.',
    );
  }
  return new CaptureError(
    'busy',
    'The main thread of the process is in a long call into C and runs no Python code: try again later, or call backref.dump() in it.',
  );
}

class Starter {
  readonly #session: CaptureSession;
  readonly #status: StatusFile;
  readonly #startedAt = Date.now();
  #stayed: { readonly main: MainThread; readonly since: number } | null = null;
  #woken = 0;

  constructor(session: CaptureSession) {
    this.#session = session;
    this.#status = new StatusFile(session.handed.at(HANDED.status));
  }

  async start(): Promise<StartedAgent> {
    const { way, handed, request, around } = this.#session;
    if (way.method === 'remote_exec') {
      report(this.#session, 'Asking the process');
      await remoteExec(way.python, request.pid, `${handed.folder}/${HANDED.script}`, around.env);
    } else {
      report(this.#session, 'Reaching the process');
      await this.#gdb('pending', way.gdb, null);
    }
    return await this.#untilStarted();
  }

  async #gdb(stage: GdbStage, gdb: string, place: WaitingPlace | null): Promise<boolean> {
    const { request, around, way, handed, guard, deadline } = this.#session;
    const addresses = targetAddresses(request.pid, way.image, around.proc);
    return await runGdb(stage, handed.code(stage === 'pending' ? 'main' : 'thread'), {
      gdb,
      pid: request.pid,
      proc: around.proc,
      env: around.env,
      addresses,
      place,
      timeoutMs: Math.max(1000, Math.min(GDB_MS, deadline - Date.now())),
      onRunning: (pid, folder) => guard?.gdb(pid, folder),
    });
  }

  async #untilStarted(): Promise<StartedAgent> {
    const { request, deadline } = this.#session;
    const end = Math.min(this.#startedAt + START_MS, deadline);
    for (;;) {
      throwIfAborted(request.signal);
      const events = this.#status.read();
      if (events.length > 0) return { status: this.#status, events };
      const main = this.#look();
      if (main === null || Date.now() > end) throw notStarted(main, request.pid);
      if (this.#mayWake(main)) await this.#wake(main);
      await sleep(POLL_MS);
    }
  }

  #look(): MainThread | null {
    const { request, around, way } = this.#session;
    const status = readStatus(request.pid, around.proc);
    if (status === null || status.state === 'Z') return null;
    const mappings = interpreterMappings(request.pid, way.image, around.proc);
    return readMainThread(request.pid, mappings, around.proc);
  }

  /** Whether the main thread has been waiting in one system call for a while, without having run in between. */
  #mayWake(main: MainThread): boolean {
    const now = Date.now();
    if (!main.waits || this.#stayed?.main.mark !== main.mark) this.#stayed = { main, since: now };
    if (
      this.#woken >= MOST_WAKINGS ||
      !main.waits ||
      main.place === null ||
      now - this.#startedAt < PATIENCE_MS
    )
      return false;
    return now - this.#stayed.since >= LOOK_MS;
  }

  /** Runs the code in the waiting main thread; what was asked before finds the order taken when it wakes up. */
  async #wake({ place }: MainThread): Promise<void> {
    const { gdb } = this.#session.way;
    if (gdb === null) {
      throw new CaptureError(
        'no-tool',
        'The main thread of the process is waiting, and waking it up needs gdb: install gdb, or try again when the process is at work.',
      );
    }
    report(this.#session, 'Waking up the process');
    this.#stayed = null;
    if (await this.#gdb('direct', gdb, place)) this.#woken = MOST_WAKINGS;
    else this.#woken += 1;
  }
}

/** Brings the agent into the process and resolves with its first words. Rejects with CaptureError. */
export function startAgent(session: CaptureSession): Promise<StartedAgent> {
  return new Starter(session).start();
}
