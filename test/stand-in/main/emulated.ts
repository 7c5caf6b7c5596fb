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

function refusingBase(): typeof EventEmitter {
  // A function, because the prototype of a class cannot be replaced.
  function Base(this: EventEmitter): void {
    EventEmitter.call(this);
  }
  const members = Object.getOwnPropertyDescriptors(EventEmitter.prototype);
  Base.prototype = Object.create(refusing(Object.prototype), members) as object;
  Object.defineProperty(Base.prototype, 'constructor', { value: Base, configurable: true, writable: true });
  Object.setPrototypeOf(Base, refusing(Function.prototype));
  return Base as unknown as typeof EventEmitter;
}

/**
 * What every stand-in extends: an EventEmitter whose members, if asked for and not there, throw
 * `stand-in: X.member is not emulated` instead of being undefined. Classes answer so for their static members too.
 */
export const Emulated: typeof EventEmitter = refusingBase();

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
