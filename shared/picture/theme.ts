import type { ObjectRole } from '../protocol/rows.ts';

export type ThemeName = 'light' | 'dark';

/** Two colours of a box: its line and text, and its ground. */
export interface BoxColours {
  readonly line: string;
  readonly ground: string;
}

/** Colours of a picture, `#rrggbb` each. */
export interface PictureTheme {
  readonly name: ThemeName;
  readonly surface: string;
  readonly text: string;
  readonly softText: string;
  readonly faintText: string;
  readonly line: string;
  readonly focus: string;
  readonly start: BoxColours;
  readonly roles: Readonly<Record<ObjectRole, BoxColours>>;
}

/**
 * The same values as renderer/styles/tokens.css, which pictures written outside a window cannot read; a test holds
 * the two together.
 */
export const THEMES: Readonly<Record<ThemeName, PictureTheme>> = {
  light: {
    name: 'light',
    surface: '#ffffff',
    text: '#1b1c1f',
    softText: '#54575e',
    faintText: '#6d7078',
    line: '#c9c9c2',
    focus: '#1f6feb',
    start: { line: '#c2410c', ground: '#fde6d8' },
    roles: {
      root: { line: '#2f7d3b', ground: '#dff0e0' },
      code: { line: '#6d4bb3', ground: '#ece6f8' },
      container: { line: '#4b5563', ground: '#e8eaee' },
      instance: { line: '#54575e', ground: '#ffffff' },
      text: { line: '#6d7078', ground: '#ffffff' },
      number: { line: '#6d7078', ground: '#ffffff' },
      other: { line: '#6d7078', ground: '#ffffff' },
    },
  },
  dark: {
    name: 'dark',
    surface: '#1a1d22',
    text: '#e8e9eb',
    softText: '#aeb3bc',
    faintText: '#8d939d',
    line: '#3b4049',
    focus: '#6ea8fe',
    start: { line: '#fb8a5c', ground: '#47281b' },
    roles: {
      root: { line: '#7cc58a', ground: '#1e3724' },
      code: { line: '#b49cf0', ground: '#2f2747' },
      container: { line: '#aeb6c2', ground: '#2a3038' },
      instance: { line: '#aeb3bc', ground: '#22262c' },
      text: { line: '#8d939d', ground: '#22262c' },
      number: { line: '#8d939d', ground: '#22262c' },
      other: { line: '#8d939d', ground: '#22262c' },
    },
  },
};

const mixed = new Map<string, string>();

/** `colour` with a share (0–1) of `ground` mixed in; both `#rrggbb`. Remembered, because a redraw asks again. O(1). */
export function mixColours(colour: string, ground: string, share: number): string {
  if (share <= 0) return colour;
  const key = `${colour}${ground}${share.toFixed(2)}`;
  const known = mixed.get(key);
  if (known !== undefined) return known;
  let result = '#';
  for (const at of [1, 3, 5]) {
    const from = Number.parseInt(colour.slice(at, at + 2), 16);
    const to = Number.parseInt(ground.slice(at, at + 2), 16);
    result += Math.round(from + (to - from) * share)
      .toString(16)
      .padStart(2, '0');
  }
  mixed.set(key, result);
  return result;
}
