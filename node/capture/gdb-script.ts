import { CODE_BYTES } from './bootstrap.ts';
import { MARKERS } from './gdb-markers.ts';
import { STUB, STUB_PAGE_BYTES, ownCalls, ownSystemCalls, registersBack } from './gdb-x64-calls.ts';
import type { TargetAddresses } from './target-addresses.ts';

/** Where code runs that gdb brings in. */
export type GdbStage = 'pending' | 'direct';

/** Where a waiting thread is: its next instruction and its stack. */
export interface WaitingPlace {
  readonly pc: bigint;
  readonly sp: bigint;
}

export interface ScriptParts {
  readonly stage: GdbStage;
  /** What codeFileBytes gives, in a file. */
  readonly codeFile: string;
  readonly addresses: TargetAddresses;
  /** For `direct`: where the main thread waits. It must still be there when gdb has stopped it. */
  readonly place: WaitingPlace | null;
  /** The processor, as Node.js names it. */
  readonly arch: string;
}

const hex = (address: number): string => `0x${address.toString(16)}`;

/** What is brought into the process: the text with its closing zero, for x64 in a page of its own with what calls. */
export function codeFileBytes(code: Buffer, arch: string): Buffer {
  return arch === 'x64' ? Buffer.concat([code, Buffer.alloc(CODE_BYTES - code.length), STUB]) : code;
}

/**
 * What gdb shall do. All addresses are numbers: gdb reads no symbols, which shortens the stop to a third, and cannot
 * take the files of this system for those of a container.
 *
 * `pending`: a fresh page (a bare system call: safe whatever the thread was doing, in malloc too) gets the code, and
 * CPython is asked to run it when its main thread is next between two bytecodes. `direct`: the main thread waits in a
 * system call, holds neither interpreter nor allocator, and may run it at once; others must be able to run meanwhile.
 *
 * On x64 gdb's own calls are not used: afterwards gdb before 14 writes all registers back by the layout that Intel's
 * processors have, which on AMD's with AVX-512 loses ymm16 and on: a memcpy that was interrupted copies zeros (gdb's
 * "x86: Handle XSAVE layout"; seen in 2 of 100 captures). Here gdb writes general registers only.
 */
export function gdbScript(parts: ScriptParts): string {
  const { place } = parts;
  // A system call that is to be started again stands at its own instruction, which takes 2 bytes (x86) or 4 (ARM).
  const hasMoved =
    place === null ? '0' : `(unsigned long)$sp != ${place.sp} || ${place.pc} - (unsigned long)$pc > 4`;
  return [
    'set pagination off',
    'set confirm off',
    'set unwindonsignal on',
    'set scheduler-locking on',
    'handle all nostop noprint pass',
    ...(parts.arch === 'x64' ? ownSystemCalls(parts.addresses.munmap) : []),
    `if ${hasMoved}`,
    `echo ${MARKERS.moved}\\n`,
    'else',
    ...(parts.arch === 'x64' ? byOwnCalls(parts) : byGdbsCalls(parts)),
    'end',
    '',
  ].join('\n');
}

/** What gdb shall do at the end, also when it could not do all of gdbScript or was interrupted: undo, and let go. */
export function gdbEndScript(arch: string): string {
  return [...(arch === 'x64' ? registersBack() : []), 'detach', ''].join('\n');
}

function byGdbsCalls({ stage, codeFile, addresses }: ScriptParts): readonly string[] {
  const { mmap, munmap, addPendingCall, runSimpleString, gilEnsure, gilRelease } = addresses;
  const run =
    stage === 'pending'
      ? [`set $r = ((int(*)(void*, void*))${hex(addPendingCall)})((void*)${hex(runSimpleString)}, (void*)$p)`]
      : [
          `set scheduler-locking off`,
          `set $g = ((int(*)(void))${hex(gilEnsure)})()`,
          `set $r = ((int(*)(char*))${hex(runSimpleString)})((char*)$p)`,
          `call ((void(*)(int))${hex(gilRelease)})($g)`,
          `set scheduler-locking on`,
          `set $u = ((int(*)(void*, long))${hex(munmap)})((void*)$p, ${CODE_BYTES})`,
        ];
  return [
    `set $p = ((char*(*)(long, long, int, int, int, long))${hex(mmap)})(0, ${CODE_BYTES}, 3, 0x22, -1, 0)`,
    'if (long)$p == -1',
    `echo ${MARKERS.noMemory}\\n`,
    'else',
    `restore ${codeFile} binary $p`,
    ...run,
    `printf "${MARKERS.done} %d\\n", $r`,
    'end',
  ];
}

function byOwnCalls({ stage, codeFile, addresses }: ScriptParts): readonly string[] {
  const { addPendingCall, runSimpleString, gilEnsure, gilRelease } = addresses;
  const run =
    stage === 'pending'
      ? [
          `backref_call ${hex(addPendingCall)} ${hex(runSimpleString)} $p`,
          'set $r = (int)$result',
          // The text waits for the main thread; the rest has done its work.
          `backref_system 11 $p+${CODE_BYTES} ${STUB_PAGE_BYTES} 0 0`,
        ]
      : [
          `set scheduler-locking off`,
          `backref_call ${hex(gilEnsure)} 0 0`,
          `set $g = (int)$result`,
          `backref_call ${hex(runSimpleString)} $p 0`,
          'set $r = (int)$result',
          `backref_call ${hex(gilRelease)} $g 0`,
          `set scheduler-locking on`,
          `backref_system 11 $p ${CODE_BYTES + STUB_PAGE_BYTES} 0 0`,
        ];
  return ownCalls({ codeFile, run });
}
