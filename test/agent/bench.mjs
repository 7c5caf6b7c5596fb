// What snapshots cost, and many of them in a row, on several Pythons: `npm run bench:agent [captures]`.
// Never part of the tests: the numbers are of this machine, now.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const VERSIONS = ['3.8', '3.11', '3.13'];
const captures = process.argv[2] ?? '1000';

const pyenv = path.join(process.env['PYENV_ROOT'] ?? path.join(os.homedir(), '.pyenv'), 'versions');
const names = existsSync(pyenv) ? readdirSync(pyenv) : [];
let failed = 0;

/** Runs one script; its output is shown as it comes. */
function run(python, script, ...parameters) {
  const file = path.join(import.meta.dirname, script);
  const result = spawnSync(python, ['-B', file, ...parameters], { stdio: 'inherit' });
  if (result.status !== 0) failed += 1;
}

for (const version of VERSIONS) {
  const name = names.find((candidate) => candidate.startsWith(`${version}.`));
  const python = name === undefined ? null : path.join(pyenv, name, 'bin/python3');
  if (python === null || !existsSync(python)) {
    console.log(`CPython ${version}: skipped, not under pyenv`);
    continue;
  }
  run(python, 'bench_capture.py', '1');
  run(python, 'bench_capture.py', '0.1', '2');
  run(python, 'soak.py', captures);
}
process.exit(failed === 0 ? 0 : 1);
