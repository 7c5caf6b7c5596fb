// Chrome DevTools' own engine on one file, in a process of its own: node devtools-driver.mjs PEER FILE [COLUMNS].
// PEER is a folder with bundle.mjs (exports Loader, HS and Model of the package chrome-devtools-frontend) and second.mjs
// (its second worker). With COLUMNS, the retained and the own bytes of all nodes go there, and the groups into the JSON.
import { createWriteStream, openSync, readSync } from 'node:fs';
import { once } from 'node:events';
import path from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { pathToFileURL } from 'node:url';
import { MessageChannel, Worker } from 'node:worker_threads';

const [peer, file, columnsFile] = process.argv.slice(2);
const CHUNK_BYTES = 10 * 1024 * 1024; // as DevTools' window hands the file to its worker

// The package expects a newer JavaScript than Node.js 20.
Promise.withResolvers ??= function withResolvers() {
  let resolve;
  let reject;
  const promise = new this((a, b) => {
    resolve = a;
    reject = b;
  });
  return { promise, resolve, reject };
};

const { Loader, Model } = await import(pathToFileURL(path.join(peer, 'bundle.mjs')).href);
const second = new Worker(path.resolve(peer, 'second.mjs'));
second.on('error', (error) => {
  console.error(error);
  process.exit(1);
});
const channel = new MessageChannel();
second.postMessage({ port: channel.port2 }, [channel.port2]);
const loader = new Loader.HeapSnapshotLoader({ sendEvent: () => undefined });
const descriptor = openSync(file, 'r');
const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
const decoder = new StringDecoder('utf8');
for (let length = -1; (length = readSync(descriptor, buffer, 0, CHUNK_BYTES, null)) > 0;) {
  loader.write(decoder.write(buffer.subarray(0, length)));
  await new Promise((resolve) => setImmediate(resolve));
}
loader.close();
await loader.parsingComplete;
const snapshot = await loader.buildSnapshot(channel.port1);
const seconds = performance.now() / 1000;

const result = {
  nodes: snapshot.nodeCount,
  retainedBytesOfRoot: snapshot.retainedSizes[snapshot.rootNodeIndex / snapshot.nodeFieldCount],
  seconds,
  cpuSeconds: (process.cpuUsage().user + process.cpuUsage().system) / 1e6,
  peakRssBytes: process.resourceUsage().maxRSS * 1024,
};
if (columnsFile !== undefined) {
  const shallow = new Float64Array(snapshot.nodeCount);
  for (let node = 0; node < shallow.length; node++) {
    shallow[node] = snapshot.nodes.getValue(node * snapshot.nodeFieldCount + snapshot.nodeSelfSizeOffset);
  }
  const out = createWriteStream(columnsFile);
  for (const column of [snapshot.retainedSizes, shallow]) {
    out.write(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
  }
  out.end();
  await once(out, 'finish');
  const groups = Object.values(snapshot.aggregatesWithFilter(new Model.NodeFilter()));
  result.groups = groups.map((group) => [group.name, group.count, group.self, group.maxRet]);
}
process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0));
