import type { Page } from '@playwright/test';
import { GraphPage, backrefJson, decodePng, paintedPixels } from './graph-window.ts';
import type { SavedFile, WindowHost } from './hosts.ts';
import { SAMPLE } from './window-files.ts';
import { expect, goTo, setScreen, test } from './window-fixtures.ts';

interface Instances {
  readonly rows: readonly { readonly id: string; readonly type: string; readonly preview: string }[];
}
interface Graph {
  readonly nodes: readonly { readonly id: string; readonly type: string }[];
  readonly edges: readonly unknown[];
}

/** One of the ten thousand that leak: held by a list, that by a dict, that by a frame. */
let foo = '';
/** Their class: held by all of them, which makes a stub. */
let fooClass = '';

// Said of the pixels that these tests read back, and of the SVG that one of them parses in the page.
test.use({ tolerated: /willReadFrequently|'style-src 'self''/ });

test.beforeAll(async () => {
  foo = (backrefJson('instances', SAMPLE, '__main__.Foo', '--limit', '1') as Instances).rows[0].id;
  const classes = (backrefJson('instances', SAMPLE, 'type', '--limit', '1000') as Instances).rows;
  fooClass = classes.find((row) => row.preview.includes('__main__.Foo'))!.id;
});

test('shows as many objects and references as the command says', async ({ sample: page }) => {
  const graph = new GraphPage(page);
  await graph.open(foo, 6);
  const { nodes, edges } = backrefJson('backrefs', SAMPLE, foo, '--depth', '6', '--width', '10') as Graph;
  expect(await graph.number('nodes')).toBe(nodes.length);
  expect(await graph.number('edges')).toBe(edges.length);
  await expect(page.getByText(/Nothing is left out/)).toBeVisible();
  await expect(page.getByRole('list', { name: 'Legend' })).toContainText('shortest way from a root');
});

test('a click shows what holds an object, another hides it again', async ({ sample: page }) => {
  const graph = new GraphPage(page);
  await graph.open(foo, 1);
  expect(await graph.number('nodes')).toBe(2);
  await graph.outline();
  const list = await graph.placeOf(/list/);
  await page.mouse.click(list.x, list.y);
  await expect(graph.stage).toHaveAttribute('data-nodes', '3');
  expect(await graph.number('edges')).toBe(2);
  await graph.settled();
  const again = await graph.placeOf(/list/);
  await page.mouse.click(again.x, again.y);
  await expect(graph.stage).toHaveAttribute('data-nodes', '2');
  await graph.settled();
  // What is known needs no second question: it comes back at once.
  const third = await graph.placeOf(/list/);
  await page.mouse.click(third.x, third.y);
  await expect(graph.stage).toHaveAttribute('data-nodes', '3');
});

test('a click on a stub shows more of its objects, and the stub counts down', async ({ sample: page }) => {
  const graph = new GraphPage(page);
  await graph.open(fooClass, 1, 10);
  await graph.outline();
  const before = await graph.number('nodes');
  await expect(graph.item(/10,000 × Foo/)).toBeVisible();
  const stub = await graph.placeOf(/10,000 × Foo/);
  await page.mouse.click(stub.x, stub.y);
  await expect(graph.stage).toHaveAttribute('data-nodes', String(before + 10));
  await expect(graph.item(/9,990 × Foo/)).toBeVisible();
  await graph.settled();
  const rest = await graph.placeOf(/9,990 × Foo/);
  await page.mouse.click(rest.x, rest.y);
  await expect(graph.stage).toHaveAttribute('data-nodes', String(before + 20));
  await expect(graph.item(/9,980 × Foo/)).toBeVisible();
});

test('a double-click asks about that object instead', async ({ sample: page }) => {
  const graph = new GraphPage(page);
  await graph.open(foo, 2);
  await graph.outline();
  const list = await graph.placeOf(/list/);
  await page.mouse.dblclick(list.x, list.y);
  await expect(page).not.toHaveURL(new RegExp(foo));
  await expect(page).toHaveURL(/object=0x/);
  await expect(graph.item(/list/)).toHaveAttribute('aria-level', '1');
  await page.goBack();
  await expect(graph.item(/Foo/)).toHaveAttribute('aria-level', '1');
});

test('the wheel zooms at the pointer', async ({ sample: page }) => {
  const graph = new GraphPage(page);
  await graph.open(foo, 6);
  await graph.outline();
  const dict = await graph.placeOf(/dict/);
  const scale = await graph.number('scale');
  await page.mouse.move(dict.x, dict.y);
  await page.mouse.wheel(0, -240);
  await expect.poll(() => graph.number('scale')).toBeGreaterThan(scale * 1.2);
  const after = await graph.focusedPlace();
  expect(Math.hypot(after.x - dict.x, after.y - dict.y)).toBeLessThan(3);
  await page.mouse.wheel(0, 480);
  await expect.poll(() => graph.number('scale')).toBeLessThan(scale);
});

test('zoom buttons and Fit', async ({ sample: page }) => {
  const graph = new GraphPage(page);
  await graph.open(foo, 6);
  const scale = await graph.number('scale');
  await page.getByRole('button', { name: 'Zoom in' }).click();
  await expect.poll(() => graph.number('scale')).toBeGreaterThan(scale * 1.3);
  await page.getByRole('button', { name: 'Zoom out' }).click();
  await expect.poll(() => graph.number('scale')).toBeCloseTo(scale, 1);
  for (let i = 0; i < 12; i++) await page.getByRole('button', { name: 'Zoom out' }).click();
  await page.getByRole('button', { name: 'Fit' }).click();
  await expect.poll(() => graph.number('scale')).toBeCloseTo(scale, 1);
});

test('dragging a box pins it there, Shift-click frees it, the background pans', async ({ sample: page }) => {
  const graph = new GraphPage(page);
  await graph.open(foo, 6);
  await graph.outline();
  const dict = await graph.placeOf(/dict/);
  await page.mouse.move(dict.x, dict.y);
  await page.mouse.down();
  await page.mouse.move(dict.x + 20, dict.y + 60, { steps: 4 });
  await page.mouse.move(dict.x + 40, dict.y + 110, { steps: 4 });
  await page.mouse.up();
  await expect(graph.stage).toHaveAttribute('data-pinned', '1');
  await graph.settled();
  const pinned = await graph.focusedPlace();
  expect(Math.hypot(pinned.x - dict.x - 40, pinned.y - dict.y - 110)).toBeLessThan(6);
  expect(await graph.number('nodes')).toBe(4);

  const stage = (await graph.stage.boundingBox())!;
  await page.mouse.move(stage.x + 30, stage.y + 30);
  await page.mouse.down();
  await page.mouse.move(stage.x + 60, stage.y + 50, { steps: 4 });
  await page.mouse.up();
  const panned = await graph.placeOf(/dict/);
  expect(Math.hypot(panned.x - pinned.x - 30, panned.y - pinned.y - 20)).toBeLessThan(4);

  await page.keyboard.down('Shift');
  await page.mouse.click(panned.x, panned.y);
  await page.keyboard.up('Shift');
  await expect(graph.stage).toHaveAttribute('data-pinned', '0');
});

test('pointing at a box fades what is not next to it and tells about it', async ({ sample: page }) => {
  const graph = new GraphPage(page);
  await graph.open(foo, 6);
  await graph.outline();
  const place = await graph.placeOf(/frame/);
  await page.keyboard.press('Escape');
  const before = await paintedPixels(graph.stage);
  await page.mouse.move(place.x, place.y);
  await expect(graph.stage.getByRole('tooltip')).toContainText('running frame');
  await expect.poll(async () => (await paintedPixels(graph.stage)).strong).toBeLessThan(before.strong * 0.8);
  const stage = (await graph.stage.boundingBox())!;
  await page.mouse.move(stage.x + 5, stage.y + 5);
  await expect
    .poll(async () => (await paintedPixels(graph.stage)).strong)
    .toBeGreaterThan(before.strong * 0.95);
});

test('depth, width and direction ask again', async ({ sample: page }) => {
  const graph = new GraphPage(page);
  await graph.open(fooClass, 1, 3);
  const narrow = await graph.number('nodes');
  await page.getByRole('spinbutton', { name: 'Width' }).fill('30');
  await expect.poll(() => graph.number('nodes')).toBeGreaterThan(narrow);
  const shallow = await graph.number('nodes');
  await page.getByRole('spinbutton', { name: 'Depth' }).fill('3');
  await expect.poll(() => graph.number('nodes')).toBeGreaterThan(shallow);
  await page.getByRole('button', { name: 'Refs', exact: true }).click();
  await graph.settled();
  await expect(page.getByRole('tree', { name: /^What .* holds$/ })).toBeAttached();
  await page.getByRole('button', { name: 'Backrefs', exact: true }).click();
  await expect(page.getByRole('tree', { name: /^What holds/ })).toBeAttached();
});

test('the keyboard alone does all of it', async ({ sample: page }) => {
  const graph = new GraphPage(page);
  await graph.open(foo, 1);
  await graph.stage.focus();
  await page.keyboard.press('ArrowRight');
  await expect(graph.stage.getByRole('tooltip')).toContainText('__main__.Foo');
  // The holder lies left of the object, or above it.
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowUp');
  await expect(graph.stage.getByRole('tooltip')).toContainText('list');
  await page.keyboard.press('Enter');
  await expect(graph.stage).toHaveAttribute('data-nodes', '3');
  await page.keyboard.press('Delete');
  await expect(graph.stage).toHaveAttribute('data-nodes', '2');

  // The tree comes next in the tab order, shows itself and means the same.
  await page.keyboard.press('Tab');
  const focused = page.locator(':focus');
  await expect(focused).toHaveRole('treeitem');
  await expect(focused).toContainText('list');
  await expect(focused).toBeInViewport();
  await page.keyboard.press('ArrowRight');
  await expect(graph.stage).toHaveAttribute('data-nodes', '3');
  await page.keyboard.press('ArrowRight');
  await expect(page.locator(':focus')).toContainText('dict');
  await expect(page.locator(':focus')).toHaveAttribute('aria-level', '3');
  await page.keyboard.press('Home');
  await expect(page.locator(':focus')).toContainText('Foo');
});

function saveBy(host: WindowHost, page: Page, button: string): Promise<SavedFile> {
  return host.saved(page, () => page.getByRole('button', { name: button }).click());
}

test('the PNG is wide enough to read and shows boxes of each kind with their text', async ({
  sample: page,
  host,
}) => {
  const graph = new GraphPage(page);
  await graph.open(foo, 6);
  const { name, bytes } = await saveBy(host, page, 'Export PNG');
  expect(name).toBe(`retainers-Foo-${foo}.png`);
  const colours = ['#fde6d8', '#dff0e0', '#e8eaee', '#c2410c', '#1b1c1f', '#54575e'];
  const { width, height, counts } = await decodePng(page, bytes, colours);
  expect(width).toBeGreaterThanOrEqual(1600);
  expect(height).toBeGreaterThan(250);
  const [start, root, container, path, heading, detail] = counts;
  for (const ground of [start, root, container]) expect(ground).toBeGreaterThan(3000);
  expect(path).toBeGreaterThan(500);
  // Strokes of letters in the colours that only text has.
  expect(heading).toBeGreaterThan(300);
  expect(detail).toBeGreaterThan(300);
});

test('the SVG is well-formed, says what it is and holds no script', async ({ sample: page, host }) => {
  const graph = new GraphPage(page);
  await graph.open(foo, 6);
  const { name, bytes } = await saveBy(host, page, 'Export SVG');
  expect(name).toMatch(/\.svg$/);
  const facts = await page.evaluate((text) => {
    const document = new DOMParser().parseFromString(text, 'image/svg+xml');
    return {
      broken: document.querySelector('parsererror') !== null,
      title: document.querySelector('title')?.textContent,
      boxes: document.querySelectorAll('g > title').length,
      scripts: document.querySelectorAll('script, foreignObject, a, image').length,
    };
  }, bytes.toString('utf8'));
  expect(facts).toEqual({ broken: false, title: `What holds __main__.Foo ${foo}`, boxes: 4, scripts: 0 });
});

test('follows dark and light while it is shown', async ({ sample: page, host }) => {
  const graph = new GraphPage(page);
  await page.emulateMedia({ colorScheme: 'light' });
  await graph.open(foo, 6);
  const light = await paintedPixels(graph.stage);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect
    .poll(async () => (await paintedPixels(graph.stage)).strong)
    .toBeGreaterThan(light.strong * 1.5);
  const { bytes } = await saveBy(host, page, 'Export PNG');
  const { counts } = await decodePng(page, bytes, ['#1a1d22']);
  expect(counts[0]).toBeGreaterThan(100_000);
});

test.describe('on a sharp screen', () => {
  test('paints every pixel, also after the pane was resized', async ({ sample: page }) => {
    const graph = new GraphPage(page);
    await setScreen(page, 1440, 900, 2);
    await graph.open(foo, 6);
    const before = await paintedPixels(graph.stage);
    expect(before.width).toBe(2 * before.clientWidth);
    await setScreen(page, 1100, 700, 2);
    await expect
      .poll(async () => (await paintedPixels(graph.stage)).clientWidth)
      .not.toBe(before.clientWidth);
    const after = await paintedPixels(graph.stage);
    expect(after.width).toBe(2 * after.clientWidth);
    expect(after.painted).toBeGreaterThan(5000);
  });
});

test('without motion everything stands in place at once', async ({ sample: page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const graph = new GraphPage(page);
  await graph.open(foo, 1);
  await graph.outline();
  const list = await graph.placeOf(/list/);
  await page.mouse.click(list.x, list.y);
  await expect(graph.stage).toHaveAttribute('data-nodes', '3');
  // From the first drawing on, not after a while.
  await expect(graph.stage).toHaveAttribute('data-settled', 'true');
  await expect(graph.item(/dict/)).toBeVisible();
});

test('an object that nothing refers to says so', async ({ sample: page }) => {
  const frame = (backrefJson('instances', SAMPLE, 'frame', '--limit', '20') as Instances).rows.find((row) =>
    row.preview.startsWith('main('),
  )!;
  await goTo(page, `/leak.backref/types?object=${frame.id}`);
  await expect(page.getByText('Nothing refers to this object')).toBeVisible();
  await expect(page.getByText(/frame that is running/)).toBeVisible();
});
