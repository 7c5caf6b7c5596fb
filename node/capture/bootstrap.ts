import type { CaptureOptions } from '../../shared/protocol/capture-api.ts';

/** Names of the files in the folder that is handed over. */
export const HANDED = {
  agent: 'agent.py',
  leaving: 'leaving.py',
  request: 'request',
  /** The code for the main thread, for sys.remote_exec. */
  script: 'main.py',
  /** Made by whoever takes the order, so that it is carried out once. */
  taken: 'taken',
  status: 'status',
  snapshot: 'snapshot.backref',
} as const;

/** Where the code runs: in the main thread between two bytecodes, or in a thread that it starts. */
export type Place = 'main' | 'thread';

/** Frames on the stack below the agent's that are this code's own, by place. */
const OWN_FRAMES: Readonly<Record<Place, number>> = { main: 3, thread: 2 };

/** Bytes that the code may take with its closing zero: one page. */
export const CODE_BYTES = 4096;

/** What the agent is asked for, as text for its eyes. `folder` is its path as the process sees it. */
export function requestText(folder: string, place: Place, options: CaptureOptions): string {
  return JSON.stringify({
    path: `${folder}/${HANDED.snapshot}`,
    status: `${folder}/${HANDED.status}`,
    agent: `${folder}/${HANDED.agent}`,
    label: options.label ?? null,
    preview: options.preview ?? 'short',
    redact: options.redact ?? true,
    timeout: options.timeoutSeconds ?? 600,
    frames: OWN_FRAMES[place],
  });
}

/**
 * In a thread of its own, which first lets the main thread come back from this code and gdb let go of the process:
 * else the snapshot would show this code on the stack, and gdb would get in the way of the fork.
 */
const WAIT_AND_RUN = `
import sys, _thread as t
def later(main, frames, lock):
    lock.acquire()
    for _ in range(250):
        if sys._current_frames().get(main) not in frames and '\\nTracerPid:\\t0\\n' in read('/proc/self/status'):
            break
        lock.acquire(True, 0.02)
    del frames
    run()
    globals().clear()
t.start_new_thread(later, (t.get_ident(), [sys._getframe(), sys._getframe(1)], t.allocate_lock()))
`.trim();

/**
 * In the main thread. The first bytecode of the code that wakes up a waiting main thread makes CPython run this, which
 * it had kept for that: then this is left to the other, which does not keep gdb in the process.
 */
const RUN_UNLESS_WOKEN = `
import sys
f = sys._getframe(1).f_back
if f is None or not [c for c in f.f_code.co_consts if type(c) is str and 'def later(main, frames, lock)' in c]:
    run()
globals().clear()
`.trim();

/**
 * Python code that takes the order in `folder`, once: a second run, or one after the folder has gone, does nothing.
 * Leaves no name in `__main__`, never raises, imports nothing that is not there. Runs on 3.8 and later.
 */
export function bootstrapCode(folder: string, place: Place): string {
  const start = place === 'main' ? RUN_UNLESS_WOKEN : WAIT_AND_RUN;
  // Only `posix`: what `os` has may be replaced (gevent). 193 is O_WRONLY | O_CREAT | O_EXCL.
  const inner = `
import posix as p
def read(name):
    f = p.open(name, p.O_RDONLY)
    b = [p.read(f, 1 << 20)]
    while b[-1]:
        b.append(p.read(f, 1 << 20))
    p.close(f)
    return b''.join(b).decode()
def run():
    n = {'__name__': '_backref_agent'}
    try:
        p.close(p.open(D + '${HANDED.taken}', p.O_WRONLY | p.O_CREAT | p.O_EXCL, 384))
        exec(compile(read(D + '${HANDED.leaving}'), '<backref>', 'exec'), n)
        n['_attach'](read(D + '${HANDED.request}-${place}'))
    except BaseException:
        pass
    n.clear()
${start}
`;
  const globals = `{'__name__': '_backref_attach', 'D': ${JSON.stringify(`${folder}/`)}}`;
  return `try:\n exec(${JSON.stringify(inner)}, ${globals})\nexcept BaseException:\n pass\n`;
}
