import { ROOT_KIND_NAMES } from '../../../shared/graph/heap-graph.ts';
import { visibleText } from '../../../shared/base/visible-text.ts';
import { type Command, FILE, JSON_OPTION } from '../command.ts';
import { objectIdOf } from '../heaps.ts';
import { writeJson } from '../json-output.ts';

const DEFAULT_COUNT = 5;
const MAX_COUNT = 50;
/** A path is at most twelve steps in words. */
const MAX_WORDS = 1500;

export const pathsCommand: Command = {
  name: 'paths',
  operands: [FILE, { name: 'ID', count: 'one' }],
  options: [
    {
      name: 'count',
      value: 'K',
      does: `At most K paths, 1–${String(MAX_COUNT)}; ${String(DEFAULT_COUNT)} unless told`,
    },
    { name: 'to', value: 'ROOTKIND', does: `Only from roots of this kind: ${ROOT_KIND_NAMES.join(', ')}` },
    { name: 'avoid', value: 'ID,ID…', does: 'No path through these objects: what else keeps it alive?' },
    JSON_OPTION,
  ],
  summary: 'Chains from roots to an object that differ as much as they can, in words',
  examples: [
    'paths leak.backref 0x7f3a5c0d1e40',
    'paths leak.backref 0x7f3a5c0d1e40 --to module --avoid 0x7f3a5c0d1e80 --json',
  ],
  async run(args, { terminal, heaps }) {
    const count = args.wholeNumber('count', 1, MAX_COUNT) ?? DEFAULT_COUNT;
    const to = args.choice('to', ROOT_KIND_NAMES);
    const heap = await heaps.open(args.operand(0));
    const id = objectIdOf(heap, args.operand(1));
    const avoid = (args.text('avoid') ?? '')
      .split(',')
      .filter((word) => word.trim() !== '')
      .map((word) => objectIdOf(heap, word));
    const found = await heap.call('paths', { id, count, to, avoid, avoidReferences: [] });
    if (args.flag('json')) await writeJson(terminal, found);
    else if (found.paths.length === 0) {
      const what = to === null && avoid.length === 0 ? 'No root reaches' : 'No such path leads to';
      await terminal.out(`${what} ${id}.\n`);
    } else {
      const lines = found.paths.map(
        ({ words, path }) => `${visibleText(words, MAX_WORDS)}${terminal.ink('quiet', `  (${path.length})`)}`,
      );
      await terminal.out(`${lines.join('\n')}\n`);
    }
    return 0;
  },
};
