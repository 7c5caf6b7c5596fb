import type { HostApi } from '../../shared/protocol/host-api.ts';
import type { KeySurroundings } from '../store/keys.ts';

/** By which keys this window is to be worked. O(1). */
export function surroundingsOf(host: HostApi): KeySurroundings {
  return { isMac: navigator.platform.startsWith('Mac'), isBrowser: host.kind === 'browser' };
}
