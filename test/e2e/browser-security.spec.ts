import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { expect, test as base } from '@playwright/test';
import type { Page } from '@playwright/test';
import { serve } from '../../node/server/serve.ts';
import type { Serving } from '../../node/server/serve.ts';

/** A page of somebody else on this machine, on another port. */
interface Stranger {
  readonly origin: string;
}

const test = base.extend<{ serving: Serving; stranger: Stranger; window: Page }>({
  serving: async ({}, use) => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'backref-e2e-'));
    const file = path.join(folder, 'notes.txt');
    writeFileSync(file, 'no snapshot');
    const serving = await serve({ files: [], port: 0, log: () => undefined });
    await use(serving);
    await serving.close();
    rmSync(folder, { recursive: true });
  },
  stranger: async ({}, use) => {
    const server = http.createServer((_request, response) => {
      response.setHeader('content-type', 'text/html');
      response.end('<!doctype html><title>stranger</title>');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    await use({ origin: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}` });
    server.closeAllConnections();
    server.close();
  },
  window: async ({ page, serving }, use) => {
    await page.goto(serving.url);
    await expect(page.getByRole('button', { name: 'Open snapshot' })).toBeVisible();
    await use(page);
  },
});

const originOf = ({ port }: Serving): string => `http://127.0.0.1:${String(port)}`;

test('the key leaves the address bar, and scripts cannot read it', async ({ window, serving, context }) => {
  expect(window.url().split('#')[0]).toBe(`${originOf(serving)}/`);
  const key = new URL(serving.url).searchParams.get('token') ?? 'no key';
  expect(await window.evaluate(() => document.cookie)).toBe('');
  expect(await window.content()).not.toContain(key);
  expect(await context.cookies()).toMatchObject([
    { name: `backref_${String(serving.port)}`, httpOnly: true, sameSite: 'Strict' },
  ]);
});

test('without the key there is nothing to see', async ({ page, serving }) => {
  const answer = await page.goto(originOf(serving));
  expect(answer?.status()).toBe(401);
  await expect(page.locator('body')).toHaveText('Open the address that the command printed.');
});

test('a page of another port can neither read, nor upload, nor speak, though the browser holds the cookie', async ({
  window,
  serving,
  stranger,
  context,
}) => {
  await expect(window).toHaveTitle(/Backref/);
  const page = await context.newPage();
  await page.goto(stranger.origin);
  const tries = await page.evaluate(async (target) => {
    const read = async (path: string, options: RequestInit): Promise<string> => {
      try {
        const answer = await fetch(target + path, { credentials: 'include', ...options });
        return `${answer.type} ${String(answer.status)} ${await answer.text()}`;
      } catch {
        return 'failed';
      }
    };
    const speak = new Promise<string>((resolve) => {
      const socket = new WebSocket(`${target.replace('http', 'ws')}/ws`);
      socket.onopen = () => resolve('open');
      socket.onerror = () => resolve('failed');
    });
    const load = (tag: 'script' | 'img', attribute: string): Promise<string> =>
      new Promise((resolve) => {
        const element = document.createElement(tag);
        element.onload = () => resolve('loaded');
        element.onerror = () => resolve('failed');
        element.setAttribute('src', `${target}/${attribute}`);
        document.body.append(element);
      });
    return {
      read: await read('/', {}),
      readWithoutLooking: await read('/', { mode: 'no-cors' }),
      upload: await read('/upload?name=x', { method: 'POST', body: 'x' }),
      speak: await speak,
      script: await load('script', 'index.html'),
      picture: await load('img', 'icon.svg'),
    };
  }, originOf(serving));
  expect(tries).toEqual({
    read: 'failed',
    readWithoutLooking: expect.stringMatching(/^(failed|opaque 0 )$/) as unknown,
    upload: 'failed',
    speak: 'failed',
    script: 'failed',
    picture: 'failed',
  });
});

test('a page of another port cannot frame the window', async ({ window, serving, stranger, context }) => {
  await expect(window).toHaveTitle(/Backref/);
  const page = await context.newPage();
  await page.goto(stranger.origin);
  await page.evaluate((target) => {
    const frame = document.createElement('iframe');
    frame.src = target;
    document.body.append(frame);
    return new Promise((resolve) => (frame.onload = resolve));
  }, originOf(serving));
  const shown = await Promise.all(
    page.frames().map((frame) =>
      frame
        .locator('body')
        .innerText()
        .catch(() => ''),
    ),
  );
  expect(shown.join(' ')).not.toContain('Backref');
});

test('a link from elsewhere does not bring the user in with their cookie', async ({
  window,
  serving,
  stranger,
  context,
}) => {
  await expect(window).toHaveTitle(/Backref/);
  const page = await context.newPage();
  await page.goto(stranger.origin);
  const arrived = page.waitForResponse((response) => response.url().startsWith(originOf(serving)));
  await page.evaluate((target) => {
    location.href = target;
  }, originOf(serving));
  expect((await arrived).status()).toBe(403);
});

test('the window runs no code but its own', async ({ window }) => {
  const tries = await window.evaluate(async () => {
    const ran: string[] = [];
    Object.assign(globalThis, { ran });
    const script = document.createElement('script');
    script.textContent = 'ran.push("inline script")';
    document.body.append(script);
    const button = document.createElement('button');
    button.setAttribute('onclick', 'ran.push("inline handler")');
    document.body.append(button);
    button.click();
    // Later, because code sent by a debugger is itself exempt from the policy while it runs.
    await new Promise<void>((resolve) => {
      setTimeout(() => {
        resolve();
        // eslint-disable-next-line no-eval -- That it fails is what is tested.
        (0, eval)('ran.push("eval")');
      });
    });
    return ran;
  });
  expect(tries).toEqual([]);
});

test('the window reaches no other origin', async ({ window, stranger }) => {
  const tries = await window.evaluate(async (target) => {
    const fetched = await fetch(target, { mode: 'no-cors' }).then(
      () => 'fetched',
      () => 'failed',
    );
    const picture = await new Promise((resolve) => {
      const image = new Image();
      image.onload = () => resolve('loaded');
      image.onerror = () => resolve('failed');
      image.src = `${target}/x.png`;
    });
    const beacon = await new Promise((resolve) => {
      document.addEventListener('securitypolicyviolation', () => resolve('failed'), { once: true });
      navigator.sendBeacon(target, 'x');
    });
    return { fetched, picture, beacon };
  }, stranger.origin);
  expect(tries).toEqual({ fetched: 'failed', picture: 'failed', beacon: 'failed' });
});

test('in a whole visit nothing is asked of anybody else, and the policy is not broken', async ({
  page,
  serving,
}) => {
  const asked = new Set<string>();
  const complaints: string[] = [];
  page.on('request', (request) => asked.add(new URL(request.url()).origin));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.goto(serving.url);
  await page
    .getByRole('button', { name: /sample/i })
    .first()
    .click();
  await expect(page.getByRole('grid', { name: 'Types' })).toBeVisible();
  asked.delete('null'); // blob: and data: are the window's own.
  expect([...asked]).toEqual([originOf(serving)]);
  expect(complaints).toEqual([]);
});

test('a name that is rebound to this machine gets nothing', async ({
  playwright,
  launchOptions,
  serving,
}) => {
  const browser = await playwright.chromium.launch({
    ...launchOptions,
    args: [...(launchOptions.args ?? []), '--host-resolver-rules=MAP evil.test 127.0.0.1'],
  });
  const page = await browser.newPage();
  const key = new URL(serving.url).search;
  const answers = [];
  for (const path of ['/', `/${key}`]) {
    answers.push((await page.goto(`http://evil.test:${String(serving.port)}${path}`))?.status());
  }
  await browser.close();
  expect(answers).toEqual([403, 403]);
});
