import { statSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Progress } from '../../shared/base/progress.ts';
import { HeapError } from '../../shared/base/errors.ts';
import type { EngineMethod } from '../../shared/protocol/engine-api.ts';
import { buildScriptedWorker } from './build-worker.ts';
import { createScriptedEngine, scriptedInfo } from './scripted-engine.ts';
import { TRANSPORTS, makeFiles } from './transports.ts';
import type { Transport, TransportName } from './transports.ts';

const NAMES = ['good', 'other', 'truncated', 'breaks', 'too-big', 'waits', 'polite', 'deaf', 'exits'];
const { files, remove } = makeFiles(NAMES.map((name) => `${name}.heap`));
let worker: Awaited<ReturnType<typeof buildScriptedWorker>>;

beforeAll(async () => {
  worker = await buildScriptedWorker();
});
afterAll(() => {
  worker.remove();
  remove();
});

/** How the promise ended, without waiting longer than the queue of this moment: null when it has not. */
async function outcomeNow(promise: Promise<unknown>): Promise<unknown> {
  let outcome: unknown = null;
  promise.then(
    (result) => (outcome = result),
    (error: unknown) => (outcome = error),
  );
  await new Promise((resolve) => setImmediate(resolve));
  return outcome;
}

async function errorOf(promise: Promise<unknown>): Promise<HeapError> {
  const outcome = await promise.then(
    () => null,
    (error: unknown) => error,
  );
  expect(outcome).toBeInstanceOf(HeapError);
  return outcome as HeapError;
}

const make = (name: TransportName, maxHeapMegabytes?: number): Promise<Transport> =>
  TRANSPORTS[name]({
    workerUrl: worker.workerUrl,
    makeEngine: createScriptedEngine,
    files,
    ...(maxHeapMegabytes === undefined ? {} : { maxHeapMegabytes }),
  });

describe.each(Object.keys(TRANSPORTS) as TransportName[])('over %s', (name) => {
  let transport: Transport;
  const hasThread = name !== 'in process';

  beforeEach(async () => {
    transport = await make(name);
  });
  afterEach(() => transport.dispose());

  const openGood = async (): Promise<string> => (await transport.open('good.heap')).snapshot;
  const object = (snapshot: string, id: string, signal?: AbortSignal): Promise<unknown> =>
    transport.call(snapshot, 'object', { id }, signal === undefined ? {} : { signal });

  test('a snapshot is opened, asked and closed', async () => {
    const opened = await transport.open('good.heap');
    expect(opened.name).toBe('good.heap');
    expect(opened.info).toEqual(scriptedInfo('good.heap'));
    expect(await object(opened.snapshot, '0x1')).toEqual({ id: '0x1' });
    await transport.close(opened.snapshot);
    expect(await errorOf(object(opened.snapshot, '0x1'))).toMatchObject({ code: 'not-found' });
    await transport.close(opened.snapshot);
  });

  test('progress comes by phase, the end of each included', async () => {
    const seen: Progress[] = [];
    await transport.open('good.heap', { onProgress: (progress) => seen.push(progress) });
    expect(seen).toEqual([
      { phase: 'Reading', done: 0, total: 2 },
      { phase: 'Computing', done: 2, total: 2 },
    ]);
  });

  test('a failure keeps its code, sentence and place', async () => {
    expect(await errorOf(transport.open('truncated.heap'))).toMatchObject({
      code: 'truncated',
      message: 'The file ends in the nodes.',
      details: { offset: 1234, section: 'nodes' },
    });
    const snapshot = await openGood();
    expect(await errorOf(object(snapshot, 'missing'))).toMatchObject({
      code: 'not-found',
      message: 'There is no object missing.',
      details: { id: 'missing' },
    });
  });

  test('a fault of ours is an internal error without a stack', async () => {
    const error = await errorOf(transport.open('breaks.heap'));
    expect(error).toMatchObject({ code: 'internal', message: 'Internal error: columns is undefined' });
  });

  test('a failed open leaves room for the next', async () => {
    await errorOf(transport.open('truncated.heap'));
    expect((await transport.open('good.heap')).info.producer).toBe('good.heap');
  });

  test('an open that waits is cancelled at once, and the next works', async () => {
    const controller = new AbortController();
    const opening = transport.open('waits.heap', { signal: controller.signal });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await outcomeNow(opening)).toBeNull();
    controller.abort();
    expect(await outcomeNow(opening)).toMatchObject({ code: 'cancelled' });
    expect((await transport.open('good.heap')).info.producer).toBe('good.heap');
  });

  test('an open that looks at its token is cancelled', async () => {
    const controller = new AbortController();
    const opening = transport.open('polite.heap', { signal: controller.signal });
    setTimeout(() => controller.abort(), 20);
    expect(await errorOf(opening)).toMatchObject({ code: 'cancelled' });
  });

  test('what was aborted before it began is not begun', async () => {
    const signal = AbortSignal.abort();
    expect(await errorOf(transport.open('good.heap', { signal }))).toMatchObject({ code: 'cancelled' });
    const snapshot = await openGood();
    expect(await errorOf(object(snapshot, '0x1', signal))).toMatchObject({ code: 'cancelled' });
  });

  test('a call that hangs is cancelled at once, and the snapshot still answers', async () => {
    const snapshot = await openGood();
    const controller = new AbortController();
    const call = object(snapshot, 'hangs', controller.signal);
    await new Promise((resolve) => setTimeout(resolve, 20));
    controller.abort();
    expect(await outcomeNow(call)).toMatchObject({ code: 'cancelled' });
    expect(await object(snapshot, '0x2')).toEqual({ id: '0x2' });
  });

  test('two snapshots are compared, wherever each lives', async () => {
    const before = await openGood();
    const after = (await transport.open('other.heap')).snapshot;
    const diff = { before, offset: 0, limit: 10 };
    expect(await transport.call(after, 'diff', diff)).toMatchObject({
      before: { of: 'good.heap' },
      after: 'other.heap',
    });
    await transport.close(before);
    expect(await errorOf(transport.call(after, 'diff', { ...diff, before: 's999' }))).toMatchObject({
      code: 'not-found',
    });
  });

  if (!hasThread) return;

  describe('with a thread to lose', () => {
    test('memory that cannot be had is a snapshot too big', async () => {
      expect(await errorOf(transport.open('too-big.heap'))).toMatchObject({ code: 'too-big' });
    });

    test('an open that neither listens nor stops is cancelled at once, and the next works', async () => {
      const controller = new AbortController();
      const opening = transport.open('deaf.heap', { signal: controller.signal });
      await new Promise((resolve) => setTimeout(resolve, 50));
      controller.abort();
      expect(await outcomeNow(opening)).toMatchObject({ code: 'cancelled' });
      expect((await transport.open('good.heap')).info.producer).toBe('good.heap');
    });

    test('a busy thread sees that it is cancelled, and then answers again', async () => {
      const snapshot = await openGood();
      const controller = new AbortController();
      const call = object(snapshot, 'busy', controller.signal);
      await new Promise((resolve) => setTimeout(resolve, 50));
      controller.abort();
      expect(await errorOf(call)).toMatchObject({ code: 'cancelled' });
      // The thread would be in its loop for ever, had it not seen the flag.
      expect(await object(snapshot, '0x3')).toEqual({ id: '0x3' });
    });

    test('loading one snapshot does not keep another from answering', async () => {
      const snapshot = await openGood();
      const controller = new AbortController();
      const deaf = transport.open('deaf.heap', { signal: controller.signal });
      expect(await object(snapshot, '0x4')).toEqual({ id: '0x4' });
      controller.abort();
      await errorOf(deaf);
    });

    test('a thread that ends while opening fails the open only', async () => {
      expect(await errorOf(transport.open('exits.heap'))).toMatchObject({
        code: 'internal',
        message: 'The thread that held exits.heap ended unexpectedly (exit code 3).',
      });
    });

    test.each(['exits', 'throws'])(
      'a thread that dies (%s) settles every call, says so, and harms no other snapshot',
      async (how) => {
        const lost: unknown[] = [];
        transport.onLost((loss) => lost.push(loss));
        const other = (await transport.open('other.heap')).snapshot;
        const snapshot = await openGood();
        const calls = ['hangs', how, '0x5', '0x6'].map((id) => object(snapshot, id));
        const outcomes = await Promise.allSettled(calls);
        const failures = outcomes.filter((outcome) => outcome.status === 'rejected');
        expect(failures.length).toBeGreaterThanOrEqual(2);
        for (const { reason } of failures) {
          expect(reason).toMatchObject({ code: 'internal' });
          expect(String(reason)).toContain('The thread that held good.heap');
        }
        expect(lost).toMatchObject([{ snapshot }]);
        // Asked later, it still says why, until it is closed.
        expect(await errorOf(object(snapshot, '0x1'))).toMatchObject({ code: 'internal' });
        await transport.close(snapshot);
        expect(await errorOf(object(snapshot, '0x1'))).toMatchObject({ code: 'not-found' });
        expect(await object(other, '0x7')).toEqual({ id: '0x7' });
        expect((await transport.open('good.heap')).info.producer).toBe('good.heap');
      },
    );

    test('an answer that cannot be sent is an error, not silence', async () => {
      const snapshot = await openGood();
      expect(await errorOf(object(snapshot, 'unsendable'))).toMatchObject({ code: 'internal' });
    });

    test('closing a snapshot settles what it was asked', async () => {
      const snapshot = await openGood();
      const call = object(snapshot, 'hangs');
      const settled = errorOf(call);
      await transport.close(snapshot);
      expect(await settled).toMatchObject({ code: 'not-found' });
    });

    test('ending everything settles what is under way', async () => {
      const snapshot = await openGood();
      const pending = [errorOf(object(snapshot, 'hangs')), errorOf(transport.open('waits.heap'))];
      await new Promise((resolve) => setTimeout(resolve, 20));
      await transport.dispose();
      for (const error of await Promise.all(pending)) expect(['not-found', 'internal']).toContain(error.code);
    });
  });
});

describe('a thread that does not stop', () => {
  test('is ended when its open was cancelled, not left to run', async () => {
    const transport = await make('worker thread');
    const deaf = files.find((file) => file.endsWith('deaf.heap')) ?? '';
    const growth = async (): Promise<number> => {
      const before = statSync(deaf).size;
      await new Promise((resolve) => setTimeout(resolve, 100));
      return statSync(deaf).size - before;
    };
    const controller = new AbortController();
    const opening = errorOf(transport.open('deaf.heap', { signal: controller.signal }));
    await expect.poll(growth).toBeGreaterThan(0);
    controller.abort();
    expect(await opening).toMatchObject({ code: 'cancelled' });
    await expect.poll(growth, { timeout: 10_000 }).toBe(0);
    await transport.dispose();
  });
});

describe('a thread without memory', () => {
  test('is lost alone, with a sentence that names its file', async () => {
    const transport = await make('worker thread', 32);
    const { snapshot } = await transport.open('good.heap');
    const error = await errorOf(transport.call(snapshot, 'object', { id: 'hungry' }));
    expect(error).toMatchObject({
      code: 'internal',
      message: 'The thread that held good.heap ran out of memory.',
    });
    expect((await transport.open('other.heap')).info.producer).toBe('other.heap');
    await transport.dispose();
  });
});

describe('what a window may ask of a host', () => {
  let transport: Transport;
  beforeEach(async () => {
    transport = await make('WebSocket');
  });
  afterEach(() => transport.dispose());

  const ask = (snapshot: string, method: string, params: unknown): Promise<unknown> =>
    transport.call(snapshot, method as EngineMethod, params as never);

  test('an unknown method and wrong parameters are refused with the reason', async () => {
    const { snapshot } = await transport.open('good.heap');
    const reasons = await Promise.all(
      [
        ask(snapshot, 'evaluate', {}),
        ask(snapshot, 'constructor', {}),
        ask(snapshot, 'object', {}),
        ask(snapshot, 'object', { id: 7 }),
        ask(snapshot, 'object', { id: '0x1', extra: true }),
        ask(snapshot, 'types', null),
        ask(snapshot, 'graph', {
          id: '0x1',
          direction: 'referrers',
          depth: 1e9,
          width: 1,
          onlyType: null,
          skip: 0,
        }),
      ].map(async (call) => (await errorOf(call)).message),
    );
    for (const reason of reasons) expect(reason).toMatch(/^Invalid parameters for \w+: /);
    expect(reasons[0]).toContain('no such method');
    expect(reasons[2]).toContain('id');
    expect(reasons[6]).toContain('depth');
  });

  test('a token that was never given out opens nothing', async () => {
    expect(await errorOf(transport.open('/etc/hostname'))).toMatchObject({ code: 'not-found' });
  });
});
