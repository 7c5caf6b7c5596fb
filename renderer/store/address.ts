import { formatPlace, parsePlace, stepOf } from './place.ts';
import type { WindowStore } from './window-store.ts';

/** What is needed of the browser's window. */
export interface AddressBar {
  readonly location: { readonly hash: string };
  readonly history: {
    pushState(data: unknown, unused: string, url: string): void;
    replaceState(data: unknown, unused: string, url: string): void;
  };
  addEventListener(type: 'popstate', listener: () => void): void;
  removeEventListener(type: 'popstate', listener: () => void): void;
}

/**
 * Keeps address and store alike: what the address says now is taken first, then each change of place is written,
 * and back and forward are followed. Returns how to stop.
 */
export function followAddress(store: WindowStore, bar: AddressBar): () => void {
  store.getState().goTo(parsePlace(bar.location.hash));

  let following = false;
  const stopWriting = store.subscribe((state, before) => {
    const address = formatPlace(state.place);
    if (state.place === before.place || address === bar.location.hash) return;
    // What the user typed is rewritten in place; the empty window is no place to go back to from its first file.
    const keep = following || bar.location.hash === '' || stepOf(state.place) === stepOf(before.place);
    try {
      if (keep) bar.history.replaceState(null, '', address);
      else bar.history.pushState(null, '', address);
    } catch {
      // Addresses have a greatest length, type names do not: this place has no link, all else works.
    }
  });
  const follow = (): void => {
    following = true;
    store.getState().goTo(parsePlace(bar.location.hash));
    following = false;
  };
  bar.addEventListener('popstate', follow);
  return () => {
    stopWriting();
    bar.removeEventListener('popstate', follow);
  };
}
