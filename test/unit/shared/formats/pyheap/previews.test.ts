import { expect, test } from 'vitest';
import { pyheapReader } from '../../../../../shared/formats/pyheap/reader.ts';
import { memorySource, QUIET_CONTEXT } from '../../../../fixtures/memory-source.ts';
import { AT, SAMPLE } from '../../../../fixtures/pyheap-sample.ts';
import { pyheapFile, TYPES } from '../../../../fixtures/pyheap-writer.ts';
import type { PyHeapObject } from '../../../../fixtures/pyheap-writer.ts';

const FUNCTION = 0x9100;

async function previews(objects: readonly PyHeapObject[], address: number | bigint): Promise<string> {
  const file = pyheapFile({
    ...SAMPLE,
    objects: [...(SAMPLE.objects ?? []), ...objects],
    types: [...(SAMPLE.types ?? []), [FUNCTION, 'function']],
  });
  const graph = await pyheapReader.read(memorySource(file), QUIET_CONTEXT);
  return graph.previewOf(graph.nodeOf(`0x${address.toString(16)}`));
}
const of = (object: Omit<PyHeapObject, 'address'>): Promise<string> =>
  previews([{ address: 0x9000, ...object }], 0x9000);

test('values are shown as written', async () => {
  expect(await previews([], AT.seven)).toBe('7');
  expect(await previews([], AT.none)).toBe('None');
  expect(await previews([], AT.mainDict)).toBe('dict of 3');
  expect(await previews([], AT.main)).toBe('module __main__');
  expect(await previews([], AT.shopOrder)).toBe('shop.Order');
  expect(await of({ type: TYPES.bytes, text: "b'a\\x00'" })).toBe("b'a\\x00'");
  expect(await of({ type: AT.shopOrder, text: 'Order #7\nof two lines' })).toBe('Order #7\\nof two lines');
});

test('of code the name is left', async () => {
  const text = async (written: string): Promise<string> => of({ type: FUNCTION, text: written });
  expect(await text('<function f at 0x7f00>')).toBe('f()');
  expect(await text('<function make.<locals>.inner at 0x7f00>')).toBe('make.<locals>.inner()');
  expect(await text('<function make.<locals>.<lambda> at 0x7f00>')).toBe('make.<locals>.<lambda>');
  expect(await text('<built-in function len>')).toBe('len()');
  expect(await text('<built-in method get of dict object at 0x7f00>')).toBe('get()');
  expect(await text('<bound method A.f of <A object at 0x7f00>>')).toBe('A.f()');
  expect(await text('<code object f at 0x7f00, file "/srv/x.py", line 3>')).toBe('f at x.py:3');
  expect(await text('<weakref at 0x7f00; dead>')).toBe('<weakref; dead>');
});

test('instances without a text of their own are shown by their attributes', async () => {
  expect(await previews([], AT.inline)).toBe('Order(a=None, value=7, b=None, …)');
  expect(await previews([], AT.withDict)).toBe('Order(first=7, second=tuple of 2)');
  expect(await previews([], AT.held)).toBe('Order()');
});

test('a str that the dump cut is marked so, one of exactly that length is not', async () => {
  const str = (address: number, text: string, size: number): PyHeapObject => ({
    address,
    type: TYPES.str,
    text,
    size,
  });
  const objects = [
    str(0x9000, '', 49),
    str(0x9010, 'x'.repeat(60), 109),
    str(0x9020, 'y'.repeat(60), 900),
    str(0x9030, 'é'.repeat(60), 133),
    str(0x9040, "it's", 53),
  ];
  expect(await previews(objects, 0x9000)).toBe("''");
  expect(await previews(objects, 0x9010)).toBe(`'${'x'.repeat(60)}'`);
  expect(await previews(objects, 0x9020)).toBe(`'${'y'.repeat(60)}…'`);
  expect(await previews(objects, 0x9030)).toBe(`'${'é'.repeat(60)}…'`);
  expect(await previews(objects, 0x9040)).toBe('"it\'s"');
});

test('hostile text is one visible line', async () => {
  const hostile = await of({ type: FUNCTION, text: `\u202e\u0000${'<'.repeat(60_000)}` });
  expect(hostile).toMatch(/^\\u202e\\x00<+…$/u);
  expect(hostile.length).toBeLessThanOrEqual(120);
});
