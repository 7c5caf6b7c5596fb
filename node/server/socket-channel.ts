import type { WebSocket } from 'ws';
import type { TextChannel } from '../../shared/engine/text-connection.ts';

/** 1003 of RFC 6455: a kind of data that cannot be accepted. */
const UNSUPPORTED_DATA = 1003;

/** The server's end of a WebSocket as a channel for JSON texts; a binary message ends it. */
export function socketChannel(socket: WebSocket): TextChannel {
  // Errors are always followed by `close`, which is listened to; without a listener they would be thrown.
  socket.on('error', () => undefined);
  return {
    send: (text) =>
      new Promise((resolve, reject) => {
        // Its types say undefined, older versions of it null.
        socket.send(text, (error?: Error | null) => (error ? reject(error) : resolve()));
      }),
    onText: (listener) => {
      const onMessage = (data: Buffer, isBinary: boolean): void => {
        if (isBinary) socket.close(UNSUPPORTED_DATA);
        else listener(data.toString('utf8'));
      };
      socket.on('message', onMessage);
      return () => socket.off('message', onMessage);
    },
    onClose: (listener) => void socket.once('close', listener),
    close: () => socket.close(),
  };
}
