import { describe, expect, test } from 'vitest';
import { HeapError } from '../../../../../shared/base/errors.ts';
import { backrefReader } from '../../../../../shared/formats/backref/reader.ts';
import { sample } from '../../../../fixtures/backref-sample.ts';
import { BackrefWriter, block, fileHeader, Payload } from '../../../../fixtures/backref-writer.ts';
import { memorySource, QUIET_CONTEXT } from '../../../../fixtures/memory-source.ts';

/** How reading ends: `read`, the code of a HeapError, or whatever else it was, which fails the test. */
async function outcome(bytes: Uint8Array): Promise<string> {
  try {
    await backrefReader.read(memorySource(bytes), QUIET_CONTEXT);
    return 'read';
  } catch (error) {
    if (!(error instanceof HeapError)) return `not a HeapError: ${String(error)}`;
    expect(error.message).toMatch(/^[A-Z][^\n]{10,200}\.$/u);
    return error.code;
  }
}

const file = (...blocks: readonly Uint8Array[]): Uint8Array => Buffer.concat([fileHeader(), ...blocks]);
const META = block('META', Buffer.from('{}'));
const END = block('END ', new Payload().u64(0).u64(0).bytes());

describe('a damaged file ends in one HeapError', () => {
  test('cut at any byte it is truncated, inside of the magic not recognised', async () => {
    const whole = sample().file();
    for (let length = 0; length < whole.length; length++) {
      expect([length, await outcome(whole.subarray(0, length))]).toEqual([
        length,
        length < 8 ? 'not-recognised' : 'truncated',
      ]);
    }
  });

  test('with any byte changed its checksums notice', async () => {
    const whole = sample(1).file();
    for (let at = 0; at < whole.length; at++) {
      const damaged = Buffer.from(whole);
      damaged[at] ^= 1 << (at % 8);
      const expected = at < 8 ? ['not-recognised'] : at < 10 ? ['too-new', 'corrupt'] : ['corrupt'];
      expect(expected, `byte ${at}`).toContain(await outcome(damaged));
    }
  });

  test('with bytes after the end it is corrupt, without an end truncated', async () => {
    expect(await outcome(Buffer.concat([sample().file(), Buffer.alloc(1)]))).toBe('corrupt');
    expect(await outcome(Buffer.concat([sample().file(), END]))).toBe('corrupt');
    expect(await outcome(file(META))).toBe('truncated');
    expect(await outcome(file(META, END))).toBe('read');
  });

  test('of a later version it is too new', async () => {
    expect(await outcome(sample().file({ major: 2 }))).toBe('too-new');
    expect(await outcome(sample().file({ minor: 9 }))).toBe('read');
    expect(await outcome(sample().file({ major: 0 }))).toBe('corrupt');
  });

  test('unknown blocks are skipped when optional, else too new', async () => {
    const payload = new Uint8Array(32);
    expect(await outcome(file(META, block('NEW1', payload, { optional: true }), END))).toBe('read');
    expect(await outcome(file(META, block('NEW1', payload), END))).toBe('too-new');
    expect(await outcome(file(META, block('OBJS', payload, { codec: 7 as 0 }), END))).toBe('too-new');
  });

  test('blocks out of order, doubled, or counts at the end that are not true are corrupt', async () => {
    expect(await outcome(file(END))).toBe('corrupt');
    expect(await outcome(file(META, META, END))).toBe('corrupt');
    expect(await outcome(sample().file({ objects: 14 }))).toBe('corrupt');
    expect(await outcome(sample().file({ references: 3 }))).toBe('corrupt');
  });

  test('facts that are no JSON object are corrupt, strange ones unknown', async () => {
    for (const text of ['', '{', '[1]', '"x"', '{"pid":1}}', '\ufffd', '['.repeat(100_000)]) {
      expect(await outcome(file(block('META', Buffer.from(text)), END))).toBe('corrupt');
    }
    const strange = {
      pid: 'x',
      argv: 3,
      threads: [{ frames: [null, { line: {} }] }, 5],
      gc: { enabled: 'no' },
    };
    expect(
      await outcome(
        new BackrefWriter()
          .meta(strange)
          .tail({ problems: [1], unseen: {} })
          .file(),
      ),
    ).toBe('read');
    const deep = `{"x":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    expect(await outcome(file(block('META', Buffer.from(deep)), END))).toBe('read');
  });

  test('payloads that do not decompress to what they claim are corrupt, bombs among them', async () => {
    const zeros = new Uint8Array(1 << 20);
    for (const codec of [1, 2] as const) {
      for (const rawLength of [0, 1, 1000, zeros.length - 1, zeros.length + 1, 16 << 20]) {
        expect(await outcome(file(META, block('TAIL', zeros, { codec, rawLength }), END))).toBe('corrupt');
      }
      const facts = Buffer.from('{}');
      expect(await outcome(file(META, block('TAIL', facts, { codec, rawLength: 2 }), END))).toBe('read');
      expect(await outcome(file(META, block('TAIL', facts, { codec, rawLength: 3 }), END))).toBe('corrupt');
      const rubbish = Buffer.from('rubbish, no compressed data');
      expect(await outcome(file(META, block('TAIL', zeros, { codec, stored: rubbish }), END))).toBe(
        'corrupt',
      );
      expect(await outcome(file(META, block('TAIL', zeros, { codec, stored: new Uint8Array(0) }), END))).toBe(
        'corrupt',
      );
    }
  });

  test('lengths that lie are never allocated', async () => {
    for (const lie of [17 << 20, 0x7fff_ffff, 0xffff_ffff]) {
      expect(
        await outcome(file(META, block('OBJS', new Uint8Array(8), { rawLength: lie, codec: 1 }), END)),
      ).toBe('corrupt');
      expect(await outcome(file(META, block('OBJS', new Uint8Array(8), { storedLength: lie }), END))).toBe(
        'corrupt',
      );
    }
  });

  test('numbers that lie inside of a block with right checksums never crash, hang or take memory', async () => {
    const before = process.memoryUsage().arrayBuffers;
    const whole = sample().file();
    let corrupt = 0;
    for (const { start, end, tag } of blocksOf(whole)) {
      for (let at = start; at + 4 <= end; at += 4) {
        for (const lie of [0xffff_ffff, 0x7fff_ffff, 0x0100_0000, 5]) {
          const payload = Buffer.from(whole.subarray(start, end));
          payload.writeUInt32LE(lie, at - start);
          const damaged = Buffer.concat([
            whole.subarray(0, start - 24),
            block(tag, payload),
            whole.subarray(end),
          ]);
          const result = await outcome(damaged);
          expect(['read', 'corrupt', 'too-new'], `${tag} at ${at - start}: ${lie}`).toContain(result);
          if (result !== 'read') corrupt++;
        }
      }
    }
    expect(corrupt).toBeGreaterThan(500);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1 << 30);
  });

  test('each lie is named by its block', async () => {
    const lies: [string, Uint8Array, RegExp][] = [
      [
        'OBJS',
        new Payload().u64(1).u32(1000).u32(0).u32(0).u32(0).bytes(),
        /shorter than what it describes/u,
      ],
      ['OBJS', new Payload().u64(1).u32(0).u32(0).u32(1).u32(0).u8(9).u8(0).u16(0).u32(0).bytes(), /layout/u],
      ['OBJS', new Payload().u64(1).u32(0).u32(64).u32(0).u32(0).bytes(), /column/u],
      [
        'OBJS',
        new Payload().u64(1).u32(0).u32(0).u32(1).u32(0).u8(5).u8(0).u16(0).u32(77).bytes(),
        /string/u,
      ],
      [
        'OBJS',
        new Payload()
          .u64(1)
          .u32(1)
          .u32(0)
          .u32(0)
          .u32(0)
          .u64(16)
          .u64(2n ** 60n)
          .bytes(),
        /size/u,
      ],
      ['STRS', new Payload().u32(7).u32(0).bytes(), /do not follow/u],
      ['STRS', new Payload().u32(0).u32(1).u32s([50]).bytes(), /shorter/u],
      ['TYPE', new Payload().u32(0xffff_ffff).u32(0).bytes(), /shorter/u],
      ['ALOC', new Payload().u32(0).u32(2).u32(0).u32(0).u32s([0, 5, 3]).bytes(), /overlap/u],
    ];
    for (const [tag, payload, message] of lies) {
      const bytes = file(META, block(tag, payload), END);
      await expect(backrefReader.read(memorySource(bytes), QUIET_CONTEXT)).rejects.toMatchObject({
        code: expect.stringMatching(/^(corrupt|too-new)$/u),
        message: expect.stringMatching(message),
        details: { section: tag, offset: 16 + META.length },
      });
    }
  });

  test('a continuation of an object that is not there is corrupt', async () => {
    const writer = new BackrefWriter().meta().objects(1, [{ address: 0x999 }], [], true);
    expect(await outcome(writer.file())).toBe('corrupt');
  });

  test('cancelled reading ends as cancelled', async () => {
    const context = { ...QUIET_CONTEXT, cancel: { cancelled: true } };
    await expect(backrefReader.read(memorySource(sample().file()), context)).rejects.toMatchObject({
      code: 'cancelled',
    });
  });
});

/** Where the payloads of stored blocks stand in a file. */
function blocksOf(whole: Uint8Array): { tag: string; start: number; end: number }[] {
  const found: { tag: string; start: number; end: number }[] = [];
  const view = Buffer.from(whole);
  for (let at = 16; at < view.length;) {
    const end = at + 24 + view.readUInt32LE(at + 8);
    found.push({ tag: view.toString('latin1', at, at + 4), start: at + 24, end });
    at = end;
  }
  return found;
}
