// Captures an allocating eight-thread program many times in a row, from outside, and says what that did to it.
// `node test/capture/endurance.mjs [--times 200] [--objects 1000000] [version …]`; run by hand, after `npm run build`.
// Not part of the tests: it takes an hour. One line a Python, and exit code 1 when anything went wrong.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    times: { type: 'string', default: '200' },
    objects: { type: 'string', default: '1000000' },
    threads: { type: 'string', default: '8' },
  },
});
const COMMAND = process.env.BACKREF_COMMAND ?? path.resolve(import.meta.dirname, '../../bin/backref.js');
const VERSIONS = positionals.length > 0 ? positionals : ['3.8', '3.11', '3.13'];

// The heartbeat is a thread of the program that notes how long it could not run: `max`, since the last line.
const PROGRAM = `
import sys, threading, time
objects = [[n] for n in range(int(sys.argv[1]))]
def allocate():
    while True:
        [bytes(2000) for _ in range(200)]
        time.sleep(0.001)
for _ in range(int(sys.argv[2]) - 2):
    threading.Thread(target=allocate, daemon=True).start()
threading.Thread(target=lambda: [sys.stdin.readline() and answer() for _ in iter(int, 1)], daemon=True).start()
longest = 0.0
def answer():
    global longest
    print(longest, flush=True)
    longest = 0.0
def beat():
    global longest
    last = time.perf_counter()
    while True:
        time.sleep(0.002)
        now = time.perf_counter()
        longest = max(longest, now - last)
        last = now
threading.Thread(target=beat, daemon=True).start()
print("ready", flush=True)
while True:
    [n * n for n in range(1000)]
    time.sleep(0.001)
`;

function findPython(version) {
  const pyenv = path.join(process.env.PYENV_ROOT ?? path.join(os.homedir(), '.pyenv'), 'versions');
  const names = existsSync(pyenv) ? readdirSync(pyenv).filter((name) => name.startsWith(`${version}.`)) : [];
  const candidates = [
    ...names.map((name) => path.join(pyenv, name, 'bin/python3')),
    `/usr/bin/python${version}`,
  ];
  return candidates.find((file) => spawnSync(file, ['-I', '-c', '']).status === 0) ?? null;
}

function facts(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return {
    state: /^State:\s+(\S)/m.exec(status)[1],
    rssBytes: Number(/^VmRSS:\s+(\d+)/m.exec(status)[1]) * 1024,
    files: readdirSync(`/proc/${pid}/fd`).length,
    threads: readdirSync(`/proc/${pid}/task`).length,
    children: readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim(),
  };
}

function line(stream) {
  return new Promise((resolve) => stream.once('data', (data) => resolve(String(data).trim())));
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
}

async function endure(version, python, folder) {
  const child = spawn(python, ['-I', '-c', PROGRAM, values.objects, values.threads], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ask = async () => {
    const answer = line(child.stdout);
    child.stdin.write('\n');
    return Number(await answer) * 1000;
  };
  await line(child.stdout);
  await ask();
  const before = facts(child.pid);
  const pauses = [];
  const failures = [];
  let halfway = before.rssBytes;
  const file = path.join(folder, 'snapshot.backref');
  for (
    let time = 0;
    time < Number(values.times) && child.exitCode === null && child.signalCode === null;
    time++
  ) {
    // The command reads the snapshot it took: each is complete and readable, or this fails.
    const words = [COMMAND, 'capture', String(child.pid), '-o', file, '--json'];
    const ran = spawn(process.execPath, words, { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    ran.stderr.on('data', (data) => (said += data));
    const code = await new Promise((resolve) => ran.on('close', resolve));
    if (code !== 0) failures.push(said.trim().split('\n').at(-1));
    if (child.exitCode === null && child.signalCode === null) pauses.push(await ask());
    if (time + 1 === Number(values.times) >> 1 && child.exitCode === null)
      halfway = facts(child.pid).rssBytes;
    if ((time + 1) % 10 === 0) console.error(`${version}: ${time + 1} of ${values.times}`);
  }
  const isAlive = child.exitCode === null && child.signalCode === null;
  const after = isAlive ? facts(child.pid) : null;
  child.kill('SIGKILL');
  const since = (bytes) => (after === null ? '?' : ((after.rssBytes - bytes) / 1e6).toFixed(1));
  const leaks = ['files', 'threads', 'children'].filter((name) => after?.[name] !== before[name]);
  console.log(
    `${version}: ${pauses.length} captures, ${failures.length} failed, ${isAlive ? 'alive' : 'DEAD'}; heartbeat gap ` +
      `median ${median(pauses).toFixed(0)} ms, longest ${Math.max(...pauses).toFixed(0)} ms; RSS ${since(before.rssBytes)} MB more ` +
      `(${since(halfway)} in the second half), ` +
      `${leaks.length === 0 ? 'no files, threads or children left' : `LEFT: ${leaks.join(', ')}`}; load ${os.loadavg()[0].toFixed(1)}`,
  );
  for (const failure of new Set(failures)) console.log(`  ${failure}`);
  return isAlive && failures.length === 0 && leaks.length === 0;
}

const folder = mkdtempSync(path.join(os.tmpdir(), 'backref-endurance-'));
let good = true;
try {
  for (const version of VERSIONS) {
    const python = findPython(version);
    if (python === null) console.log(`${version}: skipped, no Python ${version} here`);
    else good = (await endure(version, python, folder)) && good;
  }
} finally {
  rmSync(folder, { recursive: true });
}
process.exit(good ? 0 : 1);
