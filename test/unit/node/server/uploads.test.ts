import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FileOffer } from '../../../../shared/protocol/host-api.ts';
import { connectServed } from '../../../contract/served-client.ts';
import { startTinyServer } from './tiny-server.ts';
import type { Answer, TinyServer } from './tiny-server.ts';

const LIMIT = 100_000;
let server: TinyServer;
let temporary: string;
const usualTmpdir = process.env['TMPDIR'];

/** Folders of uploads, in a temporary folder of this test's own: other tests upload too. */
const folders = (): string[] =>
  readdirSync(temporary)
    .filter((name) => name.startsWith('backref-uploads-'))
    .map((name) => path.join(temporary, name));
const uploaded = (): string[] =>
  folders().flatMap((folder) => readdirSync(folder).map((name) => path.join(folder, name)));

beforeEach(async () => {
  temporary = mkdtempSync(path.join(os.tmpdir(), 'backref-test-'));
  process.env['TMPDIR'] = temporary;
  server = await startTinyServer({ maxUploadBytes: LIMIT });
});
afterEach(async () => {
  await server.close();
  if (usualTmpdir === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = usualTmpdir;
  rmSync(temporary, { recursive: true, force: true });
});

const upload = (name: string, body: string | Buffer): Promise<Answer> =>
  server.ask(`/upload?name=${encodeURIComponent(name)}`, {
    method: 'POST',
    headers: { cookie: server.cookie, origin: server.origin },
    body,
  });

describe('rule 8: uploads', () => {
  test('a file is kept for this user only, under a random name in a folder of its own', async () => {
    const { status, body } = await upload('leak.backref', 'bytes of a snapshot');
    expect(status).toBe(200);
    expect(JSON.parse(body)).toEqual({ token: expect.any(String) as string, name: 'leak.backref', size: 19 });
    const [file = ''] = uploaded();
    expect(readFileSync(file, 'utf8')).toBe('bytes of a snapshot');
    expect(path.basename(file)).toMatch(/^[0-9a-f]{32}$/);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(path.dirname(file)).mode & 0o777).toBe(0o700);
  });

  test.each([
    ['../../../etc/cron.d/x', 'x'],
    ['..\\..\\boot.ini', 'boot.ini'],
    ['a\u0000b\nc\u202egpj.exe', 'abcgpj.exe'],
    ['', 'snapshot'],
    ['..', '..'],
    ['n'.repeat(1000), 'n'.repeat(200)],
  ])('the name %j is for show, and cleaned', async (sent, shown) => {
    const { body } = await upload(sent, 'x');
    expect((JSON.parse(body) as FileOffer).name).toBe(shown);
    expect(uploaded().map((file) => path.basename(file))).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/)]);
  });

  test('what announces too much is refused before it is read, and nothing is kept', async () => {
    const answer = await server.ask('/upload?name=x', {
      method: 'POST',
      headers: { cookie: server.cookie, origin: server.origin, 'content-length': String(LIMIT + 1) },
      body: Buffer.alloc(LIMIT + 1),
    });
    expect(answer.status).toBe(413);
    expect(JSON.parse(answer.body)).toMatchObject({
      code: 'too-big',
      message: expect.stringContaining('100000') as string,
    });
    expect(folders()).toEqual([]);
  });

  test('what announces nothing is counted while it comes', async () => {
    const answer = new Promise<number>((resolve, reject) => {
      const request = http.request({
        port: server.serving.port,
        host: '127.0.0.1',
        path: '/upload?name=x',
        method: 'POST',
        headers: { cookie: server.cookie, origin: server.origin, 'transfer-encoding': 'chunked' },
        agent: false,
      });
      request.on('response', (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      request.on('error', reject);
      for (let sent = 0; sent <= LIMIT; sent += 10_000) request.write(Buffer.alloc(10_000));
      request.end();
    });
    expect(await answer).toBe(413);
    await expect.poll(uploaded).toEqual([]);
  });

  test('an upload that breaks off leaves nothing behind', async () => {
    const head = [
      'POST /upload?name=x HTTP/1.1',
      `Host: 127.0.0.1:${String(server.serving.port)}`,
      `Origin: ${server.origin}`,
      `Cookie: ${server.cookie}`,
      'Content-Length: 1000',
      '',
      'the first bytes',
    ].join('\r\n');
    const socket = net.connect(server.serving.port, '127.0.0.1', () => socket.write(head));
    await expect.poll(() => uploaded().length).toBe(1);
    socket.destroy();
    await expect.poll(uploaded).toEqual([]);
  });

  test('all are removed when the server ends', async () => {
    await upload('a', 'a');
    const made = folders();
    expect(made).toHaveLength(1);
    await server.serving.close();
    expect(made.filter((folder) => existsSync(folder))).toEqual([]);
  });

  test('all are removed when the process ends in the middle', async () => {
    const listenersBefore = process.listeners('exit');
    await upload('a', 'a');
    const [folder = ''] = folders();
    const added = process.listeners('exit').filter((listener) => !listenersBefore.includes(listener));
    for (const listener of added) listener(1);
    expect(existsSync(folder)).toBe(false);
  });

  test('headers that are too long, or never end, hold no connection', async () => {
    const impatient = await startTinyServer({ headersTimeoutMs: 100 });
    const exchange = (text: string): Promise<string> =>
      new Promise((resolve) => {
        const socket = net.connect(impatient.serving.port, '127.0.0.1', () => socket.write(text));
        let answer = '';
        socket.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk));
        socket.on('close', () => resolve(answer.slice(0, 12)));
        socket.on('error', () => undefined);
      });
    expect(await exchange('GET / HTTP/1.1\r\nHost: x\r\n')).toBe('HTTP/1.1 400');
    expect(await exchange(`GET / HTTP/1.1\r\nx-long: ${'x'.repeat(20_000)}\r\n`)).toBe('HTTP/1.1 400');
    await impatient.close();
  });
});

describe('rule 9: only files that were given', () => {
  test('the window is offered what the command named, and can open it', async () => {
    const { client } = await connectServed(server.serving.url);
    const { offered } = await client.hello();
    expect(offered).toEqual([{ token: expect.any(String) as string, name: 'good.heap', size: 7 }]);
    expect(JSON.stringify(offered)).not.toContain(server.folder);
    expect((await client.open(offered[0]?.token ?? '')).info.format).toBe('scripted');
  });

  test('an upload can be opened', async () => {
    const { client } = await connectServed(server.serving.url);
    const offer = JSON.parse((await upload('up.heap', 'x')).body) as FileOffer;
    expect((await client.open(offer.token)).name).toBe('up.heap');
  });

  test('a path opens nothing, be it beside a given file or that file itself', async () => {
    const { client } = await connectServed(server.serving.url);
    const paths = ['other.heap', 'good.heap'].map((name) => path.join(server.folder, name));
    for (const token of [...paths, 'other.heap', `file://${paths[0] ?? ''}`, '../other.heap']) {
      await expect(client.open(token)).rejects.toMatchObject({ code: 'not-found' });
    }
  });

  test('a token of one run is worth nothing in another', async () => {
    const { client } = await connectServed(server.serving.url);
    const token = (await client.hello()).offered[0]?.token ?? '';
    const second = await startTinyServer();
    const other = (await connectServed(second.serving.url)).client;
    await expect(other.open(token)).rejects.toMatchObject({ code: 'not-found' });
    await second.close();
  });
});
