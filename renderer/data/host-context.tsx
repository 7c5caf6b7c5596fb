import { createContext, use } from 'react';
import type { HostApi } from '../../shared/protocol/host-api.ts';

const HostContext = createContext<HostApi | null>(null);

/** Wraps the window: `<HostProvider value={host}>`. */
export const HostProvider = HostContext.Provider;

/** The host of this window, the same object for its whole life. Throws outside a HostProvider: a programming error. */
export function useHost(): HostApi {
  const host = use(HostContext);
  if (host === null) throw new Error('useHost outside of a HostProvider');
  return host;
}
