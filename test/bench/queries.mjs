// npm run bench:queries -- FILE [BEFORE]
// Milliseconds that each query of the engine takes: the first time, in which indexes are made that are kept, and again with
// another page or object. The aim is 200 ms at four million objects once they are made; what takes longer is marked.
import { execFileSync } from 'node:child_process';
import { bundle } from './bundle.mjs';

const AIM_MS = 200;
const files = process.argv.slice(2);
if (files.length === 0) {
  console.error('bench:queries: name a snapshot');
  process.exit(2);
}
const driver = await bundle('test/bench/ask-queries.ts');
const text = execFileSync(process.execPath, ['--max-old-space-size=8000', driver, ...files], {
  encoding: 'utf8',
  maxBuffer: 1 << 26,
});
const { objects, rows } = JSON.parse(text.trim().split('\n').at(-1));
const shown = (ms) => (ms < 10 ? ms.toFixed(1) : ms.toFixed(0)).padStart(9);
console.log(`${objects.toLocaleString('en')} objects\n${'query'.padEnd(36)}  first ms  again ms`);
for (const { method, firstMs, againMs } of rows) {
  console.log(`${method.padEnd(36)} ${shown(firstMs)} ${shown(againMs)}${againMs > AIM_MS ? '  slow' : ''}`);
}
const slow = rows.filter(({ againMs }) => againMs > AIM_MS).length;
console.log(`${rows.length} queries, ${slow} over ${AIM_MS} ms`);
