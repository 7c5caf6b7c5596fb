import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { hostileBackref } from '../fixtures/hostile/hostile-backref.ts';
import { HOSTILE_FILE_NAME, MARK, NOT_SHOWABLE, TOO_MANY_MARKS } from '../fixtures/hostile/hostile-texts.ts';
import { hostileV8Snapshot } from '../fixtures/hostile/hostile-v8.ts';
import { expect } from './window-fixtures.ts';

/** Longest text that one element of the window may show. */
const MAX_SHOWN = 700;

/** Writes the hostile snapshots under hostile names into `folder`. */
export function writeHostileFiles(folder: string): {
  python: string;
  later: string;
  v8: string;
  /** None at all, but for its name. */
  broken: string;
} {
  const files = {
    python: path.join(folder, `${HOSTILE_FILE_NAME}.backref`),
    later: path.join(folder, `later ${HOSTILE_FILE_NAME}.backref`),
    v8: path.join(folder, `${HOSTILE_FILE_NAME}.heapsnapshot`),
    broken: path.join(folder, `${HOSTILE_FILE_NAME}.txt`),
  };
  writeFileSync(files.python, hostileBackref());
  writeFileSync(files.later, hostileBackref({ more: 20 }));
  writeFileSync(files.v8, hostileV8Snapshot());
  writeFileSync(files.broken, '<script>globalThis.backrefObeyed=1</script>');
  return files;
}

/** What a page did that text should not make it do. */
export interface Misdeeds {
  readonly dialogs: string[];
  readonly requests: string[];
}

/** Watches a page from now on: dialogs, popups, and requests to anybody else. */
export function watch(page: Page): Misdeeds {
  const misdeeds: Misdeeds = { dialogs: [], requests: [] };
  const origin = originOf(page.url());
  page.on('dialog', (dialog) => {
    misdeeds.dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  page.on('popup', (popup) => misdeeds.dialogs.push(`a window ${popup.url()}`));
  page.on('request', (request) => {
    const url = request.url();
    if (originOf(url) !== origin && !/^(?:blob|data):/.test(url)) misdeeds.requests.push(url);
  });
  return misdeeds;
}

function originOf(address: string): string {
  const { protocol, host } = new URL(address);
  return `${protocol}//${host}`;
}

interface Seen {
  readonly obeyed: boolean;
  readonly elements: readonly string[];
  readonly texts: readonly string[];
  readonly sideways: number;
  readonly downwards: number;
  /** Parts that scroll sideways though they should wrap or cut. */
  readonly overflowing: readonly string[];
  readonly place: string;
}

/** Everything that the page shows or says: text, titles, names; but what the user typed stays theirs. */
function look(page: Page): Promise<Seen> {
  return page.evaluate((mark) => {
    const strange =
      'img, script, iframe, object, embed, link, meta, style, base, form, [srcdoc], [href^="javascript" i]';
    const elements = [...document.body.querySelectorAll('*')].filter(
      (element) =>
        element.matches(strange) || [...element.attributes].some(({ name }) => name.startsWith('on')),
    );
    const texts = [document.title];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      texts.push(node.nodeValue ?? '');
    }
    for (const element of document.body.querySelectorAll('*')) {
      for (const { name, value } of element.attributes) {
        if (name === 'title' || name === 'placeholder' || name.startsWith('aria-')) {
          texts.push(value);
        }
      }
    }
    // Tables and the outline may scroll sideways where they are given too little room.
    const overflowing = [...document.body.querySelectorAll('*')].filter(
      (element) =>
        /auto|scroll/.test(getComputedStyle(element).overflowX) &&
        element.scrollWidth > element.clientWidth + 1 &&
        !element.matches('input, [role=tree], [role=grid], [role=grid] *'),
    );
    const { documentElement: page } = document;
    return {
      obeyed: mark in globalThis,
      elements: elements.map((element) => element.outerHTML.slice(0, 200)),
      texts,
      sideways: page.scrollWidth - page.clientWidth,
      downwards: page.scrollHeight - page.clientHeight,
      overflowing: overflowing.map(({ tagName, className }) => `${tagName} ${className}`),
      place: location.hash,
    };
  }, MARK);
}

/** Fails unless all that the page shows is text: cut, with what is hidden made visible; and the page keeps its form. */
export async function expectOnlyText(page: Page): Promise<void> {
  const { obeyed, elements, texts, sideways, downwards, overflowing, place } = await look(page);
  expect.soft(obeyed, `${place}: something of the snapshot was obeyed`).toBe(false);
  expect.soft(elements, `${place}: elements that the window does not make`).toEqual([]);
  const odd = texts.filter((text) => {
    const shown = text.replaceAll('\n', ' ');
    return NOT_SHOWABLE.test(shown) || TOO_MANY_MARKS.test(shown) || text.length > MAX_SHOWN;
  });
  expect
    .soft(
      odd.map((text) => `${String(text.length)} ${JSON.stringify(text.slice(0, 160))}`),
      `${place}: texts shown as they are, or whole`,
    )
    .toEqual([]);
  expect.soft(overflowing, `${place}: parts that scroll sideways`).toEqual([]);
  expect.soft({ sideways, downwards }, `${place}: the page scrolls`).toEqual({ sideways: 0, downwards: 0 });
}
