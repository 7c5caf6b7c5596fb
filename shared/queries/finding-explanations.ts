import type { Finding, FindingKind } from '../protocol/findings-rows.ts';

const TEXTS: Readonly<Record<FindingKind, string>> = {
  accumulation:
    'Many equal objects under one holder. If it only ever grows, something adds to it and nothing takes out.',
  cache:
    'A mapping with many entries. Without a limit it keeps every value it was ever given: bound it, let entries expire, or key it weakly.',
  'lru-cache':
    'An lru_cache keeps arguments and results of every call it remembers; on a method that includes every instance. Give it a maxsize, or keep the result on the instance.',
  'class-attribute':
    'It belongs to the class, not to one instance: all instances share it, and it lives as long as the class.',
  closure:
    'A function keeps the variables of the function that made it for as long as it is known anywhere: here, that is what holds them.',
  'bound-method':
    'A bound method keeps its whole object. What is registered must be taken out again, or be held by weakref.WeakMethod.',
  traceback:
    'An exception keeps its traceback, that keeps the frames, and those all their local variables. Keep the text of the error instead, or set __traceback__ to None.',
  exception: 'A kept exception keeps all that it was made with. Keep its text instead.',
  frame: 'A local variable of a function that is still running: it goes when the function returns.',
  generator: 'A generator that was not run to its end keeps its local variables.',
  'thread-local':
    'A value of threading.local lives as long as its thread, in a pool as long as the program: clear it when a piece of work is done.',
  'asyncio-task':
    'Tasks and coroutines keep their frames, results and exceptions while anybody knows them. Await them, or let them discard themselves when they are done.',
  logging:
    'Loggers live as long as the program and keep their handlers and filters: remove with removeHandler what was added for a while.',
  'context-var': 'A context variable keeps its value for as long as the context lives.',
  chain: 'A chain in which each object is held by the one before: who holds the first holds them all.',
  'large-object':
    'One object with much of the heap in itself: a buffer, or a container with very many places.',
  cycle:
    'They refer to each other in a cycle. Reference counting alone never frees them; the cyclic collector has to come by.',
  garbage:
    'Nothing reaches them any more. They are in reference cycles, which only the cyclic collector frees.',
  'gc-garbage': 'The collector put them there: it could not free them, or was told to keep what it finds.',
  'c-held':
    'No object in Python refers to them, but their reference counts say that somebody does: an extension that took a reference too many, or keeps them on purpose.',
  'c-held-too':
    'Their reference counts are higher than the references seen: an extension holds them besides, and will keep them when Python lets go.',
  growing:
    'It was never shorter than in the snapshot before: something puts items in, and nothing takes as many out.',
};

/** Why it keeps memory, and what to look at. `isCollecting`: whether the cyclic collector was on, null if not known. O(1). */
export function explanationOf(
  { kind, cycles, hasFinalizer, isShared }: Pick<Finding, 'kind' | 'cycles' | 'hasFinalizer' | 'isShared'>,
  isCollecting: boolean | null,
): string {
  const sentences = [TEXTS[kind]];
  if (isShared) sentences.push('Others hold them, too, and have to let go as well.');
  const isAboutCycles = kind === 'garbage' || kind === 'cycle';
  if (cycles > 0 && !isAboutCycles)
    sentences.push('Each is in a reference cycle: once let go, they wait for the cyclic collector.');
  if (isAboutCycles && isCollecting === false) sentences.push('It was switched off (gc.disable).');
  if (hasFinalizer && (cycles > 0 || isAboutCycles))
    sentences.push('Their class has a __del__, which the collector runs first.');
  return sentences.join(' ');
}
