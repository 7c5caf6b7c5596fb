import { spawn } from 'node:child_process';
import path from 'node:path';

/**
 * What happens when this process dies in the middle, by SIGKILL even: whoever reads the pipe sees its end, waits for a
 * gdb that is still at work (and ends it if it does not finish), lets the process run on should it have stayed
 * stopped, and removes the folders. $1 is the name of the folder to remove in the working directory, $2 the process.
 */
const SCRIPT = `
gdb= own=
while read -r word value; do
  case $word in gdb) gdb=$value ;; own) own=$value ;; end) exit 0 ;; esac
done
if [ -n "$gdb" ]; then
  n=0
  while kill -0 "$gdb" 2>/dev/null && [ $n -lt 30 ]; do sleep 1; n=$((n + 1)); done
  kill -INT "$gdb" 2>/dev/null && sleep 2
  kill -KILL "$gdb" 2>/dev/null
  sleep 1
  case $(sed -n 's/^State:[[:space:]]*//p' "/proc/$2/status" 2>/dev/null) in T*) kill -CONT "$2" ;; esac
fi
rm -rf -- "$1"
[ -n "$own" ] && rm -rf -- "$own"
sleep 2
rm -rf -- "$1"
`;

/** Cleans up after this process, should it be killed. */
export interface Guard {
  /** Says which gdb is at work and where its files are; null when it has ended, and when they are gone. */
  gdb(pid: number | null, folder: string | null): void;
  /** Nothing is left to clean up. */
  end(): void;
}

/** Starts the guard. Where there is no shell there is no guard, and only SIGKILL in the middle leaves something. */
export function startGuard(parent: string, name: string, targetPid: number): Guard {
  const child = spawn('/bin/sh', ['-c', SCRIPT, 'backref-guard', name, String(targetPid)], {
    cwd: path.resolve(parent),
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  child.on('error', () => undefined);
  child.stdin.on('error', () => undefined);
  child.unref();
  const say = (line: string): void => void child.stdin.write(`${line}\n`);
  return {
    gdb(pid, folder) {
      say(`gdb ${pid === null ? '' : String(pid)}`);
      say(`own ${folder ?? ''}`);
    },
    end() {
      child.stdin.end('end\n');
    },
  };
}
