import type { CaptureSummary } from '../../shared/protocol/capture-api.ts';
import { readAgent } from './agent-source.ts';
import { HANDED } from './bootstrap.ts';
import { CaptureError, throwIfAborted } from './capture-error.ts';
import { type CaptureRequest, DEFAULT_TIMEOUT_SECONDS, type OpenWay } from './capture-session.ts';
import { findWay } from './capture-way.ts';
import { follow, type Followed } from './follow-agent.ts';
import { type Guard, startGuard } from './guard.ts';
import { handOver } from './hand-over.ts';
import { OutputFile } from './output-file.ts';
import { readStatus } from './proc-files.ts';
import { PythonBuilds } from './python-build.ts';
import { identify } from './python-process.ts';
import { startAgent } from './start-agent.ts';
import { type Surroundings, thisMachine } from './surroundings.ts';

/**
 * Takes a snapshot of a running Python process into a file, complete or not at all, owner-readable only. The process
 * is stopped for about a tenth of a second by gdb, not at all by sys.remote_exec, then copies itself by fork and runs
 * on. Rejects with CaptureError; in every case the process runs on and nothing of ours stays behind, but for 4 kB of
 * memory each time gdb was used.
 */
export async function captureProcess(
  request: CaptureRequest,
  around: Surroundings = thisMachine(),
): Promise<CaptureSummary> {
  const { pid, signal } = request;
  const startedAt = Date.now();
  throwIfAborted(signal);
  const way = requireWay(request, around);
  const status = readStatus(pid, around.proc);
  if (status === null) throw noProcess(pid);
  const agent = readAgent(request.agentFile);
  const output = await OutputFile.begin(request.file);
  // Started before there is anything to clean up.
  const guards: Guard[] = [];
  try {
    const handed = await handOver(pid, status, agent, request, around, (parent, name) => {
      guards.unshift(startGuard(parent, name, pid));
    });
    let followed: Followed;
    let bytes: number;
    try {
      const deadline = startedAt + (request.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS) * 1000;
      const session = { request, around, way, handed, guard: guards.at(0) ?? null, deadline };
      followed = await follow(await startAgent(session), session);
      bytes = await output.take(handed.at(HANDED.snapshot), status.uid, signal);
    } finally {
      await handed.remove();
    }
    const seconds = (Date.now() - startedAt) / 1000;
    return { pid, ...followed, bytes, seconds, method: way.method };
  } catch (error) {
    await output.abandon();
    throw told(error, pid, around);
  } finally {
    for (const guard of guards) guard.end();
  }
}

/** What refuses to be traced or read has often just ended: then that is what is to be told. */
function told(error: unknown, pid: number, around: Surroundings): unknown {
  if (!(error instanceof CaptureError) || error.code === 'cancelled') return error;
  const state = readStatus(pid, around.proc)?.state ?? 'X';
  if (state !== 'Z' && state !== 'X') return error;
  return new CaptureError('not-python', `Process ${pid} ended while it was being captured.`, error);
}

function noProcess(pid: number): CaptureError {
  return new CaptureError('not-python', `There is no process ${pid}.`);
}

function requireWay({ pid, method }: CaptureRequest, around: Surroundings): OpenWay {
  const status = readStatus(pid, around.proc);
  if (status === null) throw noProcess(pid);
  const way = findWay(pid, identify(pid, new PythonBuilds(), around.proc), status, around, method ?? null);
  if (way.method === 'none') throw new CaptureError(way.code, way.reason);
  return way;
}
