import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { THEMES, mixColours } from '../../../../shared/picture/theme.ts';
import type { PictureTheme } from '../../../../shared/picture/theme.ts';

const css = readFileSync(new URL('../../../../renderer/styles/tokens.css', import.meta.url), 'utf8');

function tokens(text: string): Map<string, string> {
  return new Map([...text.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})\b/g)].map((match) => [match[1], match[2]]));
}

const light = tokens(css.slice(0, css.indexOf('prefers-color-scheme: dark')));
const dark = new Map([...light, ...tokens(css.slice(css.indexOf('prefers-color-scheme: dark')))]);

/** Relative luminance as WCAG 2 defines it. */
function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

function named(theme: PictureTheme): Record<string, string> {
  return {
    surface: theme.surface,
    text: theme.text,
    'text-2': theme.softText,
    'text-3': theme.faintText,
    'line-strong': theme.line,
    focus: theme.focus,
    start: theme.start.line,
    'start-soft': theme.start.ground,
    root: theme.roles.root.line,
    'root-soft': theme.roles.root.ground,
    code: theme.roles.code.line,
    'code-soft': theme.roles.code.ground,
    container: theme.roles.container.line,
    'container-soft': theme.roles.container.ground,
    raised: theme.roles.instance.ground,
  };
}

describe.each([
  ['light', THEMES.light, light],
  ['dark', THEMES.dark, dark],
] as const)('the %s theme', (_, theme, wanted) => {
  it('has the colours of tokens.css', () => {
    for (const [name, colour] of Object.entries(named(theme)))
      expect(`${name} ${colour}`).toBe(`${name} ${wanted.get(name)}`);
  });

  it('has text that can be read on each box', () => {
    for (const { line, ground } of [theme.start, ...Object.values(theme.roles)]) {
      expect(contrast(line, ground)).toBeGreaterThan(4);
      expect(contrast(theme.softText, ground)).toBeGreaterThan(4.5);
    }
  });
});

it('mixes colours', () => {
  expect(mixColours('#000000', '#ffffff', 0)).toBe('#000000');
  expect(mixColours('#000000', '#ffffff', 0.5)).toBe('#808080');
  expect(mixColours('#204060', '#ffffff', 1)).toBe('#ffffff');
});
