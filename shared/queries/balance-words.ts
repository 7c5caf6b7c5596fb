import type { BalanceKind, BalanceRow } from '../protocol/balance-rows.ts';

const OBJECTS = 'Sizes of the objects in the snapshot, each block rounded up as the allocator does.';

/** What each part of the balance is called, and how it was found. */
export const PART_WORDS: Readonly<Record<BalanceKind, Pick<BalanceRow, 'title' | 'how'>>> = {
  containers: { title: 'Containers', how: OBJECTS },
  instances: { title: 'Instances', how: OBJECTS },
  text: { title: 'Text and bytes', how: OBJECTS },
  numbers: { title: 'Numbers', how: OBJECTS },
  code: { title: 'Code, classes, modules', how: OBJECTS },
  'other-objects': { title: 'Other objects', how: OBJECTS },
  'python-internal': {
    title: 'Python’s own',
    how: 'What Python’s allocator has handed out beside the objects: tables of the interpreter, free lists, the agent.',
  },
  'pymalloc-overhead': {
    title: 'Heads of pools',
    how: 'Arenas less blocks handed out and free: heads, and what is left at the end of each pool.',
  },
  'pymalloc-free': {
    title: 'Free in Python’s arenas',
    how: 'Free blocks in pools that are in use, and unused pools, as Python’s allocator tells; pages never touched left out.',
  },
  'malloc-free': {
    title: 'Free in malloc',
    how: 'Free blocks of glibc’s malloc, as mallinfo2 tells, as far as their pages are in RAM.',
  },
  native: {
    title: 'C libraries',
    how: 'What malloc has handed out beside big blocks of the objects: extensions, the interpreter’s big tables.',
  },
  stacks: { title: 'Stacks', how: 'Pages of threads’ stacks in RAM.' },
  'library-data': {
    title: 'Data of libraries',
    how: 'Pages of program and library files that were written to, and so are the process’s own.',
  },
  files: {
    title: 'Files',
    how: 'Pages of mapped files in RAM: program code mostly, shared with other processes.',
  },
  shared: { title: 'Shared memory', how: 'Memory shared with other processes.' },
  rest: {
    title: 'Rest',
    how: 'RSS less all others: mappings that neither allocator knows of, and what roundings leave.',
  },
};
