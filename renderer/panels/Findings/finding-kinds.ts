import {
  Archive,
  Boxes,
  Bug,
  Cable,
  Cog,
  Database,
  Link2,
  ListTree,
  Milestone,
  Package,
  Recycle,
  RefreshCw,
  ScrollText,
  Shapes,
  SquareFunction,
  Timer,
  Trash2,
  TrendingUp,
  Variable,
  Waypoints,
  Workflow,
} from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import type { FindingKind } from '../../../shared/protocol/findings-rows.ts';

/** How a kind is shown: its name in two words, and a picture of it. */
export const FINDING_LOOK: Readonly<
  Record<FindingKind, { readonly word: string; readonly Icon: LucideIcon }>
> = {
  accumulation: { word: 'accumulation', Icon: Boxes },
  cache: { word: 'mapping or cache', Icon: Database },
  'lru-cache': { word: 'lru_cache', Icon: Archive },
  'class-attribute': { word: 'class attribute', Icon: Shapes },
  closure: { word: 'closure', Icon: SquareFunction },
  'bound-method': { word: 'bound methods', Icon: Cable },
  traceback: { word: 'traceback', Icon: Bug },
  exception: { word: 'exception', Icon: Bug },
  frame: { word: 'running function', Icon: Variable },
  generator: { word: 'generator', Icon: RefreshCw },
  'thread-local': { word: 'thread-local', Icon: Workflow },
  'asyncio-task': { word: 'asyncio tasks', Icon: Timer },
  logging: { word: 'logging', Icon: ScrollText },
  'context-var': { word: 'context variable', Icon: Milestone },
  chain: { word: 'linked list', Icon: Link2 },
  'large-object': { word: 'large object', Icon: Package },
  cycle: { word: 'reference cycles', Icon: Waypoints },
  garbage: { word: 'garbage', Icon: Recycle },
  'gc-garbage': { word: 'gc.garbage', Icon: Trash2 },
  'c-held': { word: 'held from C', Icon: Cog },
  'c-held-too': { word: 'held from C, too', Icon: ListTree },
  growing: { word: 'growing', Icon: TrendingUp },
};
