import type { HostApi } from '../../shared/protocol/host-api.ts';

/** Answers kept a host: enough to go back and forth, little against one snapshot's columns. */
const MAX_RESULTS = 300;

/** Answers by question, the least recently used dropped first. */
export class ResultCache {
  readonly #results = new Map<string, unknown>();

  /** The answer kept under `key`, undefined when there is none. O(1). */
  get(key: string): unknown {
    return this.#results.get(key);
  }

  /** Keeps an answer and drops the oldest when there are too many. O(1). */
  set(key: string, result: unknown): void {
    this.#results.delete(key);
    this.#results.set(key, result);
    if (this.#results.size <= MAX_RESULTS) return;
    const oldest = this.#results.keys().next();
    if (oldest.done !== true) this.#results.delete(oldest.value);
  }

  delete(key: string): void {
    this.#results.delete(key);
  }

  /** Drops everything about a snapshot: it is closed. O(answers kept). */
  forget(snapshot: string): void {
    const head = queryKeyHead(snapshot);
    for (const key of this.#results.keys()) if (key.startsWith(head)) this.#results.delete(key);
  }
}

/** A question as text: JSON of [snapshot, method, params]. */
export function queryKey(snapshot: string, method: string, params: unknown): string {
  return JSON.stringify([snapshot, method, params]);
}

function queryKeyHead(snapshot: string): string {
  return `[${JSON.stringify(snapshot)},`;
}

const caches = new WeakMap<HostApi, ResultCache>();

/** The one cache of a host, made when first asked for. O(1). */
export function resultCacheOf(host: HostApi): ResultCache {
  let cache = caches.get(host);
  if (cache === undefined) {
    cache = new ResultCache();
    caches.set(host, cache);
  }
  return cache;
}
