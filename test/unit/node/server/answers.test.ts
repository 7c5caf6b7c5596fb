import net from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTinyServer } from './tiny-server.ts';
import type { TinyServer } from './tiny-server.ts';

let server: TinyServer;
beforeAll(async () => {
  server = await startTinyServer({ maxUploadBytes: 10 });
});
afterAll(() => server.close());

/** Sends bytes as they are; resolves with all that comes back. */
function exchange(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(server.serving.port, '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk));
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}

const EXPECTED = {
  'content-security-policy': expect.stringMatching(
    /^default-src 'none'; script-src 'self' 'wasm-unsafe-eval';/,
  ) as string,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

describe('rule 6: the same headers on every answer', () => {
  test('on the window, its parts, and every refusal', async () => {
    const { cookie, origin } = server;
    const key = new URL(server.serving.url).search;
    const post = { method: 'POST', headers: { cookie, origin } };
    const answers = await Promise.all([
      server.ask('/', { headers: { cookie } }),
      server.ask('/parts/main.js', { headers: { cookie } }),
      server.ask('/parts/main.js', { method: 'HEAD', headers: { cookie } }),
      server.ask(`/${key}`),
      server.ask('/'),
      server.ask('/', { headers: { cookie, host: 'evil.example' } }),
      server.ask('/', { headers: { cookie, 'sec-fetch-site': 'cross-site' } }),
      server.ask('/nothing', { headers: { cookie } }),
      server.ask('/', { method: 'DELETE', headers: { cookie, origin } }),
      server.ask('/upload?name=x', { ...post, body: 'small' }),
      server.ask('/upload?name=x', { ...post, body: 'larger than ten' }),
      server.ask('/upload?name=x', { method: 'POST', headers: { cookie }, body: 'x' }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([
      200, 200, 200, 303, 401, 403, 403, 404, 405, 200, 413, 403,
    ]);
    for (const { headers } of answers) expect(headers).toMatchObject(EXPECTED);
  });

  test('on a refused WebSocket, and on what is no HTTP', async () => {
    const upgrade = 'GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
    const answers = [await exchange(upgrade), await exchange('hello?\r\n\r\n')];
    expect(answers.map((answer) => answer.slice(0, 12))).toEqual(['HTTP/1.1 403', 'HTTP/1.1 400']);
    for (const answer of answers) {
      for (const name of Object.keys(EXPECTED)) expect(answer).toContain(`\r\n${name}: `);
    }
  });

  test('no answer lets another origin read it', async () => {
    const { cookie } = server;
    const headers = { cookie, origin: 'http://evil.example', 'access-control-request-method': 'POST' };
    for (const method of ['GET', 'OPTIONS', 'POST']) {
      const answer = await server.ask('/', { method, headers });
      expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
  });

  test('the policy names no other origin, no inline script and no eval', async () => {
    const policy = String((await server.ask('/')).headers['content-security-policy']);
    expect(policy).not.toMatch(/unsafe-inline|'unsafe-eval'|https?:|\*/);
    for (const directive of ['base-uri', 'form-action', 'frame-ancestors', 'object-src']) {
      expect(policy).toContain(`${directive} 'none'`);
    }
    expect(policy).toContain("connect-src 'self'");
  });
});

describe('rule 7: nothing but the window', () => {
  const OUTSIDE = [
    '/../secret.js',
    '/parts/../../secret.js',
    '/%2e%2e/secret.js',
    '/..%2fsecret.js',
    '/parts/..%2f..%2fsecret.js',
    '/..%5csecret.js',
    '/parts%5Codd.js',
    '/..\\secret.js',
    '/%252e%252e/secret.js',
    '//secret.js',
    '/./index.html',
    '/parts//main.js',
    '/index.html%00.js',
    '/%00',
    '/%',
    '/%zz',
    '/%c0%ae%c0%ae/secret.js',
    'http://127.0.0.1/index.html',
    '*',
  ];

  test.each(OUTSIDE)('%s', async (path) => {
    const { status, body } = await server.ask(path, { headers: { cookie: server.cookie } });
    expect(status).toBe(404);
    expect(body).not.toContain('SECRET');
  });

  test('the path of a file of the machine', async () => {
    const secret = `${server.folder}/secret.js`;
    for (const path of [secret, `/${secret}`, `/${encodeURIComponent(secret)}`]) {
      const { status } = await server.ask(path, { headers: { cookie: server.cookie } });
      expect([path, status]).toEqual([path, 404]);
    }
  });

  test('a link that leads outside, a folder, and a kind of file that is no part of it', async () => {
    for (const path of ['/parts/link.js', '/parts', '/parts/', '/parts/notes.txt']) {
      const { status } = await server.ask(path, { headers: { cookie: server.cookie } });
      expect([path, status]).toEqual([path, 404]);
    }
  });

  test('its own parts do come, each with its type', async () => {
    const { status, headers, body } = await server.ask('/parts/main.js?x=1', {
      headers: { cookie: server.cookie },
    });
    expect([status, body, headers['content-type']]).toEqual([
      200,
      'void 0;',
      'text/javascript; charset=utf-8',
    ]);
  });
});
