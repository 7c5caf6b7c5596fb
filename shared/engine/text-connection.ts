import { AbstractMessageReader, AbstractMessageWriter, createMessageConnection } from 'vscode-jsonrpc';
import type { DataCallback, Disposable, Message, MessageConnection } from 'vscode-jsonrpc';

/**
 * A two-way line for JSON texts: a WebSocket on either end, Electron IPC on either end. Whoever imports this also
 * imports `vscode-jsonrpc/node` or `vscode-jsonrpc/browser`, which brings the timers of its environment.
 */
export interface TextChannel {
  /** Throws or rejects when the line is dead. */
  send(text: string): void | Promise<void>;
  /** Returns unsubscribe. One listener at a time. */
  onText(listener: (text: string) => void): () => void;
  /** Called once when the line has ended, for whatever reason. */
  onClose(listener: () => void): void;
  close(): void;
}

class ChannelReader extends AbstractMessageReader {
  readonly #channel: TextChannel;

  constructor(channel: TextChannel) {
    super();
    this.#channel = channel;
    channel.onClose(() => this.fireClose());
  }

  listen(callback: DataCallback): Disposable {
    const unsubscribe = this.#channel.onText((text) => {
      const message = parseMessage(text);
      if (message !== null) callback(message);
      else this.#channel.close(); // No later message can be trusted to be what it seems.
    });
    return { dispose: unsubscribe };
  }
}

class ChannelWriter extends AbstractMessageWriter {
  readonly #channel: TextChannel;

  constructor(channel: TextChannel) {
    super();
    this.#channel = channel;
  }

  async write(message: Message): Promise<void> {
    await this.#channel.send(JSON.stringify(message));
  }

  end(): void {
    this.#channel.close();
  }
}

/** The message in a text; null when it is no JSON object of JSON-RPC 2.0. */
function parseMessage(text: string): Message | null {
  try {
    const value: unknown = JSON.parse(text);
    const isMessage =
      typeof value === 'object' && value !== null && 'jsonrpc' in value && value.jsonrpc === '2.0';
    return isMessage ? (value as Message) : null;
  } catch {
    return null;
  }
}

/**
 * A JSON-RPC connection over the channel, not yet listening. When the channel ends it is disposed, which rejects every
 * pending request: vscode-jsonrpc by itself would leave them waiting for ever.
 */
export function connectText(channel: TextChannel): MessageConnection {
  const connection = createMessageConnection(new ChannelReader(channel), new ChannelWriter(channel));
  connection.onClose(() => connection.dispose());
  return connection;
}
