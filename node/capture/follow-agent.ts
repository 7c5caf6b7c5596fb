import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { formatBytes, formatCount } from '../../shared/base/numbers-to-text.ts';
import { CaptureError, throwIfAborted } from './capture-error.ts';
import { type CaptureSession, report } from './capture-session.ts';
import { procFile, readLink, readStatus } from './proc-files.ts';
import type { StartedAgent } from './start-agent.ts';
import type { AgentEvent } from './status-lines.ts';

const POLL_MS = 50;

/** What is known when the agent is done. */
export interface Followed {
  readonly objects: number;
  readonly pauseSeconds: number | null;
  readonly copied: boolean;
  readonly inlineReason: string | null;
}

/** The agent's failures that have a plain reason, as sentences. */
function agentError(type: string, message: string): CaptureError {
  const text = message === '' ? type : message;
  return new CaptureError('failed', `The agent could not take the snapshot: ${text.replace(/\.$/, '')}.`);
}

/**
 * The process with the number `inside` in the PID namespace of the process `pid`, by its number here; null when there
 * is none. Within one namespace that is the same number.
 */
export function pidFromInside(
  pid: number,
  namespace: string | null,
  inside: number,
  proc: string,
): number | null {
  const own = readStatus(inside, proc);
  if (
    own !== null &&
    readLink(procFile(inside, 'ns/pid', proc)) === namespace &&
    own.namespacePids.length <= 1
  )
    return inside;
  for (const name of readdirSync(proc)) {
    const other = Number(name);
    if (!Number.isInteger(other) || other === pid) continue;
    if (readStatus(other, proc)?.namespacePids.at(-1) !== inside) continue;
    if (readLink(procFile(other, 'ns/pid', proc)) === namespace) return other;
  }
  return null;
}

class Follower {
  readonly #session: CaptureSession;
  readonly #agent: StartedAgent;
  readonly #uid: number;
  readonly #namespace: string | null;
  #copy: number | null = null;
  #pauseSeconds: number | null = null;
  #inlineReason: string | null = null;

  constructor(session: CaptureSession, agent: StartedAgent) {
    this.#session = session;
    this.#agent = agent;
    const { request, around } = session;
    this.#uid = readStatus(request.pid, around.proc)?.uid ?? -1;
    this.#namespace = readLink(procFile(request.pid, 'ns/pid', around.proc));
  }

  async untilDone(): Promise<Followed> {
    report(this.#session, 'Writing the snapshot');
    let events = this.#agent.events;
    for (;;) {
      for (const event of events) {
        const done = this.#hear(event);
        if (done !== null) return done;
      }
      this.#checkTime();
      // Looked at before its words are read: one that has ended has said all.
      const isAtWork = this.#isAtWork();
      events = this.#agent.status.read();
      if (!isAtWork && events.length === 0) throw this.#death();
      await sleep(POLL_MS);
    }
  }

  #hear(event: AgentEvent): Followed | null {
    switch (event.event) {
      case 'started':
        return null;
      case 'left':
        this.#pauseSeconds = event.pauseSeconds;
        this.#copy = event.copy;
        return null;
      case 'forked':
        this.#copy = event.copy;
        return null;
      case 'inline':
        this.#inlineReason = event.reason;
        report(this.#session, `Writing the snapshot while the process waits (${event.reason})`);
        return null;
      case 'progress':
        report(
          this.#session,
          `Writing the snapshot: ${formatCount(event.objects)} objects, ${formatBytes(event.bytes)}`,
        );
        return null;
      case 'error':
        throw agentError(event.type, event.message);
      case 'done':
        return {
          objects: event.objects,
          pauseSeconds: event.pauseSeconds ?? this.#pauseSeconds,
          copied: this.#inlineReason === null,
          inlineReason: this.#inlineReason,
        };
    }
  }

  #hostCopy(): number | null {
    if (this.#copy === null) return null;
    const { request, around } = this.#session;
    return pidFromInside(request.pid, this.#namespace, this.#copy, around.proc);
  }

  /** Whether what writes the snapshot, the process or its copy, still lives. */
  #isAtWork(): boolean {
    const { request, around } = this.#session;
    const pid = this.#copy === null ? request.pid : this.#hostCopy();
    const status = pid === null ? null : readStatus(pid, around.proc);
    return status !== null && status.state !== 'Z' && status.state !== 'X';
  }

  #death(): CaptureError {
    return this.#copy === null
      ? new CaptureError(
          'not-python',
          `Process ${this.#session.request.pid} ended while it was being captured.`,
        )
      : new CaptureError(
          'failed',
          'The copy of the process that wrote the snapshot was killed, perhaps because memory ran out; the process itself runs on.',
        );
  }

  #checkTime(): void {
    const { request, deadline } = this.#session;
    if (request.signal?.aborted !== true && Date.now() <= deadline) return;
    this.#killCopy();
    throwIfAborted(request.signal);
    throw new CaptureError(
      'failed',
      `The snapshot was not complete after ${request.timeoutSeconds ?? 600} s: give it longer with --timeout.`,
    );
  }

  /** The number came from the process: only something of the process's own user is ended. */
  #killCopy(): void {
    const copy = this.#hostCopy();
    const { request, around } = this.#session;
    if (copy === null || copy === request.pid || readStatus(copy, around.proc)?.uid !== this.#uid) return;
    try {
      process.kill(copy, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
}

/** Follows the agent until its snapshot is complete. Rejects with CaptureError when it fails, dies or takes too long. */
export function follow(agent: StartedAgent, session: CaptureSession): Promise<Followed> {
  return new Follower(session, agent).untilDone();
}
