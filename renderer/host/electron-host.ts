import { HeapError } from '../../shared/base/errors.ts';
import type { EngineClient } from '../../shared/engine/engine-client.ts';
import type { TextChannel } from '../../shared/engine/text-connection.ts';
import type { FileLike, FileOffer, HostApi, HostEvent } from '../../shared/protocol/host-api.ts';
import { isWindowCommand } from '../../shared/protocol/window-commands.ts';
import type { HostBridge, WireHello } from '../../shared/protocol/wire.ts';
import { toBase64 } from './base64.ts';
import { HostEvents } from '../../shared/engine/host-events.ts';

/** The page's end of the bridge to Electron's main process. It ends only with the page. */
export function bridgeChannel(bridge: HostBridge): TextChannel {
  return {
    send: (text) => bridge.send(text),
    onText: (listener) => bridge.onMessage(listener),
    onClose: () => undefined,
    close: () => undefined,
  };
}

/** The host of a page in Electron: dialogs and paths are main's, the page sees tokens. */
export function createElectronHost(bridge: HostBridge, client: EngineClient, hello: WireHello): HostApi {
  const events = new HostEvents();
  if (hello.offered.length > 0) events.send({ kind: 'offered', files: hello.offered });
  client.onEvent((event) => {
    if (isKnown(event)) events.send(event);
  });

  const takeFile = async (file: FileLike): Promise<FileOffer> => {
    try {
      return await bridge.takeFile(file);
    } catch (error) {
      // Classes do not survive the bridge; messages do.
      throw new HeapError('not-found', error instanceof Error ? error.message : String(error));
    }
  };

  return {
    kind: 'electron',
    sample: hello.sample,
    recents: hello.recents,
    onEvent: (listener) => events.listen(listener),
    pickFiles: (options) => client.pick(options),
    takeFile,
    open: (offer, options) => client.open(offer.token, options),
    hasCaptures: hello.hasCaptures,
    processes: (options) => client.processes(options),
    capture: (choice, options) => client.capture(choice, options),
    discardCapture: ({ token }) => client.discardCapture({ token }),
    close: (snapshot) => client.close(snapshot),
    call: (snapshot, method, params, options) => client.call(snapshot, method, params, options),
    save: ({ name, mediaType, bytes }) => client.save({ name, mediaType, base64: toBase64(bytes) }),
    forgetRecents: (file) => client.forgetRecents({ token: file?.token ?? null }),
    // A host that has gone away says so by itself.
    show: (shown) => void client.show(shown).catch(() => undefined),
  };
}

/** Commands are a closed set, also when a newer main process knows more. */
function isKnown(event: HostEvent): boolean {
  return event.kind !== 'command' || isWindowCommand(event.command);
}
