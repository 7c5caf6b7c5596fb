// npm run bench -- [--peer DIR] [--pyheap DIR] [--file FILE]… [--scale N] [--runs N] [--json FILE]
// Times whole processes, file to retained sizes: Backref's engine, and, for V8 snapshots, Chrome DevTools' own engine in
// turn with it (--peer DIR or BACKREF_DEVTOOLS: see docs/formats/v8-heapsnapshot.md). Without --file it makes heaps of its
// own: a V8 snapshot by this Node.js, a .backref and, where PyHeap's viewer is there to compare with (--pyheap DIR, its folder
// pyheap-ui/src), a .pyheap by python3. What is missing is named and skipped.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { bundle } from './bundle.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const { values: options } = parseArgs({
  options: {
    peer: { type: 'string', default: process.env.BACKREF_DEVTOOLS ?? '' },
    pyheap: { type: 'string', default: process.env.BACKREF_PYHEAP ?? '' },
    file: { type: 'string', multiple: true, default: [] },
    scale: { type: 'string', default: '1' },
    runs: { type: 'string', default: '3' },
    json: { type: 'string' },
  },
});
const skipped = [];

/** One process to its end: wall seconds from start to exit, and what it says of itself. */
function timeProcess(args, command = process.execPath) {
  const start = performance.now();
  const allArgs = command === process.execPath ? ['--max-old-space-size=8000', ...args] : args;
  const { stdout, stderr, status } = spawnSync(command, allArgs, {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const wallSeconds = (performance.now() - start) / 1000;
  if (status !== 0) throw new Error(`${args[0]} failed:\n${stderr.slice(-2000)}`);
  return { wallSeconds, ...JSON.parse(stdout.trim().split('\n').at(-1)) };
}

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function summary(engine, file, results) {
  const bytes = statSync(file).size;
  const seconds = median(results.map((result) => result.wallSeconds));
  return {
    engine,
    file: path.basename(file),
    bytes,
    nodes: results[0].nodes,
    runs: results.length,
    seconds,
    cpuSeconds: median(results.map((result) => result.cpuSeconds)),
    peakRssBytes: Math.max(...results.map((result) => result.peakRssBytes)),
    bytesPerSecond: bytes / seconds,
    retainedBytesOfRoot: results[0].retainedBytesOfRoot,
  };
}

/** Heaps to measure when none is named. */
function makeHeaps(folder) {
  const v8 = path.join(folder, 'made.heapsnapshot');
  execFileSync(
    process.execPath,
    ['--max-old-space-size=16000', path.join(here, 'make-v8-heap.cjs'), options.scale, v8],
    {
      cwd: folder,
      env: {},
    },
  );
  const python = path.join(folder, 'made.backref');
  const agent = path.resolve(here, '../../assets/agent/backref.py');
  const files = [v8];
  if (makeByPython('a .backref heap', folder, ['make_python_heap.py', agent, options.scale, python]))
    files.push(python);
  const pyheap = path.join(folder, 'made.pyheap');
  const wanted = options.pyheap !== '';
  if (wanted && makeByPython('a .pyheap heap', folder, ['make_pyheap_dump.py', options.scale, pyheap]))
    files.push(pyheap);
  return files;
}

function makeByPython(what, folder, [script, ...args]) {
  const made = spawnSync('python3', [path.join(here, script), ...args], { encoding: 'utf8', cwd: folder });
  if (made.error === undefined && made.status === 0) return true;
  skipped.push(`${what}: ${made.error?.message ?? made.stderr.trim().split('\n').at(-1)}`);
  return false;
}

/** The program to compare with on a file: its name, and one opening by it; null where there is none. */
function peerOf(file) {
  const name = path.basename(file);
  if (file.endsWith('.heapsnapshot')) {
    const driver = path.join(here, 'devtools-driver.mjs');
    if (options.peer !== '' && existsSync(path.join(options.peer, 'bundle.mjs')))
      return { engine: 'Chrome DevTools', time: () => timeProcess([driver, options.peer, file]) };
    skipped.push(`DevTools on ${name}: no engine (--peer DIR or BACKREF_DEVTOOLS)`);
  }
  if (file.endsWith('.pyheap')) {
    const driver = path.join(here, 'pyheap-driver.py');
    if (options.pyheap !== '' && existsSync(path.join(options.pyheap, 'pyheap_ui')))
      return {
        engine: "PyHeap's viewer",
        time: () => timeProcess([driver, options.pyheap, file], 'python3'),
      };
    skipped.push(`PyHeap's viewer on ${name}: not there (--pyheap DIR or BACKREF_PYHEAP)`);
  }
  return null;
}

function measure(driver, file) {
  const peer = peerOf(file);
  readFileSync(file); // into the page cache, for both
  const ours = [];
  const theirs = [];
  for (let run = 0; run < Number(options.runs); run++) {
    ours.push(timeProcess([driver, file]));
    if (peer !== null) theirs.push(peer.time());
  }
  const rows = [summary('Backref', file, ours)];
  if (peer !== null) rows.push(summary(peer.engine, file, theirs));
  return rows;
}

function printRows(rows) {
  const cells = rows.map((row) => [
    row.file,
    row.engine,
    row.nodes.toLocaleString('en'),
    row.seconds.toFixed(2),
    row.cpuSeconds.toFixed(2),
    (row.peakRssBytes / 1e6).toFixed(0),
    (row.bytesPerSecond / 1e6).toFixed(0),
  ]);
  const head = ['file', 'engine', 'nodes', 'seconds', 'cpu s', 'peak MB', 'MB/s'];
  const widths = head.map((title, column) =>
    Math.max(title.length, ...cells.map((row) => row[column].length)),
  );
  const line = (row) =>
    row.map((cell, at) => (at < 2 ? cell.padEnd(widths[at]) : cell.padStart(widths[at]))).join('  ');
  console.log([head, ...cells].map(line).join('\n'));
}

function ratiosOf(rows) {
  return rows.flatMap((row) => {
    const peer = rows.find((other) => other.file === row.file && other.engine !== 'Backref');
    if (row.engine !== 'Backref' || peer === undefined) return [];
    // PyHeap's viewer has no root; what it says of cycles differs on purpose.
    const isEqual = peer.retainedBytesOfRoot === null || row.retainedBytesOfRoot === peer.retainedBytesOfRoot;
    return [
      {
        file: row.file,
        peer: peer.engine,
        faster: peer.seconds / row.seconds,
        memoryShare: row.peakRssBytes / peer.peakRssBytes,
        isEqual,
      },
    ];
  });
}

const folder = mkdtempSync(path.join(os.tmpdir(), 'backref-bench-'));
try {
  const driver = await bundle('test/bench/open-snapshot.ts');
  const files = options.file.length > 0 ? options.file : makeHeaps(folder);
  const rows = files.flatMap((file) => measure(driver, file));
  printRows(rows);
  const ratios = ratiosOf(rows);
  for (const { file, peer, faster, memoryShare, isEqual } of ratios) {
    console.log(
      `${file}: ${faster.toFixed(1)} × as fast as ${peer} at ${(100 * memoryShare).toFixed(0)} % of its memory`,
    );
    if (!isEqual) console.log(`${file}: DIFFERENT retained bytes of the root`);
  }
  for (const what of skipped) console.log(`SKIPPED ${what}`);
  const report = { node: process.version, cpus: os.cpus().length, rows, ratios, skipped };
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
  console.log(JSON.stringify(report));
} finally {
  rmSync(folder, { recursive: true });
}
