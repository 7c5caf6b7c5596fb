import { describe, expect, test } from 'vitest';
import { codeFileBytes, gdbEndScript, gdbScript } from '../../../../node/capture/gdb-script.ts';
import type { GdbStage, WaitingPlace } from '../../../../node/capture/gdb-script.ts';
import { STUB } from '../../../../node/capture/gdb-x64-calls.ts';

const ADDRESSES = {
  mmap: 0x10,
  munmap: 0x20,
  addPendingCall: 0x30,
  runSimpleString: 0x40,
  gilEnsure: 0x50,
  gilRelease: 0x60,
};
const PLACE = { sp: 0x7000n, pc: 0x4000n };

const scriptFor = (arch: string, stage: GdbStage, place: WaitingPlace | null = null): string =>
  gdbScript({ stage, codeFile: '/tmp/code', addresses: ADDRESSES, place, arch });

describe('on processors where gdb itself may call', () => {
  const called = (script: string): (string | undefined)[] =>
    [...script.matchAll(/\)(0x\w+)\)\(/g)].map((match) => match[1]);

  test('a pending call: memory by a system call alone, code into it, and the request; nothing else is called', () => {
    const script = scriptFor('arm64', 'pending');
    expect(called(script)).toEqual(['0x10', '0x30']);
    expect(script).toContain('set scheduler-locking on');
    expect(script).not.toContain('scheduler-locking off');
  });

  test('code in a waiting main thread: only where it still waits, others may run, the memory goes back', () => {
    const script = scriptFor('arm64', 'direct', PLACE);
    expect(called(script)).toEqual(['0x10', '0x50', '0x40', '0x60', '0x20']);
    expect(script).toMatch(
      /if \(unsigned long\)\$sp != 28672 \|\| 16384 - \(unsigned long\)\$pc > 4\necho backref-moved/,
    );
    expect(script.indexOf('scheduler-locking off')).toBeLessThan(script.indexOf('0x50'));
  });
});

describe('on x64', () => {
  const used = (script: string): (string | undefined)[] =>
    [...script.matchAll(/^backref_(?:system|call) (\w+)/gm)].map((match) => match[1]);

  test('a pending call: memory, code, the request; what called goes, the text stays until it is run', () => {
    expect(used(scriptFor('x64', 'pending'))).toEqual(['9', '10', '0x30', '11', '11']);
  });

  test('code in a waiting main thread: only where it still waits, others may run, all memory goes back', () => {
    const script = scriptFor('x64', 'direct', PLACE);
    expect(used(script)).toEqual(['9', '10', '0x50', '0x40', '0x60', '11', '11']);
    expect(script).toMatch(/if \(unsigned long\)\$sp != 28672 .*\necho backref-moved/);
    expect(script.indexOf('scheduler-locking off')).toBeLessThan(script.indexOf('0x50'));
  });

  test.each(['pending', 'direct'] as const)(
    '%s: gdb calls nothing, and writes general registers only',
    (stage) => {
      const script = scriptFor('x64', stage) + gdbEndScript('x64');
      expect(script).not.toMatch(/\(\*\)|^(?:call|print|output) /m);
      const written = [...script.matchAll(/^set \$(\w+) = /gm)].map(([, name]) => name ?? '');
      const own = /^(?:saved_\w+|lost|numfound|system|stack|answer|result|p|r|g|is(?:Mapped|Code|Touched))$/;
      const registers = new Set(written.filter((name) => !own.test(name)));
      expect(
        [...registers].filter((name) => !/^(?:r(?:[abcd]x|[sb]p|[sd]i|ip|\d+)|eflags|orig_rax)$/.test(name)),
      ).toEqual([]);
      // Whatever is written while it works is put back at the end.
      const back = [...gdbEndScript('x64').matchAll(/^set \$(\w+) = \$saved_\1$/gm)].map(([, name]) => name);
      for (const name of registers) expect(back).toContain(name);
      expect(back.at(-1)).toBe('orig_rax');
    },
  );

  test('the end lets go, also of a process that was never held', () => {
    expect(gdbEndScript('x64')).toMatch(/^if !\$_isvoid\(\$isTouched\)\n[\s\S]*\nend\ndetach\n$/);
  });

  test('what calls stands on the page behind the text', () => {
    const bytes = codeFileBytes(Buffer.from('pass\0'), 'x64');
    expect(bytes.subarray(0, 5).toString()).toBe('pass\0');
    expect(bytes.subarray(4096)).toEqual(STUB);
    expect(STUB.at(-1)).toBe(0xcc);
    expect(codeFileBytes(Buffer.from('pass\0'), 'arm64')).toHaveLength(5);
  });
});
