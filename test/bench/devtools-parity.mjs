// Compares Backref's numbers for a V8 heap snapshot with those of Chrome DevTools' own engine: count, shallow and retained
// size of every Summary group, own and retained bytes of every node. Needs the engine, which is no dependency:
//   node test/bench/devtools-parity.mjs --peer DIR FILE…        (or BACKREF_DEVTOOLS=DIR; see docs/formats/v8-heapsnapshot.md)
// Exit code: 0 equal, 1 different, 2 wrong use; without a peer it says so and ends with 0.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.mjs';

const devtoolsDriver = fileURLToPath(new URL('devtools-driver.mjs', import.meta.url));
const files = [];
let peer = process.env.BACKREF_DEVTOOLS ?? '';
for (let at = 2; at < process.argv.length; at++) {
  if (process.argv[at] === '--peer') peer = process.argv[++at] ?? '';
  else files.push(process.argv[at]);
}
if (files.length === 0) {
  console.error('devtools-parity: name a .heapsnapshot file');
  process.exit(2);
}
if (peer === '' || !existsSync(path.join(peer, 'bundle.mjs'))) {
  console.log(
    'SKIPPED: no DevTools engine (--peer DIR or BACKREF_DEVTOOLS, a folder with bundle.mjs and second.mjs)',
  );
  process.exit(0);
}

/** Runs a driver with much memory, and reads the JSON on its last line and the two columns it wrote. */
function run(script, args, columns) {
  const text = execFileSync(process.execPath, ['--max-old-space-size=12000', script, ...args, columns], {
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    stdio: ['ignore', 'pipe', 'pipe'], // DevTools lists unreached nodes on stderr
  });
  const bytes = readFileSync(columns);
  rmSync(columns);
  const numbers = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8);
  const half = numbers.length / 2;
  const result = JSON.parse(text.trim().split('\n').at(-1));
  return { ...result, retained: numbers.subarray(0, half), shallow: numbers.subarray(half) };
}

/** Groups by name: DevTools splits a name by the place of definition, whose groups are added up here. */
function byName(rows) {
  const groups = new Map();
  for (const [name, count, shallow, retained] of rows) {
    const group = groups.get(name) ?? { count: 0, shallow: 0, retained: 0, parts: 0 };
    group.count += count;
    group.shallow += shallow;
    group.retained += retained;
    group.parts++;
    groups.set(name, group);
  }
  return groups;
}

/** Differences between two columns, with the first few. */
function compareColumns(what, ours, theirs) {
  const different = [];
  let count = ours.length === theirs.length ? 0 : Math.abs(ours.length - theirs.length);
  for (let node = 0; node < Math.min(ours.length, theirs.length); node++) {
    if (ours[node] === theirs[node]) continue;
    count++;
    if (different.length < 5) different.push(`node ${node}: ${ours[node]} instead of ${theirs[node]}`);
  }
  console.log(`  ${what}: ${ours.length - count} of ${theirs.length} nodes equal`);
  for (const line of different) console.log(`    ${line}`);
  return count;
}

function compareGroups(ourRows, theirRows) {
  const ours = byName(ourRows);
  const theirs = byName(theirRows);
  const different = [];
  let retainedChecked = 0;
  for (const name of new Set([...ours.keys(), ...theirs.keys()])) {
    const a = ours.get(name);
    const b = theirs.get(name);
    // What several groups of one name retain is not what they retain together.
    const isOne = b?.parts === 1;
    if (isOne) retainedChecked++;
    const isEqual =
      a && b && a.count === b.count && a.shallow === b.shallow && (!isOne || a.retained === b.retained);
    if (!isEqual)
      different.push(`${JSON.stringify(name)}: ${JSON.stringify(a)} instead of ${JSON.stringify(b)}`);
  }
  console.log(
    `  groups: ${theirs.size - different.length} of ${theirs.size} names equal (count, shallow; retained of ${retainedChecked})`,
  );
  for (const line of different.slice(0, 10)) console.log(`    ${line}`);
  return different.length;
}

const driver = await bundle('test/bench/open-snapshot.ts');
const folder = mkdtempSync(path.join(os.tmpdir(), 'backref-parity-'));
let differences = 0;
try {
  for (const file of files) {
    console.log(file);
    const ours = run(driver, [file], path.join(folder, 'ours'));
    const theirs = run(devtoolsDriver, [peer, file], path.join(folder, 'theirs'));
    differences += compareColumns('retained bytes', ours.retained, theirs.retained);
    differences += compareColumns('own bytes', ours.shallow, theirs.shallow);
    differences += compareGroups(ours.types, theirs.groups);
  }
} finally {
  rmSync(folder, { recursive: true });
}
console.log(differences === 0 ? 'EQUAL' : `DIFFERENT: ${differences}`);
process.exitCode = differences === 0 ? 0 : 1;
