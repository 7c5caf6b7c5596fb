import { useSyncExternalStore } from 'react';
import type { ThemeName } from '../../shared/picture/theme.ts';

function subscribe(changed: () => void): () => void {
  const scheme = matchMedia('(prefers-color-scheme: dark)');
  scheme.addEventListener('change', changed);
  // The window may choose a theme of its own by an attribute or class of the root element.
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true });
  return () => {
    scheme.removeEventListener('change', changed);
    observer.disconnect();
  };
}

/** Dark where the page's text is lighter than half: true however the theme came about. */
function currentTheme(): ThemeName {
  const text = getComputedStyle(document.documentElement).getPropertyValue('--text').trim();
  const red = /^#[0-9a-f]{6}$/i.test(text) ? Number.parseInt(text.slice(1, 3), 16) : null;
  if (red !== null) return red > 127 ? 'dark' : 'light';
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

/** The theme pictures have to be drawn in; follows the system and the window's own switch. */
export function usePictureTheme(): ThemeName {
  return useSyncExternalStore(subscribe, currentTheme);
}
