import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { packagePaths } from '../../node/host/package-paths.ts';
import { connectServed, cookieOf } from './served-client.ts';

const { root, sample } = packagePaths();
let temporary: string;
let child: ChildProcess;

beforeEach(() => {
  temporary = mkdtempSync(path.join(os.tmpdir(), 'backref-shutdown-'));
  mkdirSync(path.join(temporary, 'tmp'));
});
afterEach(() => {
  child.kill('SIGKILL');
  rmSync(temporary, { recursive: true, force: true });
});

/** Starts the built command as a user would; resolves with the address that it prints first. */
function startServe(): Promise<string> {
  child = spawn(process.execPath, [path.join(root, 'bin/backref.js'), 'serve', sample ?? '', '--no-open'], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, TMPDIR: path.join(temporary, 'tmp') },
  });
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`serve ended with ${String(code)}`)));
    if (child.stdout !== null) createInterface({ input: child.stdout }).once('line', resolve);
  });
}

const temporaryFiles = (): string[] =>
  readdirSync(path.join(temporary, 'tmp'), { recursive: true }).map(String);

/** An upload that never ends. */
function sendHalfAnUpload(url: string, cookie: string): net.Socket {
  const { origin, host, port } = new URL(url);
  const head = [
    'POST /upload?name=half HTTP/1.1',
    `Host: ${host}`,
    `Origin: ${origin}`,
    `Cookie: ${cookie}`,
    'Content-Length: 1000000',
    '',
    'the first bytes',
  ];
  const socket = net.connect(Number(port), '127.0.0.1', () => socket.write(head.join('\r\n')));
  return socket.on('error', () => undefined);
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

describe('rule 10: it ends as it should', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    '%s, in the middle of everything: the port is free and nothing stays in the temporary folder',
    async (signal) => {
      const url = await startServe();
      const { origin, port } = new URL(url);
      const { client } = await connectServed(url);
      const { offered } = await client.hello();
      await client.open(offered[0]?.token ?? '');
      const headers = { cookie: await cookieOf(url), origin };
      await fetch(`${origin}/upload?name=x`, { method: 'POST', headers, body: 'x'.repeat(1000) });
      const upload = sendHalfAnUpload(url, headers.cookie);
      await expect.poll(() => temporaryFiles().length).toBe(3);
      expect(await isFree(Number(port))).toBe(false);

      const exit = new Promise((resolve) => child.once('exit', (code) => resolve(code)));
      child.kill(signal);
      expect([0, 130]).toContain(await exit);
      expect(await isFree(Number(port))).toBe(true);
      expect(temporaryFiles()).toEqual([]);
      upload.destroy();
    },
  );
});
