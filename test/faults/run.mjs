// Tests of the tests: plants each fault of faults.mjs and server-faults.mjs in a copy of the sources, builds what it touches, runs only the
// tests named for it, and expects them to fail. `npm run test:faults [-- WORD …]` plants those whose names contain a WORD.
//
// Faults are planted in the sources, not in dist/: their text is what is reviewed, and does not change with the bundler.
// Building one part takes about a second.
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { FAULTS as DESKTOP_FAULTS } from './faults.mjs';
import { SERVER_FAULTS } from './server-faults.mjs';

const FAULTS = [...DESKTOP_FAULTS, ...SERVER_FAULTS];
const ROOT = path.resolve(import.meta.dirname, '../..');
const LEFT_OUT = new Set(['node_modules', 'dist', 'release', '.git', 'test-results', 'playwright-report']);
const TEST_MS = 180_000;

/** A copy of the working tree in a folder of its own, without what is built or installed. */
function copyTree() {
  const copy = mkdtempSync(path.join(tmpdir(), 'backref-faults-'));
  cpSync(ROOT, copy, {
    recursive: true,
    filter: (source) => !LEFT_OUT.has(path.relative(ROOT, source)),
  });
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(copy, 'node_modules'), 'junction');
  return copy;
}

/** Runs a Node program in the copy; resolves with its exit code and what it wrote. */
function run(copy, words) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, words, {
      cwd: copy,
      env: { ...process.env, BACKREF_ELECTRON: 'stand-in', CI: '' },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of their own, so that what a broken application leaves running ends with the tests.
      detached: true,
    });
    const endAll = () => {
      try {
        process.kill(-child.pid, 'SIGKILL');
      } catch {
        // All of them have ended.
      }
    };
    const timer = setTimeout(endAll, TEST_MS);
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk) => (out += chunk));
    child.stderr.on('data', (chunk) => (err += chunk));
    child.on('error', reject);
    child.on('exit', () => {
      clearTimeout(timer);
      endAll();
    });
    child.on('close', (code) => resolve({ code, out, err }));
  });
}

async function build(copy, parts) {
  const { code, out, err } = await run(copy, ['scripts/build.mjs', ...parts]);
  if (code !== 0) throw new Error(`it does not build: ${out}${err}`);
}

const quote = (text) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** Titles of the tests that ran, by how they ended. Several titles: any of them. */
async function runTests(copy, file, titles) {
  const pattern = titles.map(quote).join('|');
  return file.endsWith('.spec.ts') ? runSpecs(copy, file, pattern) : runUnitTests(copy, file, pattern);
}

async function runSpecs(copy, file, pattern) {
  const words = ['node_modules/@playwright/test/cli.js', 'test', '-c', 'test/e2e/playwright.config.ts', file];
  const options = ['--project=desktop', '--reporter=json', '--trace=off', '--workers=1', '-x', '-g', pattern];
  const { out, err } = await run(copy, [...words, ...options]);
  const ended = { passed: [], failed: [] };
  const visit = (suite) => {
    for (const inner of suite.suites ?? []) visit(inner);
    for (const spec of suite.specs ?? []) ended[spec.ok ? 'passed' : 'failed'].push(spec.title);
  };
  const report = jsonOf(out, err);
  report.suites.forEach(visit);
  return ended;
}

async function runUnitTests(copy, file, pattern) {
  const words = ['node_modules/vitest/vitest.mjs', 'run', file, '--reporter=json', '-t', pattern];
  const { out, err } = await run(copy, words);
  const ended = { passed: [], failed: [] };
  for (const { assertionResults } of jsonOf(out, err).testResults) {
    for (const { status, fullName } of assertionResults) {
      if (status === 'passed' || status === 'failed') ended[status].push(fullName);
    }
  }
  return ended;
}

function jsonOf(out, err) {
  const start = out.indexOf('{');
  try {
    return JSON.parse(out.slice(start));
  } catch {
    throw new Error(`the tests gave no report: ${(out + err).slice(-2000)}`);
  }
}

function edited(text, { from, to }, file) {
  const places = text.split(from).length - 1;
  if (places !== 1) throw new Error(`its text stands ${String(places)} times in ${file}, not once`);
  return text.replace(from, () => to);
}

/** Plants a fault, and says by which test it was caught; null: by none. Throws when the fault cannot be planted. */
async function plant(copy, { file, from, to, also = [], build: parts = [], caughtBy }) {
  const target = path.join(copy, file);
  const whole = readFileSync(target, 'utf8');
  try {
    writeFileSync(
      target,
      [{ from, to }, ...also].reduce((text, edit) => edited(text, edit, file), whole),
    );
    if (parts.length > 0) await build(copy, parts);
    const { failed } = await runTests(copy, caughtBy.file, caughtBy.titles);
    return failed[0] ?? null;
  } finally {
    // What was built with it is built again by the next fault that needs it.
    writeFileSync(target, whole);
  }
}

/** All tests that are to catch something pass without a fault: else a fault would be "caught" by what fails anyway. */
async function checkUnbroken(copy, faults) {
  const titlesOf = new Map();
  for (const { caughtBy } of faults) {
    const titles = titlesOf.get(caughtBy.file) ?? new Set();
    for (const title of caughtBy.titles) titles.add(title);
    titlesOf.set(caughtBy.file, titles);
  }
  for (const [file, titles] of titlesOf) {
    const { passed, failed } = await runTests(copy, file, [...titles]);
    const missing = [...titles].filter((title) => !passed.some((name) => name.includes(title)));
    if (failed.length > 0) throw new Error(`${file} fails without a fault: ${failed.join(', ')}`);
    if (missing.length > 0) throw new Error(`${file} has no test ${missing.join(', ')}`);
    console.log(`  ${file}: ${String(passed.length)} passed`);
  }
}

async function main(words) {
  const faults = FAULTS.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
  const copy = copyTree();
  let caught = 0;
  try {
    console.log('Without a fault:');
    await build(copy, []);
    await checkUnbroken(copy, faults);
    console.log('\nWith one:');
    for (const fault of faults) {
      let result;
      try {
        const test = await plant(copy, fault);
        if (test !== null) caught++;
        result = test === null ? `NOT CAUGHT by ${fault.caughtBy.file}` : `${fault.caughtBy.file}: ${test}`;
      } catch (error) {
        result = `NOT PLANTED: ${error instanceof Error ? error.message : String(error)}`;
      }
      console.log(`  ${fault.name.padEnd(52)} → ${result}`);
    }
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
  console.log(`\n${String(faults.length)} planted, ${String(caught)} caught`);
  return caught === faults.length && faults.length > 0 ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
