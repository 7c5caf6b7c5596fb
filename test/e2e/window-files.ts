import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Snapshots and other files made for the specs, so that none needs to lie in the repository. */

export const ROOT = path.resolve(import.meta.dirname, '../..');
export const SAMPLE = path.join(ROOT, 'assets/samples/leak.backref');

/** A name with everything in it that a page must not obey: markup, a right-to-left override, controls. */
export const HOSTILE_NAME = 'x<img src=y onerror="document.title=1">\u202egnp.exe\u0000\u001b[31m';
/** How that name may be shown: as text, with what is hidden made visible. */
export const HOSTILE_SHOWN = 'x<img src=y onerror="document.title=1">\\u202egnp.exe\\x00\\x1b[31m';

const META = {
  node_fields: ['type', 'name', 'id', 'self_size', 'edge_count', 'trace_node_id', 'detachedness'],
  node_types: [
    [
      ...[
        'hidden',
        'array',
        'string',
        'object',
        'code',
        'closure',
        'regexp',
        'number',
        'native',
        'synthetic',
      ],
      ...['concatenated string', 'sliced string', 'symbol', 'bigint', 'object shape'],
    ],
    ...['string', 'number', 'number', 'number', 'number', 'number'],
  ],
  edge_fields: ['type', 'name_or_index', 'to_node'],
  edge_types: [
    ['context', 'element', 'property', 'internal', 'hidden', 'shortcut', 'weak'],
    'string_or_number',
    'node',
  ],
  trace_function_info_fields: [],
  trace_node_fields: [],
  sample_fields: [],
  location_fields: [],
};
const SYNTHETIC = 9;
const OBJECT = 3;
const PROPERTY = 2;

function head(nodes: number, edges: number): string {
  const counts = { node_count: nodes, edge_count: edges, trace_function_count: 0, extra_native_bytes: 0 };
  return `{"snapshot":${JSON.stringify({ meta: META, ...counts })},\n"nodes":[`;
}

function tail(strings: readonly string[]): string {
  const empty = '"trace_function_infos":[],"trace_tree":[],"samples":[],"locations":[]';
  return `],\n${empty},\n"strings":${JSON.stringify(strings)}}`;
}

/** A V8 snapshot of objects by class name and number, all held by the root through properties of their own name. */
export function writeClasses(
  file: string,
  classes: readonly (readonly [name: string, count: number])[],
): string {
  const objects = classes.flatMap(([, count], name) => Array.from({ length: count }, () => name + 1));
  const root = [SYNTHETIC, 0, 1, 0, objects.length, 0, 0];
  const nodes = [root, ...objects.map((name, index) => [OBJECT, name, 2 * index + 3, 32, 0, 0, 0])];
  const edges = objects.map((name, index) => [PROPERTY, name, 7 * (index + 1)]);
  const strings = ['', ...classes.map(([name]) => name)];
  writeFileSync(
    file,
    `${head(nodes.length, edges.length)}${nodes.join(',\n')}],\n"edges":[${edges.join(',\n')}${tail(strings)}`,
  );
  return file;
}

/** A V8 snapshot of a binary tree of `count` nodes: big enough, it takes a while to open. About 38 bytes a node. */
export function writeTree(file: string, count: number): string {
  const out = openSync(file, 'w');
  writeSync(out, head(count, count - 1));
  writeBlocks(out, count, (node) => {
    const children = [2 * node + 1, 2 * node + 2].filter((child) => child < count).length;
    return `${String(node === 0 ? SYNTHETIC : OBJECT)},${String(node % 200)},${String(2 * node + 1)},32,${String(children)},0,0`;
  });
  writeSync(out, '],\n"edges":[');
  writeBlocks(
    out,
    count - 1,
    (edge) => `${String(PROPERTY)},${String(edge % 200)},${String(7 * (edge + 1))}`,
  );
  writeSync(out, tail(Array.from({ length: 200 }, (_, index) => `Thing${String(index)}`)));
  closeSync(out);
  return file;
}

function writeBlocks(out: number, count: number, line: (index: number) => string): void {
  const block = 50_000;
  for (let from = 0; from < count; from += block) {
    const lines: string[] = [];
    for (let index = from; index < Math.min(count, from + block); index++) lines.push(line(index));
    writeSync(out, (from === 0 ? '' : ',\n') + lines.join(',\n'));
  }
}

/** The sample, cut off in the middle. */
export function writeCut(file: string): string {
  const whole = readFileSync(SAMPLE);
  writeFileSync(file, whole.subarray(0, Math.floor(whole.length / 3)));
  return file;
}

/** The first bytes of a PNG. */
export function writePicture(file: string): string {
  writeFileSync(file, Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ', 'base64'));
  return file;
}
