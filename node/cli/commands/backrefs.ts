import { formatCount } from '../../../shared/base/numbers-to-text.ts';
import type { GraphDirection, ObjectGraph } from '../../../shared/protocol/rows.ts';
import type { Arguments } from '../arguments.ts';
import { plural, shownText } from '../cells.ts';
import { type Command, type CommandContext, FILE, JSON_OPTION } from '../command.ts';
import { graphFileKind, writeGraphFile } from '../graph-file.ts';
import { graphTree } from '../graph-tree.ts';
import { objectIdOf } from '../heaps.ts';
import { writeJson } from '../json-output.ts';

const DEFAULT_DEPTH = 3;
const MAX_DEPTH = 20;
const DEFAULT_WIDTH = 10;
const MAX_WIDTH = 200;

export const backrefsCommand: Command = graphCommand({
  name: 'backrefs',
  direction: 'referrers',
  summary: 'Who refers to an object, and who to those: as a tree, a picture or JSON',
});

export const refsCommand: Command = graphCommand({
  name: 'refs',
  direction: 'referents',
  summary: 'What an object refers to, and what those: as a tree, a picture or JSON',
});

interface GraphCommand {
  readonly name: string;
  readonly direction: GraphDirection;
  readonly summary: string;
}

function graphCommand({ name, direction, summary }: GraphCommand): Command {
  return {
    name,
    summary,
    operands: [FILE, { name: 'ID', count: 'one' }],
    options: [
      {
        name: 'depth',
        value: 'N',
        does: `Steps from the object, 1–${String(MAX_DEPTH)}; ${String(DEFAULT_DEPTH)} unless told`,
      },
      {
        name: 'width',
        value: 'N',
        does: `Neighbours shown of each object, 1–${String(MAX_WIDTH)}; ${String(DEFAULT_WIDTH)} unless told`,
      },
      {
        name: 'output',
        short: 'o',
        value: 'OUT',
        does: 'Write to a file instead: .png, .svg, .dot or .json',
      },
      JSON_OPTION,
    ],
    examples: [
      `${name} leak.backref 0x7f3a5c0d1e40`,
      `${name} leak.backref 0x7f3a5c0d1e40 --depth 5 -o holders.svg`,
    ],
    run: (args, context) => runGraph(args, context, direction),
  };
}

async function runGraph(
  args: Arguments,
  { terminal, heaps }: CommandContext,
  direction: GraphDirection,
): Promise<number> {
  const depth = args.wholeNumber('depth', 1, MAX_DEPTH) ?? DEFAULT_DEPTH;
  const width = args.wholeNumber('width', 1, MAX_WIDTH) ?? DEFAULT_WIDTH;
  const output = args.text('output');
  const kind = output === null ? null : graphFileKind(output);
  const heap = await heaps.open(args.operand(0));
  const id = objectIdOf(heap, args.operand(1));
  const graph = await heap.call('graph', { id, direction, depth, width, onlyType: null, skip: 0 });
  if (output !== null && kind !== null) await writeGraphFile(output, kind, graph);
  if (args.flag('json')) await writeJson(terminal, graph);
  else if (output !== null) await terminal.out(`${shownText(output)}: ${countText(graph)}\n`);
  else
    await terminal.out(
      `${[...graphTree(graph, terminal.ink), terminal.ink('quiet', countText(graph))].join('\n')}\n`,
    );
  return 0;
}

function countText({ nodes, edges, stubs, depth, width }: ObjectGraph): string {
  const objects = `${formatCount(nodes.length)} ${plural(nodes.length, 'object')}`;
  const references = `${formatCount(edges.length)} ${plural(edges.length, 'reference')}`;
  const folded =
    stubs.length === 0 ? '' : `, ${formatCount(stubs.length)} folded ${plural(stubs.length, 'group')}`;
  return `${objects}, ${references}${folded} (depth ${String(depth)}, width ${String(width)})`;
}
