import type { FoundFinding, FoundKind } from '../analysis/found-finding.ts';
import { formatBytes, formatCount } from '../base/numbers-to-text.ts';
import { visibleText } from '../base/visible-text.ts';
import type { Finding, GrowingFinding } from '../protocol/findings-rows.ts';

/** What a title is made of. */
export type TitleInput = Pick<
  Finding,
  'bytes' | 'count' | 'type' | 'holder' | 'path' | 'place' | 'cycles' | 'root'
> & { readonly kind: FoundKind };

const MAX_TITLE = 400;
const MAX_TYPE = 80;

/** A finding as one sentence without a full stop: "10,000 Foo in a list at main() local d['k'] keep 880 kB alive". O(1). */
export function titleOf(row: TitleInput, found: Pick<FoundFinding, 'isMixed' | 'references'>): string {
  return visibleText(sentence(row, found), MAX_TITLE);
}

/** As titleOf: "The dict at app.sessions grew from 120 to 12,120 items over 4 snapshots, by 3.1 MB". O(1). */
export function growingTitle(
  row: Pick<GrowingFinding, 'bytes' | 'containers' | 'lengths' | 'place' | 'holder'>,
  containerType: string,
): string {
  const { bytes, containers, lengths, place, holder } = row;
  const type = shortType(containerType);
  const one = `The ${type} at ${place}`;
  const many = `${formatCount(containers)} × ${type} in the ${shortType(holder.type)} at ${place}`;
  const [first, last] = [lengths[0], lengths[lengths.length - 1]];
  const grew = `grew from ${formatCount(first)} to ${counted(last, 'item', 'items')}`;
  const over = `over ${formatCount(lengths.length)} snapshots, by ${formatBytes(bytes)}`;
  return visibleText(`${containers === 1 ? one : many} ${grew} ${over}`, MAX_TITLE);
}

function sentence(row: TitleInput, found: Pick<FoundFinding, 'isMixed' | 'references'>): string {
  const { kind, place, cycles } = row;
  const bytes = formatBytes(row.bytes);
  const things = found.isMixed ? counted(row.count, 'object', 'objects') : countedType(row.count, row.type);
  const keep = row.count === 1 ? 'keeps' : 'keep';
  const container = withArticle(shortType(row.path.at(-1)?.type ?? ''));
  switch (kind) {
    case 'lru-cache':
      return `The lru_cache ${place} keeps ${counted(row.count, 'entry', 'entries')} and ${bytes} alive`;
    case 'traceback':
      return `The traceback of ${withArticle(shortType(row.holder.type))} keeps ${things} and ${bytes} alive, at ${place}`;
    case 'exception':
      if (row.path.at(-1)?.id === row.holder.id)
        return `${things} in ${container} at ${place} ${keep} ${bytes} alive`;
      return `${upper(withArticle(shortType(row.holder.type)))} keeps ${things} and ${bytes} alive, at ${place}`;
    case 'c-held':
      return row.path.length > 1 || !sameType(row)
        ? `${things} in ${container} that only C code holds ${keep} ${bytes} alive`
        : `${things} that only C code holds ${keep} ${bytes} alive`;
    case 'c-held-too':
      return `C code holds ${counted(found.references, 'reference', 'references')} to ${things}, which keep ${bytes} alive`;
    case 'gc-garbage':
      return `${things} in gc.garbage ${keep} ${bytes} alive`;
    case 'garbage':
      return cycles > 0
        ? `${things} that nothing reaches wait for the collector, in ${counted(cycles, 'cycle', 'cycles')}, with ${bytes}`
        : `${things} that nothing reaches wait for the collector, with ${bytes}`;
    case 'cycle':
      return `${counted(row.count, 'object', 'objects')} in ${counted(cycles, 'reference cycle', 'reference cycles')} of ${shortType(row.type)} take ${bytes}`;
    case 'chain':
      return `${things}, each held by the one before, from ${place} on keep ${bytes} alive`;
    case 'large-object':
      return `${upper(withArticle(shortType(row.type)))} at ${place} takes ${bytes}`;
    case 'accumulation':
    case 'cache':
    case 'class-attribute':
    case 'closure':
    case 'bound-method':
    case 'frame':
    case 'generator':
    case 'thread-local':
    case 'asyncio-task':
    case 'logging':
    case 'context-var':
      return `${things} in ${container} at ${place} ${keep} ${bytes} alive`;
  }
}

function sameType({ type, path }: TitleInput): boolean {
  return path.length === 1 && path[0]?.type === type;
}

function countedType(count: number, type: string): string {
  switch (type) {
    case 'method':
      return counted(count, 'bound method', 'bound methods');
    case 'function':
      return counted(count, 'function', 'functions');
    case 'coroutine':
      return counted(count, 'coroutine', 'coroutines');
    case 'generator':
      return counted(count, 'generator', 'generators');
    default:
      return `${formatCount(count)} ${shortType(type)}`;
  }
}

function counted(count: number, one: string, many: string): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** The last part of a dotted name, which a person says; of V8's groups the whole. */
function shortType(type: string): string {
  const short = /^[\w.<>]+$/u.test(type) ? type.slice(type.lastIndexOf('.') + 1) : type;
  return visibleText(short, MAX_TYPE);
}

function withArticle(noun: string): string {
  return `${/^[aeiou]/iu.test(noun) ? 'an' : 'a'} ${noun}`;
}

function upper(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
