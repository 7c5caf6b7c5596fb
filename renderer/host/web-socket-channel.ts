import { HeapError } from '../../shared/base/errors.ts';
import type { TextChannel } from '../../shared/engine/text-connection.ts';

/** The page's end of the WebSocket, once it is open. Rejects with HeapError when the server refuses or is gone. */
export function openWebSocket(address: URL): Promise<TextChannel> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(address);
    socket.addEventListener('open', () => resolve(channelOf(socket)), { once: true });
    // Browsers do not tell scripts why; after `open` this changes nothing.
    socket.addEventListener(
      'close',
      () => reject(new HeapError('internal', 'Backref does not answer at this address.')),
      { once: true },
    );
  });
}

function channelOf(socket: WebSocket): TextChannel {
  return {
    send: (text) => {
      // A closed socket drops what it is given without a word.
      if (socket.readyState !== WebSocket.OPEN) throw new Error('the WebSocket is closed');
      socket.send(text);
    },
    onText: (listener) => {
      const onMessage = (event: MessageEvent): void => {
        if (typeof event.data === 'string') listener(event.data);
      };
      socket.addEventListener('message', onMessage);
      return () => socket.removeEventListener('message', onMessage);
    },
    onClose: (listener) => {
      if (socket.readyState >= WebSocket.CLOSING) queueMicrotask(listener);
      else socket.addEventListener('close', listener, { once: true });
    },
    close: () => socket.close(),
  };
}
