import { emulateScheme } from './addresses.ts';
import { Emulated } from './emulated.ts';
import { runtime } from './runtime.ts';

type Handler = Parameters<Electron.Protocol['handle']>[1];

const handlers = new Map<string, Handler>();

class Protocol
  extends Emulated
  implements
    Pick<Electron.Protocol, 'handle' | 'isProtocolHandled' | 'registerSchemesAsPrivileged' | 'unhandle'>
{
  registerSchemesAsPrivileged(schemes: Electron.CustomScheme[]): void {
    if (runtime.isReady) {
      throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
    }
    for (const { scheme, privileges } of schemes) {
      // The others behave differently in Electron, and would not here.
      if (
        privileges?.standard !== true ||
        privileges.secure !== true ||
        privileges.supportFetchAPI !== true
      ) {
        throw new Error('stand-in: only standard, secure schemes with fetch are emulated');
      }
      if (privileges.bypassCSP === true || privileges.corsEnabled === true) {
        throw new Error('stand-in: bypassCSP and corsEnabled are not emulated');
      }
      emulateScheme(scheme);
    }
  }
  handle(scheme: string, handler: Handler): void {
    if (!runtime.isReady) throw new Error('protocol.handle can only be called after app is ready');
    handlers.set(scheme, handler);
  }
  unhandle(scheme: string): void {
    handlers.delete(scheme);
  }
  isProtocolHandled(scheme: string): boolean {
    return handlers.has(scheme);
  }
}

export const protocol = new Protocol();

/** Who answers requests for this address; null when nobody of the application does. */
export function findHandler(address: string): Handler | null {
  return handlers.get(new URL(address).protocol.slice(0, -1)) ?? null;
}
