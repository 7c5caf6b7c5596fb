import { ROOT_KIND_NAMES } from '../../../shared/graph/heap-graph.ts';
import type { PathStep, RootPath } from '../../../shared/protocol/rows.ts';
import { shownText, typeText } from '../cells.ts';
import { type Command, FILE, JSON_OPTION } from '../command.ts';
import { objectIdOf } from '../heaps.ts';
import { writeJson } from '../json-output.ts';
import { TableWriter } from '../table.ts';
import type { Terminal } from '../terminal.ts';

export const pathCommand: Command = {
  name: 'path',
  operands: [FILE, { name: 'ID', count: 'one' }],
  options: [
    { name: 'to', value: 'ROOTKIND', does: `Only from a root of this kind: ${ROOT_KIND_NAMES.join(', ')}` },
    JSON_OPTION,
  ],
  summary: 'The shortest chain of references from a root to an object',
  examples: ['path leak.backref 0x7f3a5c0d1e40', 'path leak.backref 0x7f3a5c0d1e40 --to module'],
  async run(args, { terminal, heaps }) {
    const to = args.choice('to', ROOT_KIND_NAMES);
    const heap = await heaps.open(args.operand(0));
    const id = objectIdOf(heap, args.operand(1));
    const found = await heap.call('path', { id, to });
    if (args.flag('json')) await writeJson(terminal, found);
    else await writePath(terminal, found, id, to);
    return 0;
  },
};

async function writePath(terminal: Terminal, found: RootPath, id: string, to: string | null): Promise<void> {
  const { root, path } = found;
  if (root === null) {
    const whole = `No root reaches ${id}: it is garbage waiting to be collected, or held by something not in the snapshot.`;
    await terminal.out(`${to === null ? whole : `No root of kind ${to} reaches ${id}.`}\n`);
    return;
  }
  await terminal.out(`${`${terminal.ink('root', shownText(root.name))}  ${pathText(found)}`.trimEnd()}\n\n`);
  const table = new TableWriter<PathStep>(
    [
      { header: '', align: 'left', cell: (step) => `  ${shownText(step.label)}` },
      { header: '', align: 'left', ink: 'strong', cell: (step) => typeText(step.type) },
      { header: '', align: 'left', ink: 'quiet', cell: (step) => step.id },
      { header: '', align: 'left', cell: (step) => shownText(step.preview) },
    ],
    terminal,
    { header: false },
  );
  await terminal.out(`  ${terminal.ink('quiet', `root: ${root.kind}`)}\n`);
  await table.write(path);
}

/** The labels of a path on one line: `local d → ['k'] → [4711]`; the root object itself, which comes first, has none. */
function pathText({ root, path }: RootPath): string {
  const steps = path.at(0)?.id === root?.id ? path.slice(1) : path;
  return steps.map((step) => shownText(step.label)).join(' → ');
}
