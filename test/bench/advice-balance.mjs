// Compares what `backref balance` says of a process with what a program planted in it, on every CPython 3.8–3.14 of this
// machine. `node test/bench/advice-balance.mjs [scale]`. Exits with 1 where the rest is more than 2 % of RSS, or a part is
// off what was planted. Needs a build (node scripts/build.mjs). Not part of the tests: memory is not the same twice.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pythons } from './pythons.mjs';

const HERE = import.meta.dirname;
const ROOT = path.resolve(HERE, '../..');
const PROGRAM = path.join(HERE, 'balance_program.py');
const MOST_OFF = 0.02;
const scale = process.argv[2] ?? '1';
const folder = mkdtempSync(path.join(tmpdir(), 'backref-balance-'));
const megabytes = (bytes) => (bytes / 1e6).toFixed(1).padStart(7);
let failed = false;

/** Each with what the program planted of it, and the part of RSS that is at least that and not much more. */
function comparisons(planted, bytesOf) {
  return [
    ['free in arenas', planted.tuplesFreed, bytesOf('pymalloc-free')],
    ['text and bytes', planted.blobsKept + planted.big, bytesOf('text')],
    ['free in malloc', planted.blobsFreed, bytesOf('malloc-free')],
    ['C libraries', planted.native, bytesOf('native')],
    ['files', planted.mapped, bytesOf('files')],
    ['shared', planted.shared, bytesOf('shared')],
  ];
}

try {
  for (const { version, python } of pythons()) {
    const snapshot = path.join(folder, 'planted.backref');
    const planted = JSON.parse(
      execFileSync(python, [PROGRAM, snapshot, path.join(ROOT, 'assets/agent'), scale], {
        encoding: 'utf8',
        env: {},
        cwd: folder,
      }),
    );
    const answer = execFileSync(
      process.execPath,
      [path.join(ROOT, 'bin/backref.js'), 'balance', snapshot, '--json'],
      { encoding: 'utf8', env: { PATH: process.env.PATH, BACKREF_CACHE: path.join(folder, 'cache') } },
    );
    const { rssBytes, parts, notes } = JSON.parse(answer);
    const bytesOf = (kind) => parts.find((part) => part.kind === kind)?.bytes ?? 0;
    const off = bytesOf('rest') / rssBytes;
    failed ||= Math.abs(off) > MOST_OFF;
    console.log(
      `${version}  RSS ${megabytes(rssBytes)} MB, rest ${(off * 100).toFixed(2)} %  ${notes.join(' ')}`,
    );
    console.log(`      ${parts.map(({ kind, bytes }) => `${kind} ${megabytes(bytes).trim()}`).join('  ')}`);
    for (const [name, plant, found] of comparisons(planted, bytesOf)) {
      const more = found - plant;
      const isRight = more > -0.02 * plant && more < 12e6;
      failed ||= !isRight;
      console.log(
        `      ${name.padEnd(15)} planted ${megabytes(plant)}  found ${megabytes(found)}${isRight ? '' : '  OFF'}`,
      );
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = failed ? 1 : 0;
