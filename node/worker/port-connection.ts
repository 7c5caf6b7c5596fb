import type { MessagePort, Worker } from 'node:worker_threads';
import {
  Message,
  PortMessageReader,
  PortMessageWriter,
  SharedArrayReceiverStrategy,
  SharedArraySenderStrategy,
  createMessageConnection,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import { toWireError } from '../../shared/engine/wire-errors.ts';

/** Answers with an error where the result cannot be cloned: unsent, the request would never settle. */
class SettlingPortWriter extends PortMessageWriter {
  override async write(message: Message): Promise<void> {
    try {
      await super.write(message);
    } catch (error) {
      if (!Message.isResponse(message)) throw error;
      const { code, message: text, data } = toWireError(error);
      await super.write({ jsonrpc: '2.0', id: message.id, error: { code, message: text, data } } as Message);
    }
  }
}

/**
 * A JSON-RPC connection between threads, not yet listening. Cancelling writes to a SharedArrayBuffer that goes along
 * with each request, so that the other thread sees it in the middle of a loop, not at the next message.
 */
export function connectPort(port: MessagePort | Worker): MessageConnection {
  const strategy = { sender: new SharedArraySenderStrategy(), receiver: new SharedArrayReceiverStrategy() };
  return createMessageConnection(
    new PortMessageReader(port as MessagePort),
    new SettlingPortWriter(port as MessagePort),
    undefined,
    {
      cancellationStrategy: strategy,
    },
  );
}
