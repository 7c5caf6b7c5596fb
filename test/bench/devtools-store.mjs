// Stores what Chrome DevTools' own engine says of the V8 fixtures, so that tests need no such engine:
//   node test/bench/devtools-store.mjs --peer DIR
// Writes test/fixtures/snapshots/v8-heapsnapshot/*.devtools.json.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { bundle } from './bundle.mjs';

const RANDOM_HEAPS = 400;
const SAMPLE_EVERY = 250;
const peer = process.argv[2] === '--peer' ? process.argv[3] : process.env.BACKREF_DEVTOOLS;
if (peer === undefined) {
  console.error('devtools-store: name the engine with --peer DIR');
  process.exit(2);
}
const fixtures = fileURLToPath(new URL('../fixtures/snapshots/v8-heapsnapshot', import.meta.url));
const folder = mkdtempSync(path.join(os.tmpdir(), 'backref-store-'));

/** Numbers of a whole snapshot. */
function storeFile(name) {
  const plain = path.join(folder, 'plain.heapsnapshot');
  const columns = path.join(folder, 'columns');
  writeFileSync(plain, gunzipSync(readFileSync(path.join(fixtures, name))));
  const driver = fileURLToPath(new URL('devtools-driver.mjs', import.meta.url));
  const text = execFileSync(process.execPath, [driver, peer, plain, columns], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { nodes, groups } = JSON.parse(text.trim().split('\n').at(-1));
  const bytes = readFileSync(columns).subarray(0, 8 * nodes);
  const retained = new Float64Array(bytes.buffer, bytes.byteOffset, nodes);
  const expected = {
    nodes,
    // SHA-256 of the retained bytes of all nodes as little-endian doubles.
    retainedDigest: createHash('sha256').update(bytes).digest('hex'),
    retainedSample: Object.fromEntries(
      [...retained.keys()].filter((node) => node % SAMPLE_EVERY === 0).map((node) => [node, retained[node]]),
    ),
    groups: groups.sort((a, b) => (a[0] < b[0] ? -1 : 1)),
  };
  writeFileSync(
    path.join(fixtures, name.replace('.heapsnapshot.gz', '.devtools.json')),
    `${JSON.stringify(expected, null, 1)}\n`,
  );
}

/** One digest a random heap: class, own bytes, retained bytes and dominator of each node. */
async function storeRandom() {
  const { randomV8Snapshot } = await import(
    pathToFileURL(await bundle('test/fixtures/random-v8-snapshot.ts')).href
  );
  await import(pathToFileURL(path.resolve(peer, 'poly.mjs')).href);
  const { HS } = await import(pathToFileURL(path.resolve(peer, 'bundle.mjs')).href);
  const growable = (list) => ({
    length: list.length,
    getValue: (at) => list[at],
    setValue: (at, value) => {
      list[at] = value;
    },
  });
  const digests = [];
  for (let seed = 0; seed < RANDOM_HEAPS; seed++) {
    const profile = JSON.parse(randomV8Snapshot(seed));
    profile.nodes = growable(profile.nodes);
    profile.edges = growable(profile.edges);
    const snapshot = await HS.createJSHeapSnapshotForTesting(profile);
    const lines = [];
    for (let node = 0; node < snapshot.nodeCount; node++) {
      const item = snapshot.createNode(node * snapshot.nodeFieldCount);
      const dominator = node === 0 ? -1 : snapshot.dominatorsTree[node];
      lines.push([item.className(), item.selfSize(), snapshot.retainedSizes[node], dominator].join('|'));
    }
    digests.push(createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 16));
  }
  writeFileSync(path.join(fixtures, 'random.devtools.json'), `${JSON.stringify(digests, null, 1)}\n`);
}

console.warn = () => undefined; // DevTools lists unreached nodes
for (const name of readdirSync(fixtures)) if (name.endsWith('.heapsnapshot.gz')) storeFile(name);
await storeRandom();
rmSync(folder, { recursive: true });
process.exit(0);
