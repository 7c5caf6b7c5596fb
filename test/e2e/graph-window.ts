import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { ROOT } from './window-files.ts';
import { goTo } from './window-fixtures.ts';

const COMMAND = path.join(ROOT, 'bin/backref.js');

/** The index cache of these tests, apart from the user's. */
const CACHE = mkdtempSync(path.join(tmpdir(), 'backref-graph-'));
const ENVIRONMENT = { ...process.env, BACKREF_CACHE: CACHE };
process.once('exit', () => rmSync(CACHE, { recursive: true, force: true }));

/** What the command prints as JSON. */
export function backrefJson(...args: readonly string[]): unknown {
  const output = execFileSync(process.execPath, [COMMAND, ...args, '--json'], {
    encoding: 'utf8',
    env: ENVIRONMENT,
  });
  return JSON.parse(output);
}

/** The graph of one object of the sample, which the page has open. */
export class GraphPage {
  readonly page: Page;
  readonly stage: Locator;

  constructor(page: Page) {
    this.page = page;
    this.stage = page.getByRole('application', { name: 'Retainer graph' });
  }

  /** Opens the object, with so many steps and neighbours. */
  async open(id: string, depth: number, width = 10): Promise<void> {
    await goTo(this.page, `/leak.backref/types?object=${id}`);
    await this.page.getByRole('spinbutton', { name: 'Depth' }).fill(String(depth));
    await this.page.getByRole('spinbutton', { name: 'Width' }).fill(String(width));
    await this.settled();
  }

  async settled(): Promise<void> {
    await expect(this.page.locator('[aria-busy="true"]')).toHaveCount(0);
    await expect(this.stage).toHaveAttribute('data-settled', 'true');
  }

  async number(name: 'nodes' | 'edges' | 'stubs' | 'pinned' | 'scale'): Promise<number> {
    return Number(await this.stage.getAttribute(`data-${name}`));
  }

  async outline(): Promise<void> {
    await this.page.getByRole('button', { name: 'Outline' }).click();
    await this.settled();
  }

  item(name: RegExp): Locator {
    return this.page.getByRole('tree').getByRole('treeitem', { name }).first();
  }

  /** Where on the page the centre of the box pointed at or selected is, once it stands still. */
  async focusedPlace(): Promise<{ x: number; y: number }> {
    const card = this.stage.getByRole('tooltip');
    await expect(card).toBeVisible();
    const read = (): Promise<string> =>
      card.evaluate((element: HTMLElement) => `${element.dataset['x']} ${element.dataset['y']}`);
    let before = '';
    await expect
      .poll(async () => {
        const now = await read();
        const same = now === before;
        before = now;
        return same;
      })
      .toBe(true);
    const [x, y] = before.split(' ').map(Number);
    const stage = (await this.stage.boundingBox())!;
    return { x: stage.x + x, y: stage.y + y };
  }

  /** Selects a box by the outline and says where it is. */
  async placeOf(name: RegExp): Promise<{ x: number; y: number }> {
    await this.item(name).click();
    return this.focusedPlace();
  }
}

/** What is on the graph's canvas: how many pixels are painted, and how many of them strongly. */
export async function paintedPixels(
  stage: Locator,
): Promise<{ painted: number; strong: number; width: number; clientWidth: number }> {
  return stage.locator('canvas').evaluate((canvas: HTMLCanvasElement) => {
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    let painted = 0;
    let strong = 0;
    for (let i = 0; i < data.length; i += 4) {
      if (data[i + 3] === 0) continue;
      painted++;
      if (data[i + 3] > 200 && data[i] + data[i + 1] + data[i + 2] < 330) strong++;
    }
    return { painted, strong, width: canvas.width, clientWidth: canvas.clientWidth };
  });
}

/** Decodes a PNG in the page: its size and how many pixels lie near each of the colours (`#rrggbb`). */
export async function decodePng(
  page: Page,
  bytes: Buffer,
  colours: readonly string[],
): Promise<{ width: number; height: number; counts: number[] }> {
  return page.evaluate(
    async ({ base64, wanted }) => {
      const binary = atob(base64);
      const blob = new Blob([Uint8Array.from(binary, (letter) => letter.charCodeAt(0))], {
        type: 'image/png',
      });
      const bitmap = await createImageBitmap(blob);
      const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!;
      context.drawImage(bitmap, 0, 0);
      const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
      const counts = wanted.map((colour) => {
        const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
        let count = 0;
        for (let i = 0; i < data.length; i += 4) {
          if (Math.abs(data[i] - r) + Math.abs(data[i + 1] - g) + Math.abs(data[i + 2] - b) <= 6) count++;
        }
        return count;
      });
      return { width: bitmap.width, height: bitmap.height, counts };
    },
    { base64: bytes.toString('base64'), wanted: [...colours] },
  );
}
