// One whole opening in a process of its own, for run.mjs and devtools-parity.mjs: file → graph → retained sizes.
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { openFileByteSource } from '../../node/worker/file-byte-source.ts';
import { nodeCodecs } from '../../node/worker/codecs.ts';
import { analyseHeap } from '../../shared/analysis/heap-analysis.ts';
import { NEVER_CANCELLED } from '../../shared/base/cancellation.ts';
import { readSnapshot } from '../../shared/formats/read-snapshot.ts';
import type { HeapGraph } from '../../shared/graph/heap-graph.ts';
import type { HeapAnalysis } from '../../shared/analysis/heap-analysis.ts';

const [file = '', retainedFile] = process.argv.slice(2);

/** Time of each phase by its name, from the moments at which the reporter first names them. */
function phaseClock(): {
  report: (progress: { phase: string }) => void;
  seconds: () => Record<string, number>;
} {
  const seconds: Record<string, number> = {};
  let phase = 'Opening';
  let since = performance.now();
  const turn = (next: string): void => {
    const now = performance.now();
    seconds[phase] = (seconds[phase] ?? 0) + (now - since) / 1000;
    phase = next;
    since = now;
  };
  return {
    report: (progress) => {
      if (progress.phase !== phase) turn(progress.phase);
    },
    seconds: () => {
      turn('end');
      return seconds;
    },
  };
}

function typeRows(analysis: HeapAnalysis): readonly unknown[] {
  const { names, count, shallowBytes, retainedBytes } = analysis.namedTypeTotals();
  return names.map((name, type) => [name, count[type], shallowBytes[type], retainedBytes[type]]);
}

async function writeColumn(path: string, graph: HeapGraph, analysis: HeapAnalysis): Promise<void> {
  const out = createWriteStream(path);
  for (const column of [analysis.retainedBytesOf, graph.shallowBytesOf]) {
    out.write(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
  }
  out.end();
  await once(out, 'finish');
}

const clock = phaseClock();
const context = { report: clock.report, cancel: NEVER_CANCELLED, codecs: nodeCodecs };
const source = await openFileByteSource(file);
const graph = await readSnapshot(source, context);
await source.close();
const analysis = analyseHeap(graph, context);
const result = {
  nodes: graph.nodeCount,
  edges: graph.edgeCount,
  objects: analysis.totals.objects,
  shallowBytes: analysis.totals.shallowBytes,
  retainedBytesOfRoot: analysis.retainedBytesOf[0],
  seconds: performance.now() / 1000,
  cpuSeconds: (process.cpuUsage().user + process.cpuUsage().system) / 1e6,
  peakRssBytes: process.resourceUsage().maxRSS * 1024,
  phases: clock.seconds(),
};
if (retainedFile !== undefined) {
  await writeColumn(retainedFile, graph, analysis);
  process.stdout.write(`${JSON.stringify({ ...result, types: typeRows(analysis) })}\n`);
} else {
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
