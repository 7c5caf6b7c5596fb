import { escapeXml } from '../base/xml-text.ts';
import type { Layout, Point } from './geometry.ts';
import type { Pen, Stroke } from './pen.ts';
import type { Scene } from './scene.ts';
import { arrangeSheet, drawSheetScene, drawSheetWords } from './sheet.ts';
import { FAMILIES, FONTS } from './text-width.ts';
import type { FontName } from './text-width.ts';
import { THEMES } from './theme.ts';
import type { ThemeName } from './theme.ts';

function number(value: number): string {
  return (Math.round(value * 100) / 100).toString();
}

function strokeAttributes(stroke: Stroke | null): string {
  if (stroke === null) return '';
  const dash = stroke.dash.length > 0 ? ` stroke-dasharray="${stroke.dash.join(' ')}"` : '';
  return ` stroke="${stroke.colour}" stroke-width="${number(stroke.width)}"${dash}`;
}

class SvgPen implements Pen {
  readonly parts: string[] = [];

  open(opacity: number, title: string): void {
    this.parts.push(opacity === 1 ? '<g>' : `<g opacity="${opacity}">`);
    if (title !== '') this.parts.push(`<title>${escapeXml(title)}</title>`);
  }

  close(): void {
    this.parts.push('</g>');
  }

  box(
    centre: Point,
    width: number,
    height: number,
    radius: number,
    ground: string | null,
    stroke: Stroke | null,
  ): void {
    const corner = `x="${number(centre.x - width / 2)}" y="${number(centre.y - height / 2)}"`;
    const size = `width="${number(width)}" height="${number(height)}" rx="${radius}"`;
    this.parts.push(`<rect ${corner} ${size} fill="${ground ?? 'none'}"${strokeAttributes(stroke)}/>`);
  }

  curve(points: readonly Point[], stroke: Stroke): void {
    const [first, ...rest] = points.map((point) => `${number(point.x)},${number(point.y)}`);
    this.parts.push(
      `<path d="M${first} C${rest.join(' ')}" fill="none"${strokeAttributes(stroke)} stroke-linecap="round"/>`,
    );
  }

  polygon(points: readonly Point[], ground: string): void {
    const corners = points.map((point) => `${number(point.x)},${number(point.y)}`).join(' ');
    this.parts.push(`<polygon points="${corners}" fill="${ground}"/>`);
  }

  disc(centre: Point, radius: number, ground: string, stroke: Stroke | null): void {
    const place = `cx="${number(centre.x)}" cy="${number(centre.y)}" r="${number(radius)}"`;
    this.parts.push(`<circle ${place} fill="${ground}"${strokeAttributes(stroke)}/>`);
  }

  text(at: Point, text: string, font: FontName, colour: string, anchor: 'middle' | 'start'): void {
    const place = `x="${number(at.x)}" y="${number(at.y)}"`;
    const anchored = anchor === 'middle' ? ' text-anchor="middle"' : '';
    this.parts.push(`<text ${place} class="${font}" fill="${colour}"${anchored}>${escapeXml(text)}</text>`);
  }
}

function fontRules(): string {
  return (Object.keys(FONTS) as FontName[])
    .map((name) => {
      const { family, weight, size } = FONTS[name];
      return `.${name}{font-family:${FAMILIES[family]};font-weight:${weight};font-size:${size}px}`;
    })
    .join('');
}

/**
 * A complete SVG document: heading, picture, what is left out, legend. No scripts, nothing loaded from elsewhere; all
 * text escaped; a `<title>` for the whole and for each box. Sizes in CSS pixels. O(nodes + edges).
 */
export function sceneToSvg(scene: Scene, layout: Layout, themeName: ThemeName): string {
  const theme = THEMES[themeName];
  const sheet = arrangeSheet(scene, layout);
  const words = new SvgPen();
  drawSheetWords(words, scene, sheet, theme);
  const picture = new SvgPen();
  drawSheetScene(picture, scene, layout, theme);
  const { width, height, origin } = sheet;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title">`,
    `<title id="title">${escapeXml(scene.heading)}</title>`,
    `<desc>${escapeXml(`${scene.subheading}. ${scene.leftOut}`)}</desc>`,
    `<style>${fontRules()}text{white-space:pre}</style>`,
    `<rect width="${width}" height="${height}" fill="${theme.surface}"/>`,
    ...words.parts,
    `<g transform="translate(${number(origin.x)} ${number(origin.y)})">`,
    ...picture.parts,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}
