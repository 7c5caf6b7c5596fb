import { execFile } from 'node:child_process';
import { CaptureError } from './capture-error.ts';

const MS = 15_000;

/** What the helping Python prints for the errors that have a meaning of their own. */
const CALL = `
import sys
try:
    sys.remote_exec(int(sys.argv[1]), sys.argv[2])
except PermissionError as e:
    sys.exit("permission: %s" % e)
except (OSError, RuntimeError, ValueError) as e:
    sys.exit("%s: %s" % (type(e).__name__, e))
`;

/**
 * Asks a process of CPython 3.14 or later to run the script at `script` (its path as the process sees it) when its
 * main thread is next between two bytecodes. Starts `python`, of the same minor version, for some 50 ms; the process
 * is not stopped. Throws CaptureError.
 */
export function remoteExec(
  python: string,
  pid: number,
  script: string,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const options = { timeout: MS, env: { PATH: env['PATH'], LC_ALL: 'C' } };
    execFile(python, ['-I', '-S', '-c', CALL, String(pid), script], options, (error, _out, stderr) => {
      if (error === null) {
        resolve();
        return;
      }
      const said = stderr.trim().split('\n').at(-1) ?? '';
      const reason = (said === '' ? error.message : said).slice(0, 200);
      const code = /^permission|not permitted/i.test(reason) ? 'not-permitted' : 'failed';
      reject(new CaptureError(code, `sys.remote_exec was refused: ${reason}`, error));
    });
  });
}
