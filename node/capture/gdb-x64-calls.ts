import { CODE_BYTES } from './bootstrap.ts';
import { MARKERS } from './gdb-markers.ts';

/*
 * Calls into a process on x64 by general registers alone. What calls a function is code of ours in the process, which
 * keeps the vector registers itself, as the processor has them:
 *
 *      cld
 *      mov  $1, %eax; xor %ecx, %ecx; cpuid; mov %ecx, %r15d
 *      bt   $27, %r15d; jnc 1f                    # no XSAVE: then there is nothing beyond FXSAVE either
 *      mov  $-1, %eax; mov $-1, %edx; xsave64 (%r14); jmp 2f
 *   1: fxsave64 (%r14)
 *   2: call *%r12; mov %rax, %r13
 *      bt   $27, %r15d; jnc 3f
 *      mov  $-1, %eax; mov $-1, %edx; xrstor64 (%r14); jmp 4f
 *   3: fxrstor64 (%r14)
 *   4: int3
 */
export const STUB = Buffer.from(
  'fcb80100000031c90fa24189cf410fbae71b7310b8ffffffffbaffffffff490fae26eb04490fae06' +
    '41ffd44989c5410fbae71b7310b8ffffffffbaffffffff490fae2eeb04490fae0ecc',
  'hex',
);
/** The stub's page, then room for the registers: 11 kB with all that processors have today. */
export const STUB_PAGE_BYTES = 4096 + 16_384;

const GENERAL = ['rax', 'rbx', 'rcx', 'rdx', 'rsi', 'rdi', 'rbp', 'rsp'];
const NUMBERED = ['r8', 'r9', 'r10', 'r11', 'r12', 'r13', 'r14', 'r15'];
/** The order in which they are put back: `orig_rax` last, it says whether a system call is to be started again. */
const SAVED = [...GENERAL, ...NUMBERED, 'eflags', 'rip', 'orig_rax'];
/** Bytes of `munmap` in which its system call stands. */
const LOOKED_THROUGH = 256;
const MPROTECT = 10;
const MUNMAP = 11;
const MMAP = 9;

/**
 * gdb's words for a system call and a call: `backref_system NUMBER A B C D` leaves its answer in $answer,
 * `backref_call FUNCTION A B` in $result; $lost is 1 when one did not come to its end. The instruction is that of
 * `munmap`. By a breakpoint behind it and not by a single step: a step would end at the first instruction of a signal's
 * handler.
 */
export function ownSystemCalls(munmap: number): readonly string[] {
  return [
    'set $lost = 0',
    'define backref_system',
    'if $lost == 0',
    'set $orig_rax = -1',
    'set $rsp = $stack',
    'set $rdi = $arg1',
    'set $rsi = $arg2',
    'set $rdx = $arg3',
    'set $r10 = $arg4',
    'set $r8 = -1',
    'set $r9 = 0',
    'set $rax = $arg0',
    'set $rip = $system',
    'tbreak *($system + 2)',
    'continue',
    'set $lost = (long)$rip != $system + 2',
    'set $answer = (long)$rax',
    'end',
    'end',
    'define backref_call',
    'if $lost == 0',
    'set $orig_rax = -1',
    'set $rsp = $stack',
    'set $rdi = $arg1',
    'set $rsi = $arg2',
    'set $r12 = $arg0',
    `set $r14 = $p + ${CODE_BYTES + 4096}`,
    `set $rip = $p + ${CODE_BYTES}`,
    'continue',
    `set $lost = (long)$rip != $p + ${CODE_BYTES + STUB.length}`,
    'set $result = (long)$r13',
    'end',
    'end',
    `set $numfound = 0`,
    `find /b1 0x${munmap.toString(16)}, +${LOOKED_THROUGH}, 0x0f, 0x05`,
    'set $system = (long)$_',
  ];
}

export interface OwnCalls {
  readonly codeFile: string;
  /** What is done with the code in the process, which starts at $p; leaves what it came to in $r. */
  readonly run: readonly string[];
}

/** Memory, the code into it, and `run`; registersBack is to follow, whatever came of it. */
export function ownCalls({ codeFile, run }: OwnCalls): readonly string[] {
  return [
    'if $numfound == 0',
    `echo ${MARKERS.noCode}\\n`,
    'else',
    ...SAVED.map((name) => `set $saved_${name} = $${name}`),
    'set $isTouched = 1',
    // Below the red zone, on 16 bytes.
    'set $stack = ((long)$rsp - 1024) & ~0xf',
    `backref_system ${MMAP} 0 ${CODE_BYTES + STUB_PAGE_BYTES} 3 0x22`,
    'set $p = $answer',
    'set $isMapped = $lost == 0 && ($p > 0 || $p < -4095)',
    'if $isMapped',
    `restore ${codeFile} binary $p`,
    `backref_system ${MPROTECT} $p+${CODE_BYTES} 4096 5 0`,
    'set $isCode = $lost == 0 && $answer == 0',
    'if $isCode',
    ...run,
    'else',
    `backref_system ${MUNMAP} $p ${CODE_BYTES + STUB_PAGE_BYTES} 0 0`,
    'end',
    'end',
    'if $lost != 0',
    `echo ${MARKERS.lost}\\n`,
    'else',
    'if !$isMapped',
    `echo ${MARKERS.noMemory}\\n`,
    'else',
    'if !$isCode',
    `echo ${MARKERS.noCode}\\n`,
    'else',
    `printf "${MARKERS.done} %d\\n", $r`,
    'end',
    'end',
    'end',
    'end',
  ];
}

/** The registers as they were, if they were touched at all. For a script of its own: one that fails is left at once. */
export function registersBack(): readonly string[] {
  return ['if !$_isvoid($isTouched)', ...SAVED.map((name) => `set $${name} = $saved_${name}`), 'end'];
}
