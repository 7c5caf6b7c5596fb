import { EventEmitter } from 'node:events';

/** Asked of any object by Node, Playwright and promises; no member of Electron. */
const ASKED_OF_EVERYTHING: ReadonlySet<string> = new Set(['then', 'toJSON', 'domain', 'inspect', 'nodeType']);

function nameOf(owner: unknown): string {
  if (typeof owner === 'function') return owner.name;
  const made = (owner as { constructor?: { name?: string } }).constructor?.name ?? '';
  return made;
}

/** The end of a prototype chain: what is looked up as far as here is not emulated. */
function refusing<T extends object>(last: T): T {
  return new Proxy(last, {
    get(target, key, receiver) {
      if (typeof key === 'symbol' || key in target || ASKED_OF_EVERYTHING.has(key)) {
        return Reflect.get(target, key, receiver) as unknown;
      }
      throw new Error(`stand-in: ${nameOf(receiver)}.${key} is not emulated`);
    },
  });
}

/** A function, because the prototype of a class cannot be replaced. */
function refusingBase(construct: (made: object) => void, members: PropertyDescriptorMap): unknown {
  function Base(this: object): void {
    construct(this);
  }
  Base.prototype = Object.create(refusing(Object.prototype), members) as object;
  Object.defineProperty(Base.prototype, 'constructor', { value: Base, configurable: true, writable: true });
  Object.setPrototypeOf(Base, refusing(Function.prototype));
  return Base;
}

/**
 * What every stand-in extends: a class whose members, if asked for and not there, throw
 * `stand-in: X.member is not emulated` instead of being undefined. Static members too.
 */
export const Emulated = refusingBase(() => undefined, {}) as new () => object;

/** The same for what emits events. */
export const EmulatedEmitter = refusingBase((made) => {
  EventEmitter.call(made as EventEmitter);
}, Object.getOwnPropertyDescriptors(EventEmitter.prototype)) as typeof EventEmitter;

/** The same for a plain object, such as the module itself. */
export function emulatedObject<T extends object>(name: string, members: T): T {
  return new Proxy(members, {
    get(target, key, receiver) {
      if (typeof key === 'symbol' || key in target || ASKED_OF_EVERYTHING.has(key)) {
        return Reflect.get(target, key, receiver) as unknown;
      }
      throw new Error(`stand-in: ${name}.${key} is not emulated`);
    },
  });
}
