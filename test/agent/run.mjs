// Runs the capture agent's tests on every CPython 3.8–3.14 of this machine: on PATH, in /usr/bin, under pyenv.
// The whole suite runs on the oldest, on 3.12 and on the newest found; on the others the modules that depend on how a
// version lays out its memory, and the line of each says what was not run. `--all` (or BACKREF_AGENT_TESTS=all) runs
// everything everywhere: also on builds of Debian's newer suites and in Pyodide, which it fetches (other-pythons.mjs).
// `node test/agent/run.mjs [version …]`: the whole suite on only those, such as 3.11.
// A version that is not there is a visible skip. Its last line: `agent: N passed, N failed, N skipped`.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { debianPythons, pyodides } from './other-pythons.mjs';

const VERSIONS = ['3.8', '3.9', '3.10', '3.11', '3.12', '3.13', '3.14'];
const MINUTES = 25;
const ALWAYS_WHOLE = '3.12'; // immortal objects, no fork at the end: it differs from both neighbours
const LAYOUT_MODULES = ['test_labels', 'test_numbers', 'test_file', 'test_intact'];
const ROUND_TRIP = 'test_fork.ForkTest.test_it_sees_what_a_snapshot_in_the_process_sees';
const PYODIDE_MODULES = ['test_labels', 'test_numbers']; // the others start programs, threads or copies
const PLUGIN_MODULE = 'test_pytest_plugin'; // with the first Python that has pytest
const MODULES = readdirSync(import.meta.dirname)
  .filter((name) => /^test_\w+\.py$/.test(name))
  .map((name) => name.slice(0, -'.py'.length))
  .filter((name) => name !== PLUGIN_MODULE)
  .sort();
const NOT_IN_LAYOUT = MODULES.filter((name) => !LAYOUT_MODULES.includes(name));
const totals = { passed: 0, failed: 0, skipped: 0 };

/** `3.11` for a CPython that starts, else null. */
function versionOf(python) {
  const code =
    'import platform; print(platform.python_implementation(), *platform.python_version_tuple()[:2])';
  const result = spawnSync(python, ['-I', '-c', code], { encoding: 'utf8', timeout: 20_000 });
  const match = /^CPython (\d+) (\d+)/.exec(result.stdout ?? '');
  return match === null ? null : `${match[1]}.${match[2]}`;
}

function candidates() {
  const found = ['python3', ...VERSIONS.map((version) => `python${version}`)].flatMap((name) =>
    [...(process.env['PATH'] ?? '').split(path.delimiter), '/usr/bin', '/usr/local/bin']
      .filter((folder) => folder !== '')
      .map((folder) => path.join(folder, name)),
  );
  const pyenv = path.join(process.env['PYENV_ROOT'] ?? path.join(os.homedir(), '.pyenv'), 'versions');
  if (existsSync(pyenv))
    found.push(...readdirSync(pyenv).map((name) => path.join(pyenv, name, 'bin/python3')));
  // pyenv's shims refuse to start where no version is chosen; the real ones are listed beside them.
  return [...new Set(found)].filter((file) => existsSync(file) && !file.includes('/shims/'));
}

/** The first interpreter found of each version. */
function interpreters() {
  const byVersion = new Map();
  for (const python of candidates()) {
    const version = versionOf(python);
    if (version !== null && VERSIONS.includes(version) && !byVersion.has(version))
      byVersion.set(version, python);
  }
  return byVersion;
}

/** What a run of unittest says of itself; null when it did not get to its closing lines. */
function counts(output) {
  const ran = /^Ran (\d+) tests? in/m.exec(output);
  const end = /^(OK|FAILED)(?: \((.*)\))?\s*$/m.exec(output);
  if (ran === null || end === null) return null;
  const part = (name) => Number(new RegExp(`${name}=(\\d+)`).exec(end[2] ?? '')?.[1] ?? 0);
  const failed = part('(?<!expected )failures') + part('errors') + part('unexpected successes');
  const skipped = part('skipped');
  return { passed: Number(ran[1]) - failed - skipped, failed, skipped };
}

/** Runs tests; resolves with their output and exit code. Ended after MINUTES, so that nothing hangs. */
function runTests(command, words) {
  return new Promise((resolve) => {
    const child = spawn(command, words, {
      cwd: import.meta.dirname,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: MINUTES * 60_000,
      killSignal: 'SIGKILL',
    });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => resolve({ code: 1, output: String(error) }));
    child.on('exit', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** Which suite ran, and by name what of it did not. */
function suiteInWords(whole) {
  const short = (names) => names.map((name) => name.replace('test_', '')).join(', ');
  if (whole) return 'whole suite';
  return `memory layout: ${short(LAYOUT_MODULES)}, one of fork; not run: ${short(NOT_IN_LAYOUT).replace('fork', 'the rest of fork')}`;
}

/** Runs these modules with a Python and says how that went. */
function test(version, python, names, suite = names.join(', ')) {
  return report(`CPython ${version}`, suite, python, ['-B', '-m', 'unittest', ...names]);
}

async function report(title, suite, command, words) {
  const started = Date.now();
  const { code, output } = await runTests(command, words);
  const result = counts(output) ?? { passed: 0, failed: 1, skipped: 0 };
  if (code !== 0 && result.failed === 0) result.failed = 1;
  if (result.failed > 0) console.log(output);
  for (const name of Object.keys(totals)) totals[name] += result[name];
  const seconds = ((Date.now() - started) / 1000).toFixed(0);
  console.log(
    `${title}: ${result.passed} passed, ${result.failed} failed, ${result.skipped} skipped (${seconds} s; ${suite})`,
  );
}

/** Counts of a live process beside those of objgraph, where Debian's package is installed. */
function compareWithObjgraph() {
  const python = '/usr/bin/python3';
  const there = existsSync(python) && spawnSync(python, ['-c', 'import objgraph']).status === 0;
  if (!there) {
    console.log('objgraph: skipped, /usr/bin/python3 cannot import it (apt-get install python3-objgraph)');
    totals.skipped += 1;
    return;
  }
  const script = path.join(import.meta.dirname, 'compare_objgraph.py');
  const result = spawnSync(python, ['-B', script], { encoding: 'utf8', timeout: 60_000 });
  totals[result.status === 0 ? 'passed' : 'failed'] += 1;
  console.log(`${result.stdout}${result.status === 0 ? '' : result.stderr}`.trimEnd());
}

/** The tests of the pytest plugin, with the first Python that has pytest. */
async function testPlugin() {
  const pythons = [...new Set([...found.values(), '/usr/bin/python3'])];
  const has = (python) =>
    existsSync(python) && spawnSync(python, ['-c', 'import pytest'], { timeout: 20_000 }).status === 0;
  const python = pythons.find(has);
  if (python !== undefined) {
    await test(`${versionOf(python)}, pytest plugin`, python, [PLUGIN_MODULE]);
    return;
  }
  console.log('pytest plugin: skipped, no Python has pytest (apt-get install python3-pytest)');
  totals.skipped += 1;
}

function skip(title, why) {
  console.log(`${title}: skipped, ${why}`);
  totals.skipped += 1;
}

/** The whole suite on Debian's builds; in Pyodide labels and numbers, and a round trip. One after the other. */
async function testOtherPythons() {
  for (const { version, suite, python } of debianPythons()) {
    if (python === null) skip(`CPython ${version} of Debian ${suite}`, 'it cannot be fetched');
    else await test(`${version} of Debian ${suite}`, python, MODULES, suiteInWords(true));
  }
  const script = path.join(import.meta.dirname, 'pyodide.mjs');
  for (const { version, release, folder } of pyodides()) {
    const title = `CPython ${version} in Pyodide ${release}`;
    if (folder === null) skip(title, 'it cannot be fetched');
    else
      await report(title, 'labels, numbers, a round trip', process.execPath, [
        script,
        folder,
        ...PYODIDE_MODULES,
      ]);
  }
}

const asked = process.argv.slice(2).filter((argument) => argument !== '--all');
const everything = process.argv.includes('--all') || process.env['BACKREF_AGENT_TESTS'] === 'all';
const found = interpreters();
const queue = VERSIONS.filter((version) => asked.length === 0 || asked.includes(version));
for (const version of queue.filter((candidate) => !found.has(candidate))) {
  console.log(`CPython ${version}: skipped, not on this machine`);
  totals.skipped += 1;
}
const here = queue.filter((version) => found.has(version));
const wholes = here.filter(
  (version, i) =>
    everything || asked.length > 0 || i === 0 || i === here.length - 1 || version === ALWAYS_WHOLE,
);
// The long runs first: two at a time end together.
const waiting = [...wholes, ...here.filter((version) => !wholes.includes(version))];
const worker = async () => {
  for (let version = waiting.shift(); version !== undefined; version = waiting.shift()) {
    const whole = wholes.includes(version);
    const names = whole ? MODULES : [...LAYOUT_MODULES, ROUND_TRIP];
    await test(version, found.get(version), names, suiteInWords(whole));
  }
};
await Promise.all([worker(), worker()]);
if (asked.length === 0) {
  if (everything) await testOtherPythons();
  await testPlugin();
  compareWithObjgraph();
}
console.log(
  `whole suite on ${wholes.join(', ') || 'none'}; memory layout on ${here.filter((version) => !wholes.includes(version)).join(', ') || 'none'}`,
);
console.log(`agent: ${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exit(totals.failed === 0 ? 0 : 1);
