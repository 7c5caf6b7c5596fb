import { formatBytes, formatCount } from '../../../shared/base/numbers-to-text.ts';
import type { HiddenNodes, MergedPathNode, PatternNode } from '../../../shared/protocol/rows.ts';
import type { Arguments } from '../arguments.ts';
import { plural, shownText, typeText } from '../cells.ts';
import { askAboutSet, neededSet, SET_OPTIONS } from '../chosen-set.ts';
import { type Command, FILE, JSON_OPTION } from '../command.ts';
import type { Ink } from '../ink.ts';
import { writeJson } from '../json-output.ts';
import { type TextBranch, textTree } from '../text-tree.ts';

const DEFAULT_DEPTH = 6;
const DEFAULT_WIDTH = 8;
const TREE_OPTIONS = [
  { name: 'depth', value: 'N', does: `Levels, 1–20; ${String(DEFAULT_DEPTH)} unless told` },
  { name: 'width', value: 'N', does: `Rows below each, 1–100; ${String(DEFAULT_WIDTH)} unless told` },
] as const;

interface TreeSize {
  readonly under: readonly string[];
  readonly depth: number;
  readonly width: number;
}

function treeSize(args: Arguments): TreeSize {
  return {
    under: [],
    depth: args.wholeNumber('depth', 1, 20) ?? DEFAULT_DEPTH,
    width: args.wholeNumber('width', 1, 100) ?? DEFAULT_WIDTH,
  };
}

export const mergedPathsCommand: Command = {
  name: 'merged-paths',
  operands: [FILE],
  options: [...SET_OPTIONS, ...TREE_OPTIONS, JSON_OPTION],
  summary: 'The shortest paths to all objects of a type or a query, as one tree from the roots',
  examples: [
    'merged-paths leak.backref --type __main__.Foo',
    "merged-paths leak.backref --where 'len > 100' --json",
  ],
  async run(args, { terminal, heaps }) {
    const set = neededSet(args);
    const size = treeSize(args);
    const heap = await heaps.open(args.operand(0));
    const found = await askAboutSet(heap, args, () => heap.call('merged-paths', { set, ...size }));
    if (args.flag('json')) {
      await writeJson(terminal, found);
      return 0;
    }
    const head = `${formatCount(found.count)} ${plural(found.count, 'object')}, ${formatBytes(found.bytes)}`;
    const branches = withHidden(
      found.nodes.map((node) => mergedBranch(node, terminal.ink)),
      found.hidden,
    );
    await terminal.out(`${[head, ...textTree(branches, terminal.ink)].join('\n')}\n`);
    return 0;
  },
};

function mergedBranch(node: MergedPathNode, ink: Ink): TextBranch {
  const what =
    node.id === null
      ? `${formatCount(node.holders)} × ${typeText(node.type)}`
      : `${typeText(node.type)} ${ink('quiet', node.id)}  ${shownText(node.preview)}`.trimEnd();
  const held = ink('shallow', `${formatCount(node.count)}, ${formatBytes(node.bytes)}`);
  return {
    text: `${shownText(node.label)} → ${what}  ${held}`,
    below: withHidden(
      node.nodes.map((each) => mergedBranch(each, ink)),
      node.hidden,
    ),
  };
}

export const patternCommand: Command = {
  name: 'pattern',
  operands: [FILE],
  options: [...SET_OPTIONS, ...TREE_OPTIONS, JSON_OPTION],
  summary: 'What refers to the objects of a type or a query by kind, what to those, and so on',
  description: ["heapy's reference pattern. What stands above on the way is left out, so that cycles end."],
  examples: ['pattern leak.backref --type __main__.Foo', 'pattern leak.backref --type dict --depth 2 --json'],
  async run(args, { terminal, heaps }) {
    const set = neededSet(args);
    const size = treeSize(args);
    const heap = await heaps.open(args.operand(0));
    const found = await askAboutSet(heap, args, () => heap.call('reference-pattern', { set, ...size }));
    if (args.flag('json')) {
      await writeJson(terminal, found);
      return 0;
    }
    const head = `${formatCount(found.count)} ${plural(found.count, 'object')}`;
    const branches = withHidden(
      found.nodes.map((node) => patternBranch(node, terminal.ink)),
      found.hidden,
    );
    await terminal.out(`${[head, ...textTree(branches, terminal.ink)].join('\n')}\n`);
    return 0;
  },
};

function patternBranch(node: PatternNode, ink: Ink): TextBranch {
  const which = node.id === null ? '' : `  ${ink('quiet', node.id)}  ${shownText(node.preview)}`.trimEnd();
  const roots =
    node.roots === 0 ? '' : ink('root', `  ${formatCount(node.roots)} ${plural(node.roots, 'root')}`);
  return {
    text: `${formatCount(node.count)} ${typeText(node.key)}${which}${roots}`,
    below: withHidden(
      node.nodes.map((each) => patternBranch(each, ink)),
      node.hidden,
    ),
  };
}

/** The branches, and a line for those that are not shown. */
function withHidden(branches: readonly TextBranch[], hidden: HiddenNodes): readonly TextBranch[] {
  if (hidden.nodes === 0) return branches;
  const objects = `${formatCount(hidden.count)} ${plural(hidden.count, 'object')}`;
  return [...branches, { text: `${formatCount(hidden.nodes)} more with ${objects}`, below: [] }];
}
