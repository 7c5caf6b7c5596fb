// Measures what `__slots__` saves beside what `backref advice` predicts, on every CPython 3.8–3.14 of this machine.
// `node test/bench/advice-slots.mjs [instances]`: each class plain and slotted, in processes of their own, by the growth
// of resident memory; the prediction is of a snapshot of the plain one. Exits with 1 where one is more than 10 % off.
// Needs a build (node scripts/build.mjs). Not part of the tests: resident memory is not the same twice.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pythons } from './pythons.mjs';

const HERE = import.meta.dirname;
const ROOT = path.resolve(HERE, '../..');
const PROGRAM = path.join(HERE, 'slots_program.py');
const ATTRIBUTES = [1, 3, 8, 20];
const MOST_OFF = 0.1;
const instances = process.argv[2] ?? '200000';
const folder = mkdtempSync(path.join(tmpdir(), 'backref-slots-'));
let worst = 0;

function run(python, ...given) {
  return Number(execFileSync(python, [PROGRAM, ...given], { encoding: 'utf8', env: {}, cwd: folder }).trim());
}

function predicted(snapshot) {
  const answer = execFileSync(
    process.execPath,
    [path.join(ROOT, 'bin/backref.js'), 'advice', snapshot, '--json'],
    {
      encoding: 'utf8',
      env: { PATH: process.env.PATH, BACKREF_CACHE: path.join(folder, 'cache') },
    },
  );
  const row = JSON.parse(answer).advice.find(({ kind, type }) => kind === 'slots' && type === '__main__.Foo');
  return row?.savedBytes ?? 0;
}

try {
  console.log('python  attributes     plain   slotted  measured saving  predicted  off');
  for (const { version, python } of pythons()) {
    for (const attributes of ATTRIBUTES) {
      const snapshot = path.join(folder, 'plain.backref');
      const plain = run(
        python,
        'plain',
        String(attributes),
        instances,
        snapshot,
        path.join(ROOT, 'assets/agent'),
      );
      const slotted = run(python, 'slotted', String(attributes), instances);
      const saving = predicted(snapshot);
      const off = saving / (plain - slotted) - 1;
      worst = Math.max(worst, Math.abs(off));
      const each = (bytes) => (bytes / Number(instances)).toFixed(1).padStart(9);
      console.log(
        `${version.padEnd(6)}${String(attributes).padStart(12)} ${each(plain)} ${each(slotted)}        ${each(plain - slotted)}  ${each(saving)}  ${(off * 100).toFixed(1)} %`,
      );
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`bytes an instance; at most ${(worst * 100).toFixed(1)} % off`);
process.exitCode = worst > MOST_OFF ? 1 : 0;
