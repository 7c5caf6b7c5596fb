import { formatCount } from '../base/numbers-to-text.ts';
import { edgeKind } from '../graph/edge-kinds.ts';
import { NO_NODE, hasBit } from '../graph/heap-graph.ts';
import type { HeapGraph } from '../graph/heap-graph.ts';
import { TYPE_FROM_CLASS_STATEMENT, TYPE_IS_EXCEPTION } from '../graph/type-layouts.ts';
import type { AdviceInput, Advised, AttributeFacts } from './advised.ts';
import { attributesOf } from './class-attributes.ts';
import type { ClassAttribute } from './class-attributes.ts';
import { instanceLayout } from './instance-layout.ts';
import type { InstanceLayout } from './instance-layout.ts';
import { inSlices } from './work-context.ts';
import type { WorkContext } from './work-context.ts';

const WEAK = edgeKind('weak');
const PHASE = 'Looking at classes';
const MOST_NAMED = 8;
const MOST_LISTED = 40;
const EXAMPLES = 3;

/** A class of the program with its reachable instances. */
interface ProgramClass {
  readonly type: number;
  readonly instances: Uint32Array;
  readonly attributes: readonly ClassAttribute[];
  readonly layout: InstanceLayout;
}

/**
 * What classes written in Python would save with `__slots__`, and with attributes that all instances have alike kept in
 * the class. O(N + E). Throws HeapError `cancelled`.
 */
export function adviseClasses(input: AdviceInput, context: WorkContext): Advised[] {
  const { graph } = input.heap;
  const layouts = graph.typeLayouts ?? null;
  if (layouts === null) return [];
  const weakly = typesReferredToWeakly(graph, context);
  return graph.typeNames.flatMap((_, type) => {
    const flags = layouts.flags[type];
    if ((flags & TYPE_FROM_CLASS_STATEMENT) === 0 || (flags & TYPE_IS_EXCEPTION) !== 0) return [];
    const found = programClass(input, type, weakly[type] === 1, context);
    return found === null ? [] : [...adviseSlots(input, found), ...adviseConstants(input, found)];
  });
}

/** 1 by type: something refers weakly to an instance. O(E). */
function typesReferredToWeakly(graph: HeapGraph, context: WorkContext): Uint8Array {
  const { edgeKind: kinds, edgeTarget, typeOf, edgeCount } = graph;
  const weakly = new Uint8Array(graph.typeNames.length);
  inSlices(context, PHASE, edgeCount, (from, to) => {
    for (let edge = from; edge < to; edge++) if (kinds[edge] === WEAK) weakly[typeOf[edgeTarget[edge]]] = 1;
  });
  return weakly;
}

/** Null where there are no instances, or the class is laid out in a way that no rule here describes. */
function programClass(
  { heap, equal, memory }: AdviceInput,
  type: number,
  weakly: boolean,
  context: WorkContext,
): ProgramClass | null {
  const { graph } = heap;
  const { start, node } = heap.nodesByType(context);
  const all = node.subarray(start[type], start[type + 1]);
  const instances = all.filter((each) => hasBit(heap.reachable, each));
  if (instances.length < 2) return null;
  const found = attributesOf(graph, equal, instances, context);
  if (found === null) return null;
  const attributes = found.filter(({ name }) => name !== '__dict__' && name !== '__weakref__');
  const layout = instanceLayout(memory, {
    flags: graph.typeLayouts?.flags[type] ?? 0,
    basicBytes: graph.typeLayouts?.basicBytes[type] ?? 0,
    itemBytes: graph.typeLayouts?.itemBytes[type] ?? 0,
    slots: attributes.filter(({ inSlot }) => inSlot).length,
    attributes: attributes.filter(({ inSlot }) => !inSlot).length,
    weakly,
  });
  return layout === null ? null : { type, instances, attributes, layout };
}

function adviseSlots(input: AdviceInput, found: ProgramClass): Advised[] {
  const { instances, attributes, layout, type } = found;
  if (layout.slottedBytes === null || attributes.length === 0) return [];
  const now = bytesNow(input, found);
  const perInstance = now.all / instances.length;
  const savedBytes = now.all - layout.slottedBytes * instances.length;
  if (savedBytes <= 0) return [];
  const names = attributes.slice(0, MOST_NAMED).map(({ name }) => `'${name}'`);
  const more = attributes.length > MOST_NAMED ? ', …' : attributes.length === 1 ? ',' : '';
  const inDicts = now.dicts > 0 ? 'dict' : 'inline values';
  const varying = attributes.filter(({ isConstant }) => !isConstant).length;
  return [
    {
      kind: 'slots',
      type,
      count: instances.length,
      savedBytes,
      how:
        `Declare __slots__ = (${names.join(', ')}${more}) in the class and in each of its bases; a dataclass takes slots=True (3.10). ` +
        'Attributes with other names can then not be set' +
        (layout.keepsWeakref ? "; '__weakref__' is counted, for its instances are referred to weakly." : '.'),
      computed:
        `${formatCount(instances.length)} instances with ${attributes.length === 1 ? '1 attribute' : `${formatCount(attributes.length)} attributes`}, ${varying === 0 ? 'all constant' : `${formatCount(varying)} of them varying`}: ` +
        `${perInstance.toFixed(1)} bytes each now, with ${inDicts}, and ${layout.slottedBytes.toFixed(1)} with slots, ` +
        'both with what Python’s allocator adds.',
      examples: firstExamples(instances, savedBytes / instances.length),
      attributes: attributeFacts(attributes),
      nodes: () => instances,
    },
  ];
}

function adviseConstants(input: AdviceInput, found: ProgramClass): Advised[] {
  const { instances, attributes, layout, type } = found;
  const constant = attributes.filter(({ isConstant }) => isConstant);
  if (constant.length === 0) return [];
  const slots = constant.filter(({ inSlot }) => inSlot).length;
  const savedEach = (node: number, dict: number): number => {
    const { shallowBytesOf } = input.heap.graph;
    const dictBytes = dict === NO_NODE ? 0 : shallowBytesOf[dict];
    return layout.savedWithout(shallowBytesOf[node], dictBytes, slots, constant.length - slots);
  };
  let savedBytes = 0;
  eachInstance(input.heap.graph, instances, (node, dict) => (savedBytes += savedEach(node, dict)));
  if (savedBytes <= 0) return [];
  const names = constant
    .slice(0, MOST_NAMED)
    .map(({ name }) => name)
    .join(', ');
  const one = constant.length === 1;
  return [
    {
      kind: 'constant-attributes',
      type,
      count: instances.length,
      savedBytes,
      how: `${names}${constant.length > MOST_NAMED ? ', …' : ''}: the same in every instance. Make ${one ? 'it an attribute' : 'them attributes'} of the class, which an instance sets only where it differs.`,
      computed: `${formatCount(instances.length)} instances without the ${one ? 'place' : `${formatCount(constant.length)} places`} for ${one ? 'it' : 'these'}, in the sizes that tables and Python’s allocator have; the values themselves are not counted.`,
      examples: firstExamples(instances, savedBytes / instances.length),
      attributes: attributeFacts(constant),
      nodes: () => instances,
    },
  ];
}

/** What the instances and their dicts take in RAM. */
function bytesNow(
  { heap }: AdviceInput,
  { instances, layout }: ProgramClass,
): { readonly all: number; readonly dicts: number } {
  const { shallowBytesOf } = heap.graph;
  let all = 0;
  let dicts = 0;
  eachInstance(heap.graph, instances, (node, dict) => {
    all += layout.objectBytes(shallowBytesOf[node]);
    if (dict === NO_NODE) return;
    all += layout.dictBytes(shallowBytesOf[dict]);
    dicts++;
  });
  return { all, dicts };
}

/** Each instance with its attribute dict, NO_NODE where it has none of its own. O(references). */
function eachInstance(
  { edgeStart, edgeTarget, ownerOfDict }: HeapGraph,
  instances: Uint32Array,
  see: (node: number, dict: number) => void,
): void {
  for (const node of instances) {
    let dict = NO_NODE;
    for (let edge = edgeStart[node]; ownerOfDict !== null && edge < edgeStart[node + 1]; edge++) {
      if (ownerOfDict[edgeTarget[edge]] === node) {
        dict = edgeTarget[edge];
        break;
      }
    }
    see(node, dict);
  }
}

function firstExamples(instances: Uint32Array, savedBytes: number): Advised['examples'] {
  return Array.from(instances.subarray(0, EXAMPLES), (node) => ({ node, count: 1, savedBytes }));
}

function attributeFacts(attributes: readonly ClassAttribute[]): AttributeFacts[] {
  return [...attributes]
    .sort((a, b) => b.count - a.count)
    .slice(0, MOST_LISTED)
    .map(({ name, count, value, isConstant }) => ({ name, count, constant: isConstant ? value : null }));
}
