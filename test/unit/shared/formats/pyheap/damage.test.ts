import { describe, expect, test } from 'vitest';
import { HeapError } from '../../../../../shared/base/errors.ts';
import { pyheapReader } from '../../../../../shared/formats/pyheap/reader.ts';
import { memorySource, QUIET_CONTEXT } from '../../../../fixtures/memory-source.ts';
import { AT, SAMPLE } from '../../../../fixtures/pyheap-sample.ts';
import { pyheapFile, TYPES } from '../../../../fixtures/pyheap-writer.ts';
import type { PyHeapObject, PyHeapSpec } from '../../../../fixtures/pyheap-writer.ts';

/** How reading ends: `read`, or the error's code and message; anything but a HeapError fails the test. */
async function outcome(bytes: Uint8Array): Promise<string> {
  try {
    await pyheapReader.read(memorySource(bytes), QUIET_CONTEXT);
    return 'read';
  } catch (error) {
    if (!(error instanceof HeapError)) return `not a HeapError: ${String(error)}`;
    expect(error.message).toMatch(/^The PyHeap dump [^\n]{10,200}\.$/u);
    return `${error.code}: ${error.message}`;
  }
}
const of = (spec: PyHeapSpec): Promise<string> => outcome(pyheapFile(spec));
const withObject = (object: Partial<PyHeapObject>): Promise<string> =>
  of({ ...SAMPLE, objects: [{ address: 0x9000, type: TYPES.list, ...object }, ...(SAMPLE.objects ?? [])] });

describe('a damaged file ends in one HeapError', () => {
  const whole = pyheapFile(SAMPLE);

  test('cut at any byte it ends too early', async () => {
    for (let length = 0; length < whole.length; length++) {
      expect([length, (await outcome(whole.subarray(0, length))).split(':')[0]]).toEqual([
        length,
        'truncated',
      ]);
    }
  });

  test('with every third byte changed it is read or refused', async () => {
    for (let at = 0; at < whole.length; at += 3) {
      const damaged = Buffer.from(whole);
      damaged[at] ^= 1 << (at % 8);
      expect(await outcome(damaged)).toMatch(/^(read|corrupt|truncated|too-new)/u);
    }
  });

  test('with bytes behind its end it is corrupt', async () => {
    expect(await outcome(Buffer.concat([whole, Buffer.alloc(1)]))).toMatch(
      /^corrupt: .*something follows its end\.$/u,
    );
  });

  test('of a later version it is too new', async () => {
    expect(await of({ ...SAMPLE, version: 2 })).toBe(
      'too-new: The PyHeap dump has format version 2; this Backref reads up to 1.',
    );
    expect(await of({ ...SAMPLE, version: 0 })).toMatch(/^corrupt/u);
  });

  test('numbers greater than the file claim no memory', async () => {
    const huge = 0xffff_fff0;
    expect(await of({ ...SAMPLE, objectCount: huge })).toMatch(/^(corrupt|truncated)/u);
    expect(await withObject({ type: TYPES.set, contentCount: huge })).toMatch(
      /^corrupt: .*a container of 64 bytes is said to hold 4294967280 elements\.$/u,
    );
    expect(await withObject({ type: TYPES.list, contentCount: huge, size: huge })).toMatch(/^corrupt/u);
    expect(await withObject({ otherCount: huge })).toMatch(/^truncated: .* in its objects\.$/u);
    expect(await withObject({ type: AT.shopOrder, attributeCount: huge })).toMatch(/^(corrupt|truncated)/u);
  });

  test('a name that is not in the table of names is corrupt', async () => {
    const names = ['only'];
    const object = { address: 0x9000, type: AT.shopOrder, attributes: [['only', 1] as const] };
    const file = pyheapFile({ ...SAMPLE, names, objects: [object] });
    // The only object's attribute, behind address, type, size and two counts.
    const at = file.lastIndexOf(Buffer.from([0, 0, 0, 1, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 1]));
    expect(at).toBeGreaterThan(0);
    file[at + 5] = 0xfe;
    expect(await outcome(file)).toMatch(/^corrupt: .*an attribute has a name that is not there\.$/u);
  });

  test('without the types that tell how objects are written it is corrupt', async () => {
    expect(await of({ ...SAMPLE, without: 'dict' })).toMatch(/^corrupt: .*where the type dict is\.$/u);
  });
});

test('two objects of one address, and no objects at all, are read', async () => {
  const twice = [...(SAMPLE.objects ?? []), { address: AT.local, type: TYPES.list, size: 56 }];
  const graph = await pyheapReader.read(
    memorySource(pyheapFile({ ...SAMPLE, objects: twice })),
    QUIET_CONTEXT,
  );
  expect(graph.facts.problems.find(({ code }) => code === 'duplicate-addresses')?.count).toBe(1);
  expect(graph.shallowBytesOf[graph.nodeOf(`0x${AT.local.toString(16)}`)]).toBe(72);
  expect(await of({})).toBe('read');
});
