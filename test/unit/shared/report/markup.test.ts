import { describe, expect, test } from 'vitest';
import { markup, pictureAddress } from '../../../../shared/report/markup.ts';

describe('markup', () => {
  test('values are text, in content and in attributes, and never invisible', () => {
    expect(markup`<a title="${'"><script>'}">${'<b>&\u202e\u0000'}</a>`.html).toBe(
      '<a title="&quot;&gt;&lt;script&gt;">&lt;b&gt;&amp;\\u202e\\x00</a>',
    );
  });

  test('markup and lists of it stay, null is nothing, numbers are as they are', () => {
    const items = ['<', '>'].map((text) => markup`<li>${text}</li>`);
    expect(markup`<ul>${items}${null}${7}</ul>`.html).toBe('<ul><li>&lt;</li>\n<li>&gt;</li>7</ul>');
  });

  test('a long text is cut', () => {
    expect(markup`${'x'.repeat(1_000_000)}`.html).toHaveLength(1200);
  });

  test('a picture is one attribute value that nothing in it can end', () => {
    expect(pictureAddress(`<svg a="1">'é</svg>`).html).toBe(
      'data:image/svg+xml,%3Csvg%20a%3D%221%22%3E&#39;%C3%A9%3C%2Fsvg%3E',
    );
  });
});
