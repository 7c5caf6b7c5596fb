import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { HeapError } from '../../shared/base/errors.ts';
import { LOST_CONNECTION } from '../../shared/engine/engine-client.ts';
import type { EngineClient } from '../../shared/engine/engine-client.ts';
import type { HostEvent } from '../../shared/protocol/host-api.ts';
import type { EngineHost } from '../../node/worker/engine-host.ts';
import { serve } from '../../node/server/serve.ts';
import type { Serving } from '../../node/server/serve.ts';
import { createInProcessEngine } from './in-process-engine.ts';
import { createScriptedEngine } from './scripted-engine.ts';
import { connectServed, openSocket } from './served-client.ts';
import { makeFiles } from './transports.ts';

const { files, remove } = makeFiles(['good.heap', 'waits.heap']);
const assetsDir = mkdtempSync(path.join(os.tmpdir(), 'backref-assets-'));
beforeAll(() => writeFileSync(path.join(assetsDir, 'index.html'), '<!doctype html>'));
afterAll(() => {
  remove();
  rmSync(assetsDir, { recursive: true });
});

let engine: EngineHost;
let closed: string[];
let serving: Serving;
beforeEach(async () => {
  engine = createInProcessEngine(createScriptedEngine);
  closed = [];
  const close = engine.close.bind(engine);
  engine.close = async (snapshot) => {
    closed.push(snapshot);
    await close(snapshot);
  };
  serving = await serve({ files, port: 0, engine, assetsDir, log: () => undefined });
});
afterEach(() => serving.close());

async function tokenOf(client: EngineClient, name: string): Promise<string> {
  const { offered } = await client.hello();
  return offered.find((offer) => offer.name === name)?.token ?? '';
}

async function outcomesOf(promises: readonly Promise<unknown>[]): Promise<unknown[]> {
  const outcomes = await Promise.allSettled(promises);
  return outcomes.map(
    (outcome) => (outcome.status === 'rejected' ? outcome.reason : outcome.value) as unknown,
  );
}

describe('when the line breaks', () => {
  test('every call is rejected, later ones too, and the window is told once', async () => {
    const { client, socket } = await connectServed(serving.url);
    const events: HostEvent[] = [];
    client.onEvent((event) => events.push(event));
    const good = await client.open(await tokenOf(client, 'good.heap'));
    const pending = [
      client.open(await tokenOf(client, 'waits.heap')),
      client.call(good.snapshot, 'object', { id: 'hangs' }),
    ];
    socket.terminate();
    for (const error of await outcomesOf(pending)) {
      expect(error).toBeInstanceOf(HeapError);
      expect(error).toMatchObject({ code: 'internal', message: LOST_CONNECTION });
    }
    expect(await outcomesOf([client.hello(), client.close(good.snapshot)])).toMatchObject([
      { message: LOST_CONNECTION },
      { message: LOST_CONNECTION },
    ]);
    expect(events).toEqual([{ kind: 'disconnected', message: LOST_CONNECTION }]);
  });

  test('the server ending is such a break', async () => {
    const { client } = await connectServed(serving.url);
    const pending = client.open(await tokenOf(client, 'waits.heap'));
    const outcome = outcomesOf([pending]);
    await serving.close();
    expect(await outcome).toMatchObject([{ message: LOST_CONNECTION }]);
  });

  test('the host closes the snapshots of the window that went away', async () => {
    const { client, socket } = await connectServed(serving.url);
    const { snapshot } = await client.open(await tokenOf(client, 'good.heap'));
    socket.terminate();
    await expect.poll(() => closed).toEqual([snapshot]);
  });
});

describe('windows side by side', () => {
  test('a window cannot ask, compare with or close a snapshot of another', async () => {
    const first = (await connectServed(serving.url)).client;
    const second = (await connectServed(serving.url)).client;
    const theirs = await first.open(await tokenOf(first, 'good.heap'));
    const own = await second.open(await tokenOf(second, 'good.heap'));
    const diff = { before: theirs.snapshot, offset: 0, limit: 1 };
    const refused = await outcomesOf([
      second.call(theirs.snapshot, 'info', {}),
      second.call(own.snapshot, 'diff', diff),
    ]);
    expect(refused).toMatchObject([{ code: 'not-found' }, { code: 'not-found' }]);
    await second.close(theirs.snapshot);
    expect(closed).toEqual([]);
    expect(await first.call(theirs.snapshot, 'info', {})).toMatchObject({ format: 'scripted' });
  });
});

describe('what is no JSON', () => {
  test('is an error as an answer, not silence', async () => {
    const { client } = await connectServed(serving.url);
    const { snapshot } = await client.open(await tokenOf(client, 'good.heap'));
    const [error] = await outcomesOf([client.call(snapshot, 'object', { id: 'unsendable' })]);
    expect(error).toMatchObject({ code: 'internal' });
  });
});

describe('what is no message', () => {
  test.each([
    ['no JSON', 'hello'],
    ['no object', '7'],
    ['no JSON-RPC', '{"id":1,"method":"host/hello"}'],
  ])('ends the connection: %s', async (_what, text) => {
    const socket = await openSocket(serving.url);
    const ended = new Promise((resolve) => socket.once('close', resolve));
    socket.send(text);
    await ended;
    expect((await connectServed(serving.url)).client).toBeDefined();
  });

  const MESSAGE_TOO_BIG = 1009;
  const UNSUPPORTED_DATA = 1003;
  const hello = { jsonrpc: '2.0', id: 1, method: 'host/hello', params: {} };

  test.each([
    ['binary', Buffer.from(JSON.stringify(hello)), UNSUPPORTED_DATA],
    ['more than the limit', JSON.stringify({ ...hello, padding: 'x'.repeat(1 << 20) }), MESSAGE_TOO_BIG],
  ])('ends the connection: %s', async (_what, data, code) => {
    const socket = await openSocket(serving.url);
    socket.on('error', () => undefined);
    const ended = new Promise((resolve) => socket.once('close', resolve));
    socket.send(data);
    expect(await ended).toBe(code);
  });

  test.each([
    ['an unknown method', { method: 'host/eval', params: {} }, -32601],
    ['parameters by position', { method: 'snapshot/open', params: ['token', '1'] }, -32602],
    ['no parameters', { method: 'snapshot/open' }, -32602],
    ['a wrong type', { method: 'snapshot/open', params: { token: 1, progressToken: '1' } }, -32602],
    ['one too many', { method: 'host/hello', params: { path: '/etc/passwd' } }, -32602],
    ['a dialog where there is none', { method: 'host/pick', params: {} }, -32601],
  ])('%s is answered with an error', async (_what, request, code) => {
    const socket = await openSocket(serving.url);
    const answer = new Promise<string>((resolve) =>
      socket.once('message', (data: Buffer) => resolve(data.toString())),
    );
    socket.send(JSON.stringify({ jsonrpc: '2.0', id: 1, ...request }));
    expect(JSON.parse(await answer)).toMatchObject({ id: 1, error: { code } });
    socket.terminate();
  });
});
