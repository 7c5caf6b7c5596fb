import { formatCount } from '../../base/numbers-to-text.ts';
import { visibleText } from '../../base/visible-text.ts';
import type {
  GraphFacts,
  GraphFrame,
  GraphProblem,
  GraphProcess,
  GraphThread,
} from '../../graph/heap-graph.ts';
import type { Meta, Tail } from './json-facts.ts';

const MAX_FACT = 1000;

/** What the reader itself found to be odd, as counts. */
export interface Oddities {
  readonly dangling: number;
  readonly missingRoots: number;
  readonly duplicates: number;
  readonly unnamedTypes: number;
  readonly previewsLeftOut: number;
}

const RULES: readonly string[] = [
  'Every reference keeps its target alive, weak references excepted.',
  'A mapping refers to its keys and to its values; an object refers to its class where that class lives on the heap.',
  'A size is what the object itself takes: header, inline attributes and the tables of containers, without what it refers to.',
  'Roots are modules, thread frames, interpreter state, static objects, and objects held from C: those that no root reaches and whose refcount exceeds the references seen.',
];

/** Facts of the graph. `nodeOf` is the node of an id, NO_NODE for none. O(length of the JSON). */
export function graphFacts(
  version: { readonly major: number; readonly minor: number },
  meta: Meta,
  tail: Tail,
  oddities: Oddities,
  nodeOf: (id: string) => number,
): GraphFacts {
  return {
    format: 'backref',
    formatVersion: `${version.major}.${version.minor}`,
    producer: shown(meta.producer) ?? 'unknown',
    language: 'python',
    rules: [...RULES, ...tail.unseen.filter((sentence) => sentence !== '').map((each) => line(each))],
    problems: [...writtenProblems(tail), ...readingProblems(oddities)],
    process: processFacts(meta, tail, nodeOf),
  };
}

function processFacts(meta: Meta, tail: Tail, nodeOf: (id: string) => number): GraphProcess {
  return {
    pid: meta.pid,
    argv: meta.argv.map(line),
    python: shown(meta.python),
    platform: shown(meta.platform),
    label: shown(meta.label),
    time: shown(meta.time),
    rssBytes: meta.rssBytes,
    peakRssBytes: meta.peakRssBytes,
    captureMethod: shown(meta.method),
    captureSeconds: tail.seconds,
    gc: meta.gc,
    pymalloc: meta.pymalloc,
    malloc: meta.malloc,
    memory: meta.memory,
    threads: threadFacts(meta, nodeOf),
    tracemalloc: meta.tracemalloc,
  };
}

function threadFacts(meta: Meta, nodeOf: (id: string) => number): readonly GraphThread[] {
  return meta.threads
    .filter((thread) => thread !== null)
    .map(({ name, ident, frames }) => ({
      name: line(name),
      ident: line(ident),
      frames: frames
        .filter((frame) => frame !== null)
        .map((frame): GraphFrame => ({
          function: line(frame.function),
          file: line(frame.file),
          line: frame.line,
          node: nodeOf(frame.id ?? ''),
        })),
    }));
}

function writtenProblems(tail: Tail): GraphProblem[] {
  return tail.problems
    .filter((problem) => problem !== null)
    .map(({ code, count, message }) => ({ code: line(code), count, message: line(message) }));
}

function readingProblems(oddities: Oddities): GraphProblem[] {
  const problems: GraphProblem[] = [];
  const add = (code: string, count: number, one: string, many: string): void => {
    if (count > 0)
      problems.push({ code, count, message: count === 1 ? `1 ${one}` : `${formatCount(count)} ${many}` });
  };
  add(
    'dangling-references',
    oddities.dangling,
    'reference led to an object that is not in the snapshot, and is left out.',
    'references led to objects that are not in the snapshot, and are left out.',
  );
  add(
    'missing-roots',
    oddities.missingRoots,
    'root is not in the snapshot, and is left out.',
    'roots are not in the snapshot, and are left out.',
  );
  add(
    'duplicate-addresses',
    oddities.duplicates,
    'object has the address of another one: one died and the other was born there during the capture.',
    'objects have the address of another one: one died and the other was born there during the capture.',
  );
  add(
    'unnamed-types',
    oddities.unnamedTypes,
    'type is not described, and is named by its address.',
    'types are not described, and are named by their addresses.',
  );
  add(
    'previews-left-out',
    oddities.previewsLeftOut,
    'object has no preview, for there are more than 4 GiB of them.',
    'objects have no preview, for there are more than 4 GiB of them.',
  );
  return problems;
}

function line(text: string): string {
  return visibleText(text, MAX_FACT);
}

function shown(text: string | null): string | null {
  return text === null ? null : line(text);
}
