import { visibleText } from '../../shared/base/visible-text.ts';
import { currentSnapshot } from './window-store.ts';
import type { WindowState } from './window-store.ts';

/** How far the openings are together in whole per cent, null while nobody knows. Their phases count alike. */
function percentOf(openings: WindowState['openings']): number | null {
  const shares = openings.map(({ progress }) =>
    progress === null || progress.total <= 0 ? null : Math.min(1, progress.done / progress.total),
  );
  if (shares.every((share) => share === null)) return null;
  const sum = shares.reduce<number>((total, share) => total + (share ?? 0), 0);
  return Math.floor((100 * sum) / shares.length);
}

/** The title of the window: what it shows, or how far it is with what the user waits for. O(open). */
export function windowTitle(state: WindowState): string {
  const current = currentSnapshot(state);
  const underWay = state.openings.filter(({ error }) => error === null);
  const first = underWay.at(0);
  if (first !== undefined && (state.watching || current === null)) {
    const percent = percentOf(underWay);
    const what = underWay.length === 1 ? visibleText(first.name, 80) : `${String(underWay.length)} files`;
    const doing = underWay.every(({ kind }) => kind === 'capture') ? 'Capturing' : 'Opening';
    return `${percent === null ? '' : `${String(percent)}% · `}${doing} ${what} – Backref`;
  }
  return current === null ? 'Backref' : `${visibleText(current.name, 80)} – Backref`;
}
