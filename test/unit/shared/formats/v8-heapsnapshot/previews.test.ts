import { describe, expect, test } from 'vitest';
import { readV8, v8Fixture, v8SnapshotText } from '../../../../fixtures/v8-snapshot.ts';
import type { NodeText } from '../../../../fixtures/v8-snapshot.ts';

const ROOT: NodeText = { type: 'synthetic', name: '', edges: [['shortcut', 'global', 1]] };

describe('previews', () => {
  test('say what the node is in a line', async () => {
    const graph = await readV8(
      v8SnapshotText([
        ROOT,
        { type: 'object', name: 'global' },
        { type: 'string', name: 'it\nis' },
        {
          type: 'concatenated string',
          name: '',
          edges: [
            ['internal', 'first', 4],
            ['internal', 'second', 2],
          ],
        },
        {
          type: 'concatenated string',
          name: '',
          edges: [
            ['internal', 'first', 5],
            ['internal', 'second', 5],
          ],
        },
        { type: 'sliced string', name: 'ab' },
        { type: 'closure', name: 'main' },
        { type: 'closure', name: '' },
        { type: 'regexp', name: 'a+' },
        { type: 'number', name: 'int', edges: [['internal', 'value', 10]] },
        { type: 'string', name: '42' },
        {
          type: 'object',
          name: 'Object',
          edges: [
            ['property', 'a', 2],
            ['property', '__proto__', 2],
            ['property', 'b', 2],
          ],
        },
        { type: 'object', name: 'Object' },
        { type: 'object', name: 'User' },
        { type: 'number', name: 'heap number' },
        { type: 'string', name: '\u202ex'.repeat(200) },
      ]),
    );
    expect(Array.from({ length: 13 }, (_, at) => graph.previewOf(at + 2))).toEqual([
      String.raw`'it\nis'`,
      String.raw`'ababit\nis'`,
      `'abab'`,
      `'ab'`,
      'main()',
      '(anonymous function)',
      '/a+/',
      '42',
      `'42'`,
      '{a, b}',
      '{}',
      'User',
      'heap number',
    ]);
    expect(graph.previewOf(15).length).toBeLessThanOrEqual(120);
    expect(graph.previewOf(15)).not.toContain('\u202e');
  });

  test('a concatenated string of itself ends', async () => {
    const graph = await readV8(
      v8SnapshotText([
        ROOT,
        {
          type: 'concatenated string',
          name: '',
          edges: [
            ['internal', 'first', 1],
            ['internal', 'second', 1],
          ],
        },
      ]),
    );
    expect(graph.previewOf(1).length).toBeLessThanOrEqual(120);
  });

  test('never longer than a line, whatever the program', async () => {
    const graph = await readV8(v8Fixture('node20'));
    for (let node = 0; node < graph.nodeCount; node++) {
      const preview = graph.previewOf(node);
      expect(preview.length).toBeLessThanOrEqual(120);
      expect(preview).not.toMatch(/\p{Cc}/u);
    }
  });
});
