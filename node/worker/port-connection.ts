import type { MessagePort, Worker } from 'node:worker_threads';
import {
  PortMessageReader,
  PortMessageWriter,
  SharedArrayReceiverStrategy,
  SharedArraySenderStrategy,
  createMessageConnection,
  type MessageConnection,
} from 'vscode-jsonrpc/node';

/**
 * A JSON-RPC connection between threads, not yet listening. Cancelling writes to a SharedArrayBuffer that goes along
 * with each request, so that the other thread sees it in the middle of a loop, not at the next message.
 */
export function connectPort(port: MessagePort | Worker): MessageConnection {
  const strategy = { sender: new SharedArraySenderStrategy(), receiver: new SharedArrayReceiverStrategy() };
  return createMessageConnection(
    new PortMessageReader(port as MessagePort),
    new PortMessageWriter(port as MessagePort),
    undefined,
    {
      cancellationStrategy: strategy,
    },
  );
}
