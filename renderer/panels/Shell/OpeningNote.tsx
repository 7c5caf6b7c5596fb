import type { ReactNode } from 'react';
import { visibleText } from '../../../shared/base/visible-text.ts';
import { currentSnapshot, useWindow } from '../../store/window-store.ts';

/** While the user looks at an open snapshot, a word on the files still on their way or failed; leads to them. */
export function OpeningNote(): ReactNode {
  const openings = useWindow((state) => state.openings);
  const isHidden = useWindow((state) => state.watching || currentSnapshot(state) === null);
  const watch = useWindow((state) => state.watch);
  const first = openings.at(0);
  if (isHidden || first === undefined) return null;
  const failed = openings.filter((opening) => opening.error !== null).length;
  const name = openings.length === 1 ? visibleText(first.name, 32) : `${String(openings.length)} files`;
  const isCapture = openings.length === 1 && first.kind === 'capture';
  const [doing, done] = isCapture ? ['Capturing', 'captured'] : ['Opening', 'opened'];
  return (
    <button
      type="button"
      className={failed > 0 ? 'button ghost failed' : 'button ghost'}
      onClick={() => watch(true)}
    >
      {failed > 0 ? `${name} could not be ${done}` : `${doing} ${name}…`}
    </button>
  );
}
