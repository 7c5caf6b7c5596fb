import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { EngineHost, SnapshotLoss } from '../../node/worker/engine-host.ts';
import { createEngineRouter } from '../../node/worker/engine-router.ts';
import { serve } from '../../node/server/serve.ts';
import type { SnapshotEngine } from '../../node/worker/snapshot-engine.ts';
import { createInProcessEngine } from './in-process-engine.ts';
import { connectServed } from './served-client.ts';

/** One way from a caller to an engine. `open` takes the name of one of `files`. */
export type Transport = Pick<EngineHost, 'call' | 'close' | 'onLost' | 'dispose'> & {
  readonly open: (
    file: string,
    options?: Parameters<EngineHost['open']>[2],
  ) => ReturnType<EngineHost['open']>;
};

export interface TransportParts {
  readonly workerUrl: URL;
  readonly makeEngine: () => SnapshotEngine;
  /** Absolute paths. */
  readonly files: readonly string[];
  readonly maxHeapMegabytes?: number;
}

/** A folder with empty files of these names. */
export function makeFiles(names: readonly string[]): { files: readonly string[]; remove: () => void } {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'backref-contract-'));
  for (const name of names) writeFileSync(path.join(folder, name), '');
  return {
    files: readdirSync(folder).map((name) => path.join(folder, name)),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function direct(engine: EngineHost, files: readonly string[]): Transport {
  const pathOf = (name: string): string => files.find((file) => path.basename(file) === name) ?? name;
  return {
    open: (name, options) => engine.open(pathOf(name), name, options),
    call: (...call) => engine.call(...call),
    close: (snapshot) => engine.close(snapshot),
    onLost: (listener) => engine.onLost(listener),
    dispose: () => engine.dispose(),
  };
}

async function webSocket(engine: EngineHost, files: readonly string[]): Promise<Transport> {
  const assetsDir = mkdtempSync(path.join(os.tmpdir(), 'backref-assets-'));
  writeFileSync(path.join(assetsDir, 'index.html'), '<!doctype html>');
  const serving = await serve({ files, port: 0, engine, assetsDir, log: () => undefined });
  const { client } = await connectServed(serving.url);
  const { offered } = await client.hello();
  const tokenOf = (name: string): string => offered.find((offer) => offer.name === name)?.token ?? 'unknown';
  return {
    open: (name, options) => client.open(tokenOf(name), options),
    call: (...call) => client.call(...call),
    close: (snapshot) => client.close(snapshot),
    onLost: (listener: (loss: SnapshotLoss) => void) =>
      client.onEvent((event) => {
        if (event.kind === 'snapshot-lost') listener(event);
      }),
    dispose: async () => {
      client.dispose();
      await serving.close();
      rmSync(assetsDir, { recursive: true, force: true });
    },
  };
}

/** The three ways, by name; each made anew. */
export const TRANSPORTS = {
  'in process': ({ makeEngine, files }: TransportParts) =>
    Promise.resolve(direct(createInProcessEngine(makeEngine), files)),
  'worker thread': ({ files, ...options }: TransportParts) =>
    Promise.resolve(direct(createEngineRouter(options), files)),
  WebSocket: ({ files, ...options }: TransportParts) => webSocket(createEngineRouter(options), files),
} as const;

export type TransportName = keyof typeof TRANSPORTS;
