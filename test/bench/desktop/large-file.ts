import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import path from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import { REAL_ELECTRON } from '../../e2e/desktop-app.ts';
import { expect, test } from '../../e2e/desktop-fixtures.ts';
import { dropFiles, grid } from '../../e2e/window-fixtures.ts';

/** Snapshot to drop: BACKREF_BENCH_FILE, else one of about 300 MB that this Node.js makes. */
function largeFile(folder: string): string {
  const named = process.env['BACKREF_BENCH_FILE'] ?? '';
  if (named !== '') return path.resolve(named);
  const file = path.join(folder, 'made.heapsnapshot');
  const maker = path.resolve(import.meta.dirname, '../make-v8-heap.cjs');
  execFileSync(process.execPath, ['--max-old-space-size=16000', maker, '5.7', file], {
    cwd: folder,
    env: {},
  });
  return file;
}

interface Stalls {
  gaps: number[];
}

/**
 * From now on notes how late a timer of 4 ms comes, on whatever thread it runs. Written to be sent to that thread: it
 * may use nothing from outside of itself.
 */
function watchStalls(): void {
  const stalls: Stalls = { gaps: [] };
  Object.assign(globalThis, { stalls });
  let last = performance.now();
  setInterval(() => {
    const now = performance.now();
    stalls.gaps.push(now - last - 4);
    last = now;
  }, 4);
}

/** Longest stall since the last look, in milliseconds. Sent to its thread as watchStalls is. */
function longestStall(): number {
  const { stalls } = globalThis as unknown as { stalls: Stalls };
  const longest = Math.max(0, ...stalls.gaps);
  stalls.gaps = [];
  return Math.round(longest);
}

/**
 * From now on takes the time from the key that presses Cancel to the page without a progress bar. In the page, because
 * a click from outside also waits for two frames in which the button stands still.
 */
function watchCancel(): void {
  const cancel = { ms: -1 };
  Object.assign(globalThis, { cancel });
  addEventListener(
    'keydown',
    () => {
      const pressed = performance.now();
      new MutationObserver((_changes, observer) => {
        if (document.querySelector('[role=progressbar]') !== null) return;
        cancel.ms = performance.now() - pressed;
        observer.disconnect();
      }).observe(document.body, { subtree: true, childList: true });
    },
    { capture: true, once: true },
  );
}

function cancelTime(): number {
  return Math.round((globalThis as unknown as { cancel: { ms: number } }).cancel.ms);
}

async function bothStalls(app: ElectronApplication, page: Page): Promise<string> {
  return `main ${await app.evaluate(longestStall)} ms, page ${await page.evaluate(longestStall)} ms`;
}

/** Notes what the page sends to main, in characters, and what the taskbar shows. */
async function watchTraffic(app: ElectronApplication): Promise<void> {
  await app.evaluate(({ BrowserWindow, ipcMain }) => {
    const seen = { sent: 0, bar: [] as number[] };
    Object.assign(globalThis, { seen });
    ipcMain.on('backref:rpc', (_event, text: string) => (seen.sent += text.length));
    const [window] = BrowserWindow.getAllWindows();
    const show = window!.setProgressBar.bind(window);
    window!.setProgressBar = (progress, options) => {
      seen.bar.push(progress);
      show(progress, options);
    };
  });
}

async function traffic(app: ElectronApplication): Promise<{ sent: number; bar: number[] }> {
  return app.evaluate(() => Reflect.get(globalThis, 'seen') as { sent: number; bar: number[] });
}

test('a large file', async ({ app, page, folder }) => {
  const file = largeFile(folder);
  const name = path.basename(file);
  console.log(
    `\n${REAL_ELECTRON === null ? 'on the stand-in' : 'on Electron'}: ${name}, ${statSync(file).size} bytes`,
  );
  await watchTraffic(app);
  await app.evaluate(watchStalls);
  await page.evaluate(watchStalls);

  await dropFiles(page, [file]);
  await expect(page.getByRole('progressbar')).toBeVisible();
  // The stand-in stops the page while it looks up a dropped file's path.
  console.log(`from the drop to the progress bar: longest stall ${await bothStalls(app, page)}`);
  // Where most of the time goes: reading.
  await page.waitForTimeout(600);
  console.log(`while it is read: longest stall ${await bothStalls(app, page)}`);
  await page.evaluate(watchCancel);
  await page.getByRole('button', { name: 'Cancel' }).press('Enter');
  await expect(page.getByRole('progressbar')).toBeHidden();
  console.log(`cancel, key to the window as it was: ${await page.evaluate(cancelTime)} ms`);
  expect((await traffic(app)).bar.at(-1)).toBe(-1);

  const started = performance.now();
  await dropFiles(page, [file]);
  await expect(grid(page, 'Types')).toBeVisible();
  console.log(`drop to the type table: ${((performance.now() - started) / 1000).toFixed(2)} s`);
  console.log(`whole: longest stall ${await bothStalls(app, page)}`);
  const { sent, bar } = await traffic(app);
  console.log(
    `from page to main: ${sent} characters; bar shown ${bar.length} times, last ${String(bar.at(-1))}`,
  );
  expect(bar.at(-1)).toBe(-1);
  expect(sent).toBeLessThan(100_000);
});
