import { visibleText } from '../../base/visible-text.ts';
import type { GraphFacts, GraphThread } from '../../graph/heap-graph.ts';
import { problemsOf } from '../python-objects/problems.ts';
import type { Oddities } from '../python-objects/problems.ts';
import type { Header } from './header.ts';
import { VERSION } from './header.ts';

const MAX_FACT = 1000;

const RULES: readonly string[] = [
  'Every reference keeps its target alive; PyHeap leaves out what weak references refer to.',
  'A mapping refers to its keys and to its values. A name is known where the value of an attribute is among an object’s references; values of slots and items of subclasses of containers have none.',
  'A size is what sys.getsizeof says of the object itself, without what it refers to.',
  'PyHeap writes no roots. Here they are modules, thread frames, classes of the interpreter that nothing else reaches, and objects that nothing in the dump refers to: those are held from C.',
];

/** Facts of the graph. O(threads). */
export function graphFacts(header: Header, oddities: Oddities): GraphFacts {
  return {
    format: 'pyheap',
    formatVersion: `${VERSION}`,
    producer: 'PyHeap',
    language: 'python',
    rules: RULES,
    problems: problemsOf(oddities),
    process: {
      pid: null,
      argv: [],
      python: null,
      platform: null,
      label: null,
      time: visibleText(header.createdAt, MAX_FACT),
      rssBytes: null,
      peakRssBytes: null,
      captureMethod: 'pyheap',
      captureSeconds: null,
      gc: null,
      pymalloc: null,
      malloc: null,
      memory: null,
      threads: threadFacts(header),
      tracemalloc: false,
    },
  };
}

function threadFacts({ threads }: Header): readonly GraphThread[] {
  return threads.map(({ name, frames }) => ({
    name: visibleText(name, MAX_FACT),
    ident: '',
    frames: frames.map((frame) => ({
      function: visibleText(frame.function, MAX_FACT),
      file: visibleText(frame.file, MAX_FACT),
      line: frame.line,
      node: frame.node,
    })),
  }));
}
