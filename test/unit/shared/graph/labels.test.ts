import { describe, expect, test } from 'vitest';
import { encodeUtf8 } from '../../../../shared/base/text-codec.ts';
import { edgeKind, LABEL_NONE } from '../../../../shared/graph/edge-kinds.ts';
import type { EdgeKindText } from '../../../../shared/graph/edge-kinds.ts';
import type { HeapGraph } from '../../../../shared/graph/heap-graph.ts';
import { labelInOwner, labelOf, MAX_LABEL_LENGTH } from '../../../../shared/graph/labels.ts';
import { StringTable } from '../../../../shared/graph/string-table.ts';

/** A graph of one edge, whose label is a string, a position, or a node with this preview. */
function oneEdge(kind: EdgeKindText, label: string | number | { preview: string } | null): HeapGraph {
  const bytes = encodeUtf8(typeof label === 'string' ? label : '');
  return {
    edgeKind: Uint8Array.of(edgeKind(kind)),
    edgeLabel: Uint32Array.of(label === null ? LABEL_NONE : typeof label === 'number' ? label : 0),
    strings: new StringTable(bytes, Uint32Array.of(0, bytes.length)),
    previewOf: () => (typeof label === 'object' && label !== null ? label.preview : ''),
    typeOf: Uint32Array.of(0),
    typeNames: ['app.Key'],
  } as unknown as HeapGraph;
}
const label = (kind: EdgeKindText, value: string | number | { preview: string } | null): string =>
  labelOf(oneEdge(kind, value), 0);

describe('labels read like code', () => {
  test('names after a dot, keys and positions in brackets, variables after a word', () => {
    expect(label('attribute', 'customer')).toBe('.customer');
    expect(label('slot', '_next')).toBe('._next');
    expect(label('value', { preview: "'k'" })).toBe("['k']");
    expect(label('key', { preview: "'k'" })).toBe("key 'k'");
    expect(label('value', { preview: '42' })).toBe('[42]');
    expect(label('item', 3)).toBe('[3]');
    expect(label('element', 7)).toBe('[7]');
    expect(label('local', 'x')).toBe('local x');
    expect(label('cell', 'y')).toBe('cell y');
    expect(label('global', 'cache')).toBe('global cache');
    expect(label('internal', 'map')).toBe('internal map');
    expect(label('weak', null)).toBe('weak');
    expect(label('type', '__class__')).toBe('.__class__');
    expect(label('type', null)).toBe('type');
    expect(label('element', null)).toBe('element');
    expect(label('other', null)).toBe('reference');
  });

  test('a key without a preview is named by its type', () => {
    expect(label('value', { preview: '' })).toBe('[app.Key]');
  });

  test('names that no source could write after a dot are quoted and made visible', () => {
    expect(label('attribute', 'two words')).toBe("['two words']");
    expect(label('attribute', '')).toBe("['']");
    expect(label('attribute', "]'\u202e\n")).toBe(`["]'\\u202e\\n"]`);
    expect(label('local', 'x\n\u202ey')).toBe('local x\\n\\u202ey');
  });

  test('are cut to one short line', () => {
    for (const text of ['a'.repeat(5000), 'a b'.repeat(5000), '\u0001'.repeat(5000), '名'.repeat(5000)]) {
      for (const kind of ['attribute', 'local', 'other', 'internal'] as const) {
        expect(label(kind, text).length).toBeLessThanOrEqual(MAX_LABEL_LENGTH);
        expect(label(kind, text)).toContain('…');
      }
    }
    expect(label('value', { preview: `'${'k'.repeat(118)}'` }).length).toBeLessThanOrEqual(MAX_LABEL_LENGTH);
  });

  test('an entry of a __dict__ reads as an attribute of the owner', () => {
    expect(labelInOwner(oneEdge('value', { preview: "'customer'" }), 0)).toBe('.customer');
    expect(labelInOwner(oneEdge('value', { preview: "'two words'" }), 0)).toBe("['two words']");
    expect(labelInOwner(oneEdge('value', { preview: '3' }), 0)).toBe('[3]');
    expect(labelInOwner(oneEdge('value', { preview: "'cut…'" }), 0)).toBe("['cut…']");
    expect(labelInOwner(oneEdge('key', { preview: "'customer'" }), 0)).toBe("key 'customer'");
  });
});
