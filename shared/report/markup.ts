import { escapeXml } from '../base/xml-text.ts';
import { visibleText } from '../base/visible-text.ts';

/** Greatest length of one text in a report, in UTF-16 units. */
const MAX_TEXT = 1200;

/** HTML that may stand in a page as it is. Made by `markup` alone, so that no text of a snapshot can become some. */
export class Markup {
  readonly html: string;

  private constructor(html: string) {
    this.html = html;
  }

  /** HTML from the template's own text and values that are Markup or have been escaped. */
  static join(html: string): Markup {
    return new Markup(html);
  }
}

export type MarkupValue = string | number | null | Markup | readonly Markup[];

/**
 * A template whose own text is HTML, and whose values are text: cut, made visible and escaped, for content and for
 * attributes in double quotes. Markup and lists of it stay as they are; null is nothing. O(length).
 */
export function markup(parts: TemplateStringsArray, ...values: readonly MarkupValue[]): Markup {
  let html = parts[0];
  values.forEach((value, index) => {
    html += shown(value) + parts[index + 1];
  });
  return Markup.join(html);
}

function shown(value: MarkupValue): string {
  if (value === null) return '';
  if (value instanceof Markup) return value.html;
  if (typeof value === 'object') return value.map(({ html }) => html).join('\n');
  return escapeXml(visibleText(String(value), MAX_TEXT));
}

/** Nothing. */
export const NO_MARKUP = Markup.join('');

/**
 * An SVG document of this program's own as the address of a picture. A picture runs nothing, loads nothing and shares no
 * names with the page. O(length).
 */
export function pictureAddress(svg: string): Markup {
  return Markup.join(escapeXml(`data:image/svg+xml,${encodeURIComponent(svg)}`));
}
