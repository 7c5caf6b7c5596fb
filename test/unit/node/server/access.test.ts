import net from 'node:net';
import os from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTinyServer } from './tiny-server.ts';
import type { TinyServer } from './tiny-server.ts';

let server: TinyServer;
beforeAll(async () => {
  server = await startTinyServer();
});
afterAll(() => server.close());

const connects = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = net.connect({ host, port, timeout: 2000 });
    const end = (isConnected: boolean): void => {
      socket.destroy();
      resolve(isConnected);
    };
    socket.on('connect', () => end(true));
    socket.on('error', () => end(false));
    socket.on('timeout', () => end(false));
  });

describe('rule 1: this machine only', () => {
  const external = Object.values(os.networkInterfaces())
    .flat()
    .find((address) => address?.internal === false && address.family === 'IPv4')?.address;

  test('it listens on 127.0.0.1, and on no second loopback address either', async () => {
    expect(await connects('127.0.0.1', server.serving.port)).toBe(true);
    // Linux answers for all of 127/8: a server on every address would be reached here.
    if (process.platform === 'linux') expect(await connects('127.0.0.2', server.serving.port)).toBe(false);
    expect(server.serving.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=/);
  });

  test.skipIf(external === undefined)('its address in the network refuses', async () => {
    expect(await connects(external ?? '', server.serving.port)).toBe(false);
  });

  test('another address is listened on only when named, with a warning', async () => {
    expect(server.logged).toEqual([]);
    const open = await startTinyServer({ host: '0.0.0.0' });
    expect(open.logged).toEqual([
      expect.stringMatching(/^Warning: 0\.0\.0\.0 can be reached from other machines/),
    ]);
    await open.close();
  });
});

describe('rule 2: one key a run', () => {
  test('it has 256 bits, and each run its own', async () => {
    const tokenOf = ({ serving }: TinyServer): string => new URL(serving.url).searchParams.get('token') ?? '';
    const second = await startTinyServer();
    expect(Buffer.from(tokenOf(server), 'base64url')).toHaveLength(32);
    expect(tokenOf(second)).not.toBe(tokenOf(server));
    expect((await second.ask('/', { headers: { cookie: server.cookie } })).status).toBe(401);
    await second.close();
  });

  test('the first visit turns it into a cookie that scripts cannot read, and leaves the address', async () => {
    const { status, headers } = await server.ask(`/${new URL(server.serving.url).search}`);
    expect(status).toBe(303);
    expect(headers.location).toBe('/');
    const [cookie] = headers['set-cookie'] ?? [];
    expect(cookie?.split('; ').slice(1)).toEqual(['HttpOnly', 'SameSite=Strict', 'Path=/']);
    expect(cookie).toMatch(new RegExp(`^backref_${String(server.serving.port)}=`));
    expect(headers['referrer-policy']).toBe('no-referrer');
  });

  test('a wrong key is refused, of any length', async () => {
    for (const wrong of ['', 'x', 'x'.repeat(43), 'é'.repeat(43), 'x'.repeat(5000)]) {
      const { status, headers } = await server.ask(`/?token=${encodeURIComponent(wrong)}`);
      expect(status).toBe(403);
      expect(headers['set-cookie']).toBeUndefined();
    }
  });
});

describe('rule 3: every request shows the key', () => {
  test.each(['/', '/index.html', '/parts/main.js', '/nothing', '/upload', '/ws'])('%s', async (path) => {
    expect((await server.ask(path)).status).toBe(401);
    expect((await server.ask(path, { headers: { cookie: 'backref_1=x' } })).status).toBe(401);
    const wrong = `${server.cookie.split('=')[0] ?? ''}=${'x'.repeat(43)}`;
    expect((await server.ask(path, { headers: { cookie: wrong } })).status).toBe(403);
  });

  test('with it the window comes', async () => {
    const { status, body } = await server.ask('/', { headers: { cookie: `a=b; ${server.cookie}` } });
    expect([status, body]).toEqual([200, '<!doctype html><title>window</title>']);
  });

  test('an upload and a WebSocket need it too', async () => {
    const { origin } = server;
    expect(
      (await server.ask('/upload?name=x', { method: 'POST', headers: { origin }, body: 'x' })).status,
    ).toBe(401);
    expect(await server.knock({ origin })).toBe('401');
    expect(await server.knock({ origin, cookie: server.cookie })).toBe('open');
  });
});

describe('rule 4: asked under its own name', () => {
  test('another host name is refused, also with the key: DNS rebinding', async () => {
    const { cookie } = server;
    const port = String(server.serving.port);
    const wrong = [
      'evil.example',
      `evil.example:${port}`,
      '127.0.0.1',
      '127.0.0.1:1',
      `127.0.0.1.evil:${port}`,
    ];
    for (const host of wrong) {
      expect([host, (await server.ask('/', { headers: { host, cookie } })).status]).toEqual([host, 403]);
      const token = new URL(server.serving.url).search;
      expect([host, (await server.ask(`/${token}`, { headers: { host } })).status]).toEqual([host, 403]);
    }
  });

  test('every name of the loopback is its own', async () => {
    const { cookie } = server;
    const port = String(server.serving.port);
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `LOCALHOST:${port}`, `[::1]:${port}`]) {
      expect([host, (await server.ask('/', { headers: { host, cookie } })).status]).toEqual([host, 200]);
    }
  });

  test('a WebSocket under another name is refused', async () => {
    const host = `evil.example:${String(server.serving.port)}`;
    expect(await server.knock({ cookie: server.cookie, origin: `http://${host}`, host })).toBe('403');
  });
});

describe('rule 5: asked by its own page', () => {
  const wrongOrigins = [
    'null',
    'http://evil.example',
    'https://127.0.0.1',
    'http://127.0.0.1',
    'http://localhost:1',
  ];

  test('a WebSocket of another origin, of none, or of a sandboxed page is refused', async () => {
    const { cookie } = server;
    expect(await server.knock({ cookie })).toBe('403');
    for (const origin of wrongOrigins) {
      expect([origin, await server.knock({ cookie, origin })]).toEqual([origin, '403']);
    }
  });

  test('so is an upload', async () => {
    const { cookie } = server;
    const post = async (headers: Record<string, string>): Promise<number> =>
      (await server.ask('/upload?name=x', { method: 'POST', headers, body: 'x' })).status;
    expect(await post({ cookie })).toBe(403);
    for (const origin of wrongOrigins)
      expect([origin, await post({ cookie, origin })]).toEqual([origin, 403]);
    expect(await post({ cookie, origin: server.origin })).toBe(200);
  });

  test('what the browser says comes from another site is refused, whatever it asks', async () => {
    const { cookie, origin } = server;
    const token = `/${new URL(server.serving.url).search}`;
    for (const site of ['cross-site', 'same-site']) {
      const headers = { cookie, origin, 'sec-fetch-site': site };
      expect([site, (await server.ask('/', { headers })).status]).toEqual([site, 403]);
      expect([site, (await server.ask(token, { headers })).status]).toEqual([site, 403]);
      expect([site, await server.knock(headers)]).toEqual([site, '403']);
    }
    for (const site of ['same-origin', 'none']) {
      const headers = { cookie, 'sec-fetch-site': site };
      expect([site, (await server.ask('/', { headers })).status]).toEqual([site, 200]);
    }
  });

  test('a WebSocket elsewhere than /ws is refused', async () => {
    const headers = { cookie: server.cookie, origin: server.origin };
    expect(await server.knock(headers, '/')).toBe('404');
    expect(await server.knock(headers, '/ws?x=1')).toBe('404');
  });
});
