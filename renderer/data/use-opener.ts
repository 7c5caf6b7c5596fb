import { useHost } from './host-context.tsx';
import { openerOf } from './opening.ts';
import type { Opener } from './opening.ts';

/** What opens and closes snapshots in this window. */
export function useOpener(): Opener {
  return openerOf(useHost());
}
