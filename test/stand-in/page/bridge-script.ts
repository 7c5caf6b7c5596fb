/** What a page's half of the bridge can do for its own world. */
export interface Bridge {
  /** Makes `api` appear in the other world as `window[key]`, frozen. */
  expose(key: string, api: unknown): void;
}

interface Settled {
  readonly promise: number;
  readonly value?: unknown;
  readonly error?: string;
}

/**
 * Half of contextBridge, run as text in both worlds of a page, so it may use nothing from outside. The halves talk by
 * events whose `detail` Chromium clones from world to world: functions become proxies that call back at once,
 * promises cross, all else is copied.
 */
export function makeBridge(secret: string, me: string, other: string): Bridge {
  const functions = new Map<number, (...values: unknown[]) => unknown>();
  const promises = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let last = 0;
  const isPlain = (value: unknown): value is Record<string, unknown> =>
    value !== null &&
    typeof value === 'object' &&
    (Array.isArray(value) ||
      [Object.prototype, null].includes(Object.getPrototypeOf(value) as object | null));
  const each = (value: Record<string, unknown>, change: (part: unknown) => unknown): unknown =>
    Array.isArray(value)
      ? value.map(change)
      : Object.fromEntries(Object.entries(value).map(([key, part]) => [key, change(part)]));
  const tell = (to: string, what: string, detail: unknown): boolean =>
    document.dispatchEvent(new CustomEvent(secret + to + what, { detail }));
  const hear = (what: string, listener: (detail: never) => void): (() => void) => {
    const onEvent = (event: Event): void => listener((event as CustomEvent).detail as never);
    document.addEventListener(secret + me + what, onEvent);
    return () => document.removeEventListener(secret + me + what, onEvent);
  };
  const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

  const pack = (value: unknown): unknown => {
    if (typeof value === 'function') {
      functions.set(++last, value as (...values: unknown[]) => unknown);
      return { $function: last };
    }
    if (value instanceof Promise) {
      const promise = ++last;
      value.then(
        (result) => tell(other, 'settle', { promise, value: pack(result) }),
        (error: unknown) => tell(other, 'settle', { promise, error: textOf(error) }),
      );
      return { $promise: promise };
    }
    return isPlain(value) ? each(value, pack) : value;
  };
  const unpack = (value: unknown): unknown => {
    if (!isPlain(value)) return value;
    const { $function: id, $promise: promise } = value;
    if (typeof id === 'number') return (...values: unknown[]) => call(id, values);
    if (typeof promise === 'number') {
      return new Promise((resolve, reject) => promises.set(promise, { resolve, reject }));
    }
    return each(value, unpack);
  };
  const call = (id: number, values: readonly unknown[]): unknown => {
    let answer: { value?: unknown; error?: string } | null = null;
    const stop = hear('return', (detail: { value?: unknown; error?: string }) => (answer = detail));
    tell(other, 'call', { id, values: pack(values) });
    stop();
    const { value, error } = (answer ?? { error: 'An object could not be cloned.' }) as {
      value?: unknown;
      error?: string;
    };
    if (error !== undefined) throw new Error(error);
    return unpack(value);
  };

  hear('call', (detail: { id: number; values: unknown[] } | null) => {
    if (detail === null) return; // Not cloneable: the caller sees that no answer came.
    try {
      const result = functions.get(detail.id)!(...(unpack(detail.values) as unknown[]));
      tell(other, 'return', { value: pack(result) });
    } catch (error) {
      tell(other, 'return', { error: textOf(error) });
    }
  });
  hear('settle', ({ promise, value, error }: Settled) => {
    const waiting = promises.get(promise);
    promises.delete(promise);
    if (error === undefined) waiting?.resolve(unpack(value));
    else waiting?.reject(new Error(error));
  });
  hear('expose', ({ key, api }: { key: string; api: unknown }) => {
    const freeze = (value: unknown): unknown => {
      if (isPlain(value)) for (const part of Object.values(Object.freeze(value))) freeze(part);
      return value;
    };
    if (key in window)
      throw new Error('Cannot bind an API on top of an existing property on the window object');
    Object.defineProperty(window, key, { value: freeze(unpack(api)), enumerable: true });
  });
  return { expose: (key, api) => void tell(other, 'expose', { key, api: pack(api) }) };
}
