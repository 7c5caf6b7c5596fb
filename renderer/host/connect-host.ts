import 'vscode-jsonrpc/browser'; // Brings the timers that connections need.
import { createEngineClient } from '../../shared/engine/engine-client.ts';
import { connectText } from '../../shared/engine/text-connection.ts';
import type { HostApi } from '../../shared/protocol/host-api.ts';
import type { HostBridge } from '../../shared/protocol/wire.ts';
import { createBrowserHost } from './browser-host.ts';
import { bridgeChannel, createElectronHost } from './electron-host.ts';
import { openWebSocket } from './web-socket-channel.ts';

declare global {
  interface Window {
    /** Exposed by Electron's preload; absent in a browser. */
    readonly backrefHost?: HostBridge;
  }
}

/** The host of this page, whichever it is. Called once. Rejects with HeapError when there is none to be reached. */
export async function connectHost(): Promise<HostApi> {
  const bridge = window.backrefHost;
  if (bridge !== undefined) {
    const client = createEngineClient(connectText(bridgeChannel(bridge)));
    return createElectronHost(bridge, client, await client.hello());
  }
  const address = new URL('/ws', window.location.href.replace(/^http/, 'ws'));
  const client = createEngineClient(connectText(await openWebSocket(address)));
  return createBrowserHost(client, await client.hello());
}
