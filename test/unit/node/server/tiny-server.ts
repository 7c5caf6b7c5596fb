import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { WebSocket } from 'ws';
import { serve } from '../../../../node/server/serve.ts';
import type { Serving, ServeOptions } from '../../../../node/server/serve.ts';
import { createInProcessEngine } from '../../../contract/in-process-engine.ts';
import { createScriptedEngine } from '../../../contract/scripted-engine.ts';

export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

export interface Ask {
  readonly method?: string;
  readonly headers?: http.OutgoingHttpHeaders;
  readonly body?: string | Buffer;
}

/** A server with a window of three small files, beside a secret that must not get out. */
export interface TinyServer {
  readonly serving: Serving;
  readonly folder: string;
  readonly logged: readonly string[];
  readonly origin: string;
  /** The Cookie header of somebody who opened the printed address. */
  readonly cookie: string;
  /** Sends a request with exactly these headers and this path, as no browser would. */
  ask(rawPath: string, ask?: Ask): Promise<Answer>;
  /** Tries a WebSocket: `open`, or the status that refused it. */
  knock(headers: Record<string, string>, rawPath?: string): Promise<string>;
  close(): Promise<void>;
}

function makeFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'backref-tiny-'));
  const assets = path.join(folder, 'assets');
  mkdirSync(path.join(assets, 'parts'), { recursive: true });
  writeFileSync(path.join(assets, 'index.html'), '<!doctype html><title>window</title>');
  writeFileSync(path.join(assets, 'parts/main.js'), 'void 0;');
  writeFileSync(path.join(assets, 'parts/notes.txt'), 'not part of the window');
  // One file's name on POSIX, a path on Windows: given out on neither.
  if (path.sep === '/') writeFileSync(path.join(assets, 'parts\\odd.js'), 'odd');
  writeFileSync(path.join(folder, 'secret.js'), 'SECRET');
  symlinkSync(path.join(folder, 'secret.js'), path.join(assets, 'parts/link.js'));
  writeFileSync(path.join(folder, 'good.heap'), 'granted');
  writeFileSync(path.join(folder, 'other.heap'), 'not granted');
  return folder;
}

/** Starts one; `close` also removes its folder. */
export async function startTinyServer(options: Partial<ServeOptions> = {}): Promise<TinyServer> {
  const folder = makeFolder();
  const logged: string[] = [];
  const serving = await serve({
    files: [path.join(folder, 'good.heap')],
    port: 0,
    assetsDir: path.join(folder, 'assets'),
    engine: createInProcessEngine(createScriptedEngine),
    log: (line) => logged.push(line),
    ...options,
  });
  const { port } = serving;
  const origin = `http://127.0.0.1:${String(port)}`;
  const ask = (rawPath: string, { method = 'GET', headers = {}, body }: Ask = {}): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const request = http.request({ host: '127.0.0.1', port, path: rawPath, method, headers, agent: false });
      request.on('response', (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
        );
      });
      request.on('error', reject);
      request.end(body);
    });
  const knock = (headers: Record<string, string>, rawPath = '/ws'): Promise<string> =>
    new Promise((resolve) => {
      const socket = new WebSocket(`ws://127.0.0.1:${String(port)}${rawPath}`, { headers });
      socket.on('open', () => {
        socket.terminate();
        resolve('open');
      });
      socket.on('unexpected-response', (_request, response) => resolve(String(response.statusCode)));
      socket.on('error', () => resolve('error'));
    });
  const entry = await ask(`/${new URL(serving.url).search}`);
  const cookie = (entry.headers['set-cookie']?.[0] ?? '').split(';')[0] ?? '';
  const close = async (): Promise<void> => {
    await serving.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { serving, folder, logged, origin, cookie, ask, knock, close };
}
