import { existsSync, readdirSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import { endTargets, MISSING, runsOn, startTarget, tracesIn, until } from '../capture/targets.ts';
import { clickMenu } from './desktop-app.ts';
import { DesktopHost } from './hosts.ts';
import type { WindowHost } from './hosts.ts';
import { expect, rows, test } from './window-fixtures.ts';

test.skip(MISSING !== null, `processes cannot be captured here: ${MISSING ?? ''}`);
test.afterEach(() => endTargets());

const dialog = (page: Page): Locator => page.getByRole('dialog', { name: 'Capture from process' });
const captureButton = (page: Page, pid: number): Locator =>
  dialog(page).getByRole('button', { name: `Capture process ${String(pid)}`, exact: true });
const snapshotsOf = ({ snapshots }: WindowHost): readonly string[] =>
  existsSync(snapshots) ? readdirSync(snapshots) : [];

/** The application's menu where there is one; elsewhere the key. */
async function openDialog(page: Page, host: WindowHost): Promise<void> {
  if (host instanceof DesktopHost) await clickMenu(host.app, 'file.capture');
  else await page.keyboard.press('Control+Shift+O');
  await expect(dialog(page)).toBeVisible();
}

test('a process that is chosen is captured, opens in the window, and runs on', async ({ empty, host }) => {
  const { pid } = await startTarget('allocate');
  const before = tracesIn(pid);
  await empty.getByRole('button', { name: 'Capture from process' }).click();
  await dialog(empty)
    .getByLabel('Filter processes')
    .fill(`target.py allocate ${String(pid)}`);
  const line = dialog(empty)
    .getByRole('row')
    .filter({ hasText: String(pid) });
  await expect(line).toContainText('target.py allocate');
  await expect(line).toContainText('gdb');
  await captureButton(empty, pid).click();
  await expect(rows(empty, 'Types').filter({ hasText: '__main__.Order' })).toContainText('2,000');
  await expect(empty).toHaveTitle(new RegExp(`^target-[\\d-]+-pid${String(pid)}\\.backref – Backref$`));
  await expect(empty.getByText('is kept in')).toContainText('backref/snapshots');
  const kept = snapshotsOf(host).filter((name) => name.includes(`-pid${String(pid)}.`));
  expect(kept).toHaveLength(1);
  expect(tracesIn(pid)).toEqual(before);
});

test('one that cannot be captured says why: on its line, and when it is tried', async ({ empty, host }) => {
  const { pid, child } = await startTarget('allocate');
  await openDialog(empty, host);
  await expect(captureButton(empty, pid)).toBeVisible();
  child.kill('SIGSTOP');
  const reason = `It is stopped: let it run on first, with kill -CONT ${String(pid)}.`;
  await captureButton(empty, pid).click();
  const alert = empty.getByRole('alert');
  await expect(alert).toContainText(`Process ${String(pid)} could not be captured`);
  await expect(alert).toContainText(reason);
  await alert.getByRole('button', { name: 'Back to the processes' }).click();
  await expect(dialog(empty).getByRole('row').filter({ hasText: reason })).toBeVisible();
  await expect(captureButton(empty, pid)).toBeHidden();
  child.kill('SIGCONT');
  await dialog(empty).getByRole('button', { name: 'Refresh' }).click();
  await expect(captureButton(empty, pid)).toBeVisible();
});

test('cancelled, it leaves the process as it was, and no file', async ({ empty, host }) => {
  // Its main thread runs no Python code, so that the capture waits for it.
  const { pid } = await startTarget('c-call');
  const before = tracesIn(pid);
  const files = snapshotsOf(host);
  await openDialog(empty, host);
  await captureButton(empty, pid).click();
  await expect(empty.getByRole('progressbar', { name: 'Reaching the process' })).toBeVisible();
  await expect.poll(() => snapshotsOf(host).length).toBe(files.length + 1);
  // By key: a click waits for frames that a covered window does not draw.
  await empty.getByRole('button', { name: 'Cancel' }).press('Enter');
  await expect(empty.getByText(`Capturing process ${String(pid)} was cancelled`)).toBeVisible();
  await expect(empty.getByText('Drop a snapshot here')).toBeVisible();
  await expect.poll(() => snapshotsOf(host)).toEqual(files);
  await until('it runs on', () => runsOn(pid));
  expect(tracesIn(pid)).toEqual(before);
});
