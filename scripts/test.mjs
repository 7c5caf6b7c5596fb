// npm test: everything, one runner after another, and one closing line summed over all of them:
// `N passed, N failed, N skipped`. Exit code 1 when anything failed, or a runner ended without counting.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build } from './build.mjs';
import { CHROMIUM_HINT, ensureChromium } from './chromium.mjs';

const root = path.resolve(import.meta.dirname, '..');
const results = path.join(root, 'test-results');
const totals = { passed: 0, failed: 0, skipped: 0 };
const bin = (name) => path.join(root, 'node_modules', name);

/** Runs a Node program with its output shown (unless `quiet`); resolves with exit code and what it printed. */
function run(args, { quiet = false, env = {} } = {}) {
  return new Promise((resolve) => {
    const stdio = ['ignore', 'pipe', quiet ? 'pipe' : 'inherit'];
    const child = spawn(process.execPath, args, { cwd: root, stdio, env: { ...process.env, ...env } });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
      if (!quiet) process.stdout.write(chunk);
    });
    child.stderr?.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => resolve({ code: 1, output: String(error) }));
    child.on('exit', (code) => resolve({ code: code ?? 1, output }));
  });
}

function add(runner, code, counts) {
  if (counts === null) {
    console.error(`${runner}: ended with code ${code} without counting its tests`);
    totals.failed += 1;
    return;
  }
  totals.passed += counts.passed;
  totals.skipped += counts.skipped;
  // A runner that fails outside its tests (a hook, a crash) must not pass silently.
  totals.failed += counts.failed === 0 && code !== 0 ? 1 : counts.failed;
}

function readJson(name) {
  const file = path.join(results, name);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
}

const startedAt = performance.now();

function step(title) {
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  console.log(`\n— ${title} (after ${seconds} s)`);
}

/** Something that is right or not; several run side by side, so each shows its output when it has ended. */
async function check(title, args) {
  const { code, output } = await run(args, { quiet: true });
  step(`${title}: ${code === 0 ? 'passed' : 'failed'}`);
  process.stdout.write(output);
  totals[code === 0 ? 'passed' : 'failed'] += 1;
}

async function checks() {
  const prettier = [bin('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', '.'];
  await Promise.all([
    check('types', ['scripts/typecheck.mjs']),
    check('lint', [bin('eslint/bin/eslint.js'), '.', '--max-warnings', '0']).then(() =>
      check('format', prettier),
    ),
  ]);
}

async function vitest() {
  step('unit, architecture, conformance and contract tests');
  const report = path.join(results, 'vitest.json');
  const { code } = await run([
    bin('vitest/vitest.mjs'),
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]);
  const json = readJson('vitest.json');
  add(
    'vitest',
    code,
    json && {
      passed: json.numPassedTests,
      failed: json.numFailedTests,
      skipped: json.numPendingTests + json.numTodoTests,
    },
  );
  for (const file of json?.testResults ?? []) {
    for (const test of file.assertionResults) {
      if (test.status === 'pending' || test.status === 'skipped') console.log(`skipped: ${test.fullName}`);
    }
  }
}

async function agent() {
  step('capture agent on every Python found');
  const { code, output } = await run(['test/agent/run.mjs']);
  const line = /agent: (\d+) passed, (\d+) failed, (\d+) skipped/.exec(output);
  add('agent', code, line && { passed: Number(line[1]), failed: Number(line[2]), skipped: Number(line[3]) });
}

async function endToEnd() {
  step('end to end in Chromium');
  if (!(await ensureChromium())) {
    console.error(CHROMIUM_HINT);
    totals.failed += 1;
    return;
  }
  console.log(
    'specs of the graph, Growth and views: in the browser only; npm run test:e2e runs them in the desktop app too',
  );
  const playwright = [bin('@playwright/test/cli.js'), 'test', '-c', 'test/e2e/playwright.config.ts'];
  const { code } = await run(playwright, { env: { BACKREF_E2E: 'short' } });
  const stats = readJson('e2e.json')?.stats;
  if (stats?.flaky > 0) console.log(`flaky: ${stats.flaky} passed at the second try only, named above`);
  add(
    'playwright',
    code,
    stats && { passed: stats.expected + stats.flaky, failed: stats.unexpected, skipped: stats.skipped },
  );
}

rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });
step('build');
try {
  await build();
  totals.passed += 1;
} catch (error) {
  console.error(error.message);
  totals.failed += 1;
}
await checks();
await vitest();
await agent();
await endToEnd();
step('all');
console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exit(totals.failed === 0 ? 0 : 1);
