import { describe, expect, test } from 'vitest';
import { NEVER_CANCELLED } from '../../../../shared/base/cancellation.ts';
import { AddressIndex, addressText, parseAddress } from '../../../../shared/graph/address-index.ts';
import { GraphBuilder } from '../../../../shared/graph/graph-builder.ts';
import { growableFloat64, growableUint32 } from '../../../../shared/graph/growable-column.ts';
import { NO_NODE } from '../../../../shared/graph/heap-graph.ts';
import { StringTableBuilder } from '../../../../shared/graph/string-table-builder.ts';

describe('a growable column', () => {
  test('is one array of all that was added, past any number of chunks', () => {
    const column = growableUint32();
    const expected: number[] = [];
    for (let at = 0; at < 10_000; at++) {
      column.push(at);
      expected.push(at);
    }
    const many = Uint32Array.from({ length: 3_000_000 }, (_, at) => at * 3);
    column.append(many);
    column.fill(7, 5000);
    expect(column.length).toBe(3_015_000);
    const whole = column.finish();
    expect(whole.subarray(0, 10_000)).toEqual(Uint32Array.from(expected));
    expect(whole.subarray(10_000, 3_010_000).every((value, at) => value === at * 3)).toBe(true);
    expect(whole.subarray(3_010_000).every((value) => value === 7)).toBe(true);
    expect(column.length).toBe(0);
    expect(column.finish()).toHaveLength(0);
  });

  test('keeps numbers above 2^32 where it is made for them', () => {
    const column = growableFloat64();
    column.push(2 ** 40 + 1);
    expect([...column.finish()]).toEqual([2 ** 40 + 1]);
  });
});

test('a string table gives back what was added, by index', () => {
  const builder = new StringTableBuilder();
  expect(builder.add('größe')).toBe(0);
  builder.addAll(Uint32Array.of(1, 0, 2), Uint8Array.of(0x61, 0x62, 0x63));
  expect(builder.intern('x')).toBe(4);
  expect(builder.intern('x')).toBe(4);
  const table = builder.finish();
  const longer = new StringTableBuilder();
  longer.add('first');
  longer.addTable(table);
  const both = longer.finish();
  expect(Array.from({ length: both.count }, (_, at) => both.get(at))).toEqual([
    ...['first', 'größe', 'a', '', 'bc', 'x'],
  ]);
  expect([both.get(6), both.get(-1), both.get(1, 3), both.byteLength(1)]).toEqual(['', '', 'gr\ufffd', 7]);
});

describe('an address index', () => {
  test('finds every node by its address, and none by another', () => {
    const words = new Uint32Array(2 * 50_001);
    for (let node = 1; node <= 50_000; node++) {
      words[2 * node] = (0x1000 + node * 48) >>> 0;
      words[2 * node + 1] = node % 3 === 0 ? 0x7f12 : node % 3 === 1 ? 0 : 0xb400_0071;
    }
    const index = new AddressIndex(words);
    for (let node = 1; node <= 50_000; node++)
      expect(index.find(words[2 * node], words[2 * node + 1])).toBe(node);
    expect(index.find(0x1000 + 49, 0)).toBe(NO_NODE);
    expect(index.find(0, 0)).toBe(NO_NODE);
    expect(index.duplicates).toBe(0);
    expect(index.nodeOf(index.idOf(50_000))).toBe(50_000);
    expect(index.findAddress((BigInt(words[3]) << 32n) | BigInt(words[2]))).toBe(1);
  });

  test('keeps the first of two nodes at one address, and is fine without nodes', () => {
    const index = new AddressIndex(Uint32Array.of(0, 0, 16, 1, 16, 1));
    expect([index.find(16, 1), index.duplicates]).toEqual([1, 1]);
    expect(new AddressIndex(new Uint32Array(2)).find(1, 1)).toBe(NO_NODE);
  });

  test('writes and reads ids as Python does', () => {
    expect(addressText(0xdead_beef, 0x7f12)).toBe('0x7f12deadbeef');
    expect(addressText(0x10, 0x7f12)).toBe('0x7f1200000010');
    expect(addressText(0x10, 0)).toBe('0x10');
    expect(parseAddress('0x7F12deadbeef')).toEqual({ low: 0xdead_beef, high: 0x7f12 });
    expect(parseAddress('139706000000000')).toEqual({
      low: 139706000000000 % 2 ** 32,
      high: Math.floor(139706000000000 / 2 ** 32),
    });
    for (const text of ['', '0x', '@12', '-1', '0x12345678901234567', '99999999999999999999', '1e3']) {
      expect(parseAddress(text)).toBeNull();
    }
  });
});

describe('a graph builder', () => {
  test('groups edges by source in the order they came, and closes gaps', () => {
    const builder = new GraphBuilder(Uint32Array.of(0, 3, 0, 4, 1), 2);
    builder.add(3, 1, 4, 10);
    builder.add(1, 2, 0, 11);
    builder.add(3, 4, 5, 12);
    builder.add(4, 4, 6, 13);
    const roots = [{ target: 3, kind: 12, label: 99 }];
    const { edgeStart, edgeTarget, edgeKind, edgeLabel, edgeCount } = builder.finish(roots, NEVER_CANCELLED);
    expect(edgeCount).toBe(5);
    expect([...edgeStart]).toEqual([0, 1, 2, 2, 4, 5]);
    expect([...edgeTarget]).toEqual([3, 2, 1, 4, 4]);
    expect([...edgeKind]).toEqual([12, 0, 4, 5, 6]);
    expect([...edgeLabel]).toEqual([99, 11, 10, 12, 13]);
  });

  test('makes room for more roots than it was told of', () => {
    const builder = new GraphBuilder(Uint32Array.of(0, 1, 1), 1);
    builder.add(1, 2, 0, 7);
    builder.add(2, 1, 0, 8);
    const roots = [1, 2, 1].map((target) => ({ target, kind: 12, label: 0 }));
    const { edgeStart, edgeTarget, edgeLabel } = builder.finish(roots, NEVER_CANCELLED);
    expect([...edgeStart]).toEqual([0, 3, 4, 5]);
    expect([...edgeTarget]).toEqual([1, 2, 1, 2, 1]);
    expect([...edgeLabel]).toEqual([0, 0, 0, 7, 8]);
  });

  test('refuses more edges than can be numbered, before it makes room for them', () => {
    const capacities = Uint32Array.of(0, 0xffff_ffff, 0xffff_ffff);
    expect(() => new GraphBuilder(capacities, 0)).toThrow(expect.objectContaining({ code: 'too-big' }));
  });
});
