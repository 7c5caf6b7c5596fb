// The agent in Pyodide: CPython in WebAssembly, with pointers of 32 bits, and neither /proc nor fork.
// `node test/agent/pyodide.mjs FOLDER MODULE…`: runs these modules of unittest in the Pyodide unpacked in FOLDER, then
// takes a snapshot there and has the command read it, where the project is built.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const ROOT = path.resolve(import.meta.dirname, '../..');
const [folder, ...modules] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(path.join(folder, 'pyodide.mjs')).href);
const python = await loadPyodide({ stdout: console.log, stderr: console.log });

function mount(real, name) {
  python.FS.mkdirTree(name);
  python.FS.mount(python.FS.filesystems.NODEFS, { root: real }, name);
}

/** Whether all tests of these modules passed. */
function runTests() {
  mount(ROOT, '/project');
  python.globals.set('names', python.toPy(modules));
  return python.runPython(`
import os, sys
sys.dont_write_bytecode = True
os.chdir("/project/test/agent")
sys.path.insert(0, os.getcwd())
import unittest
unittest.main(module=None, argv=["unittest", *names], exit=False).result.wasSuccessful()
`);
}

/** Whether the command reads a snapshot as the agent wrote it. */
function roundTrip(scratch) {
  const command = path.join(ROOT, 'bin/backref.js');
  if (!existsSync(path.join(ROOT, 'dist'))) {
    console.log('round trip: skipped, the project is not built');
    return true;
  }
  mount(scratch, '/scratch');
  const written = JSON.parse(
    python.runPython(`
import gc, json, support
gc.collect()
class Order:
    def __init__(self): self.number = [1]
orders = [Order() for _ in range(700)]
json.dumps(support.backref.dump("/scratch/a.backref", label="round trip"))
`),
  );
  const file = path.join(scratch, 'a.backref');
  const ask = (...words) =>
    JSON.parse(spawnSync(process.execPath, [command, ...words, '--json'], { encoding: 'utf8' }).stdout);
  const info = ask('info', file);
  const types = ask('types', file, '--filter', 'Order');
  const isRight =
    info.objects === written.objects &&
    info.unreachable.objects < info.objects / 100 &&
    info.process.label === 'round trip' &&
    types.rows.some((row) => row.type === '__main__.Order' && row.count === 700);
  console.log(
    `round trip: ${isRight ? 'read as written' : 'DIFFERENT'}, ${info.objects} objects, ${info.references} references, ${info.unreachable.objects} unreachable`,
  );
  return isRight;
}

const scratch = mkdtempSync(path.join(os.tmpdir(), 'backref-pyodide-'));
let isGood = false;
try {
  isGood = runTests() && roundTrip(scratch);
} finally {
  rmSync(scratch, { recursive: true });
}
process.exit(isGood ? 0 : 1);
