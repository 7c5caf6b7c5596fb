import { throwIfCancelled } from '../../base/cancellation.ts';
import { HeapError } from '../../base/errors.ts';
import type { HeapGraph } from '../../graph/heap-graph.ts';
import type { StringTable } from '../../graph/string-table.ts';
import type { ByteSource, FormatReader, ReadContext } from '../reader.ts';
import { ByteWindow } from './byte-window.ts';
import { nameDetachedNodes } from './detached-dom.ts';
import { isV8HeapSnapshot } from './detect.ts';
import type { EdgeColumns } from './edge-columns.ts';
import { readEdges } from './edge-columns.ts';
import { parseHeader } from './header.ts';
import type { SnapshotHeader } from './header.ts';
import { CLOSE_BRACE, COLON, COMMA, OPEN_BRACE, byteName } from './json-bytes.ts';
import { expectToken, nextToken, peekToken, readJsonName, readJsonValue } from './json-cursor.ts';
import { skipJsonValue } from './json-skip.ts';
import type { NodeColumns } from './node-columns.ts';
import { readNodes } from './node-columns.ts';
import type { RawSnapshot } from './raw-snapshot.ts';
import { rawTypesOf } from './raw-types.ts';
import { readStrings } from './strings-section.ts';
import { buildV8Graph } from './v8-graph.ts';

/** What is read so far. */
interface Sections {
  header: SnapshotHeader | null;
  nodes: NodeColumns | null;
  edges: EdgeColumns | null;
  strings: StringTable | null;
}

const PHASE_OF_SECTION: Readonly<Record<string, string>> = {
  nodes: 'Reading objects',
  edges: 'Reading references',
  strings: 'Reading strings',
};

/** `.heapsnapshot` of Chrome, Node.js and others that embed V8 (docs/formats/v8-heapsnapshot.md). */
export const v8HeapSnapshotReader: FormatReader = {
  format: 'v8-heapsnapshot',
  extensions: ['.heapsnapshot', '.heaptimeline'],
  detect: isV8HeapSnapshot,
  read: readV8HeapSnapshot,
};

async function readV8HeapSnapshot(source: ByteSource, context: ReadContext): Promise<HeapGraph> {
  const window = new ByteWindow(source, context);
  const raw = await readSections(window);
  throwIfCancelled(context.cancel);
  context.report({ phase: 'Applying V8’s rules', done: 0, total: 0 });
  const strings = nameDetachedNodes(raw.nodes, raw.edges, raw.strings, raw.types.native);
  return buildV8Graph({ ...raw, strings }, context.cancel);
}

/** The outermost object, in whatever order its sections come; "snapshot", which describes them, comes first. */
async function readSections(window: ByteWindow): Promise<RawSnapshot> {
  const sections: Sections = { header: null, nodes: null, edges: null, strings: null };
  const seen = new Set<string>();
  await expectToken(window, OPEN_BRACE);
  if ((await peekToken(window)) === CLOSE_BRACE) window.pos++;
  else {
    for (;;) {
      window.section = 'outline';
      const name = await readJsonName(window);
      await expectToken(window, COLON);
      if (seen.has(name)) throw window.corrupt(`its section "${name}" comes twice`);
      seen.add(name);
      window.section = name.slice(0, 40);
      window.phase = PHASE_OF_SECTION[name] ?? 'Reading snapshot';
      await readSection(window, name, sections);
      window.section = 'outline';
      const next = await nextToken(window);
      if (next === CLOSE_BRACE) break;
      if (next !== COMMA) throw window.corrupt(`${byteName(next)} in place of "," or "}"`, window.pos - 1);
    }
  }
  if ((await peekToken(window)) !== -1) throw window.corrupt('something follows its end');
  return wholeSnapshot(window, sections);
}

async function readSection(window: ByteWindow, name: string, sections: Sections): Promise<void> {
  if (name === 'snapshot') {
    sections.header = parseHeader(await readJsonValue(window));
    return;
  }
  if (name === 'strings') {
    sections.strings = await readStrings(window);
    return;
  }
  if (name !== 'nodes' && name !== 'edges') {
    // Allocation traces, samples, locations, scopes and what later versions bring.
    await skipJsonValue(window);
    return;
  }
  if (sections.header === null) throw window.corrupt('it comes before "snapshot", which describes it');
  if (name === 'nodes') sections.nodes = await readNodes(window, sections.header);
  else sections.edges = await readEdges(window, sections.header);
}

function wholeSnapshot(window: ByteWindow, sections: Sections): RawSnapshot {
  const { header, nodes, edges, strings } = sections;
  if (header === null) throw missing(window, 'snapshot');
  if (nodes === null) throw missing(window, 'nodes');
  if (edges === null) throw missing(window, 'edges');
  if (strings === null) throw missing(window, 'strings');
  checkStrings(strings, nodes.maxName, 'nodes');
  checkStrings(strings, edges.maxLabel, 'edges');
  return { header, types: rawTypesOf(header.nodeTypes), nodes, edges, strings };
}

function missing(window: ByteWindow, section: string): HeapError {
  return window.corrupt(`there is no section "${section}"`);
}

function checkStrings(strings: StringTable, max: number, section: string): void {
  if (max < strings.count) return;
  throw new HeapError(
    'corrupt',
    `The V8 heap snapshot is damaged: its section "${section}" speaks of string ${max}, but there are ${strings.count}.`,
    { section },
  );
}
