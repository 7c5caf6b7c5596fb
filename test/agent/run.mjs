// Runs the agent's tests on every Python found: node test/agent/run.mjs [--python PATH]
//
// Looks for python3.8 … python3.14 on PATH, in ~/.pyenv/versions and in /usr/bin. Versions that are not there are
// skipped and said so. The last line is `agent: N passed, N failed, N skipped`; each Python test file of each version
// counts once, so does the comparison with objgraph.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const minors = [8, 9, 10, 11, 12, 13, 14];
const counts = { passed: 0, failed: 0, skipped: 0 };

/** Version of a Python as `[major, minor, text]`, null when the file is none that runs. */
function versionOf(python) {
  const script = 'import sys; print(sys.implementation.name, *sys.version_info[:3])';
  const { status, stdout } = spawnSync(python, ['-I', '-S', '-c', script], {
    encoding: 'utf8',
    timeout: 30_000,
  });
  const found = status === 0 ? /^cpython (\d+) (\d+) (\d+)/.exec(stdout) : null;
  return found && { minor: found[1] === '3' ? Number(found[2]) : -1, text: found.slice(1).join('.') };
}

/** Paths that may be Pythons, best first. */
function candidates() {
  const given = process.argv.indexOf('--python');
  if (given > 0) return [process.argv[given + 1]];
  const paths = [];
  for (const folder of [...(process.env.PATH ?? '').split(delimiter), '/usr/bin']) {
    for (const minor of minors) paths.push(join(folder, `python3.${minor}`));
  }
  const pyenv = join(process.env.PYENV_ROOT ?? join(homedir(), '.pyenv'), 'versions');
  if (existsSync(pyenv)) {
    for (const name of readdirSync(pyenv).sort().reverse()) paths.push(join(pyenv, name, 'bin', 'python'));
  }
  for (const folder of (process.env.PATH ?? '').split(delimiter)) paths.push(join(folder, 'python3'));
  return paths.filter((path) => existsSync(path));
}

/** One Python for each minor version. */
function pythons() {
  const found = new Map();
  for (const path of candidates()) {
    const version = versionOf(path);
    if (version && minors.includes(version.minor) && !found.has(version.minor)) {
      found.set(version.minor, { path, text: version.text });
    }
  }
  return found;
}

function say(outcome, name, detail = '') {
  counts[outcome] += 1;
  console.log(`${outcome.padEnd(8)}${name}${detail && `  ${detail}`}`);
}

function runFile(python, name, file) {
  const started = Date.now();
  const options = { encoding: 'utf8', cwd: here, timeout: 900_000, maxBuffer: 1 << 26 };
  const { status, stdout, stderr } = spawnSync(python, ['-B', file], options);
  const output = `${stdout}${stderr}`;
  const ran = /Ran (\d+) tests?/.exec(output);
  const skipped = /skipped=(\d+)/.exec(output);
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  const detail = `${ran?.[1] ?? 0} tests${skipped ? `, ${skipped[1]} of them skipped` : ''} in ${seconds} s`;
  if (status === 0) say('passed', name, detail);
  else {
    say('failed', name, detail);
    console.log(output.slice(-6000));
  }
}

function compareWithObjgraph() {
  const python = '/usr/bin/python3';
  const importable =
    existsSync(python) && spawnSync(python, ['-c', 'import objgraph'], { timeout: 60_000 }).status === 0;
  if (!importable) {
    say('skipped', 'comparison with objgraph', '(apt-get install python3-objgraph)');
    return;
  }
  const { status, stdout, stderr } = spawnSync(python, [join(here, 'compare_objgraph.py')], {
    encoding: 'utf8',
  });
  const summary = /^\d+ types equal$/m.exec(stdout)?.[0] ?? '';
  say(status === 0 ? 'passed' : 'failed', 'comparison with objgraph', summary);
  if (status !== 0) console.log(stdout, stderr);
}

const found = pythons();
const files = readdirSync(here).filter((name) => /^test_.*\.py$/.test(name));
if (found.size === 0) say('skipped', 'no CPython 3.8 or newer was found');
for (const minor of minors) {
  const python = found.get(minor);
  if (!python) {
    if (found.size > 0 && !process.argv.includes('--python'))
      say('skipped', `Python 3.${minor}`, 'is not installed');
    continue;
  }
  for (const file of files.sort()) runFile(python.path, `Python ${python.text} ${file}`, file);
}
if (found.size > 0) compareWithObjgraph();
console.log(`agent: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exitCode = counts.failed > 0 ? 1 : 0;
