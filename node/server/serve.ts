import { existsSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type { Duplex } from 'node:stream';
import 'vscode-jsonrpc/node'; // Brings the timers that connections need.
import { WebSocketServer } from 'ws';
import { HeapError } from '../../shared/base/errors.ts';
import { connectText } from '../../shared/engine/text-connection.ts';
import type { FileOffer } from '../../shared/protocol/host-api.ts';
import { FileGrants } from '../host/file-grants.ts';
import { HostCaptures } from '../host/host-captures.ts';
import { serveHostSession } from '../host/host-session.ts';
import { packagePaths } from '../host/package-paths.ts';
import { snapshotsFolder } from '../host/snapshots-folder.ts';
import type { EngineHost } from '../worker/engine-host.ts';
import { createEngineRouter } from '../worker/engine-router.ts';
import { Access, isLoopback, urlHost } from './access.ts';
import { answerSocket } from './answers.ts';
import { handleRequest } from './request-handler.ts';
import { socketChannel } from './socket-channel.ts';
import { UploadStore } from './upload-store.ts';

export interface ServeOptions {
  /** Paths offered to the window, relative to the working directory. */
  readonly files: readonly string[];
  /** 0 or null: any free port. */
  readonly port: number | null;
  /** Address to listen on; loopback unless told otherwise. */
  readonly host?: string;
  /** Folder of the built window; the package's own by default. */
  readonly assetsDir?: string;
  readonly maxUploadBytes?: number;
  /** Time to send a request's headers; tests are less patient. */
  readonly headersTimeoutMs?: number;
  /** Answers the queries; by default a thread per snapshot. Owned by the server from here on. */
  readonly engine?: EngineHost;
  /** Captures for the windows; on loopback, by default, this machine's. */
  readonly captures?: HostCaptures;
  /** Hears warnings and unexpected failures, a line each; stderr by default. */
  readonly log?: (line: string) => void;
}

export interface Serving {
  /** With the token that opens it. */
  readonly url: string;
  readonly port: number;
  /** Ends connections, frees the port, closes snapshots, removes uploads. */
  close(): Promise<void>;
}

const LOOPBACK = '127.0.0.1';
/** Time to send the headers: a slow sender holds nothing for longer. */
const HEADERS_TIMEOUT_MS = 10_000;
/** How often slow senders are looked for. */
const TIMEOUT_CHECK_MS = 500;
/** A socket on which nothing moves is closed; an upload or answer may take as long as it moves. */
const IDLE_TIMEOUT_MS = 60_000;
const MAX_HEADER_BYTES = 16_384;
/** The window sends questions only; files come by upload. */
const MAX_MESSAGE_BYTES = 1 << 20;

/**
 * Serves the window to browsers of this machine. Rejects with HeapError `not-found` when a file does not exist, `busy`
 * when the port is taken, `internal` when the window was not built.
 */
export async function serve(options: ServeOptions): Promise<Serving> {
  const paths = packagePaths();
  const { host = LOOPBACK, assetsDir = paths.rendererDir, log = logToStderr } = options;
  if (!existsSync(path.join(assetsDir, 'index.html'))) {
    throw new HeapError('internal', 'The window has not been built.');
  }
  const files = new FileGrants();
  const offered: FileOffer[] = [];
  for (const file of options.files) offered.push(await files.grant(file));
  const sample = paths.sample === null ? null : await files.grant(paths.sample);
  if (!isLoopback(host)) log(`Warning: ${host} can be reached from other machines, by unencrypted HTTP.`);

  const server = createServer({
    headersTimeout: options.headersTimeoutMs ?? HEADERS_TIMEOUT_MS,
    connectionsCheckingInterval: TIMEOUT_CHECK_MS,
    requestTimeout: 0, // Uploads take what they take; IDLE_TIMEOUT_MS ends those that stand still.
    maxHeaderSize: MAX_HEADER_BYTES,
  });
  server.setTimeout(IDLE_TIMEOUT_MS);
  const port = await listen(server, options.port ?? 0, host);
  const access = new Access(host, port);
  const uploads = new UploadStore(options.maxUploadBytes);
  const engine = options.engine ?? createEngineRouter({ workerUrl: paths.workerUrl });
  const captures = options.captures ?? ownCaptures(files, paths.agent);
  const parts = { engine, files, offered, sample, captures: isLoopback(host) ? captures : null, log };
  const sockets = acceptSockets(server, access, parts);
  server.on('request', (request, response) => {
    void handleRequest({ access, assetsDir, files, uploads, log }, request, response);
  });
  return {
    url: `http://${urlHost(host)}:${String(port)}/${access.query}`,
    port,
    close: async () => {
      await closeAll(server, sockets, engine, uploads);
      await captures.settled();
    },
  };
}

/** Of the processes of this machine, kept where the desktop application keeps its own. */
function ownCaptures(files: FileGrants, agentFile: string): HostCaptures {
  const home = os.homedir();
  const folder = snapshotsFolder({ platform: process.platform, env: process.env, home });
  return new HostCaptures({ agentFile, folder, home, files });
}

function logToStderr(line: string): void {
  process.stderr.write(`${line}\n`);
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') reject(new HeapError('busy', `Port ${String(port)} is in use.`));
      else reject(new HeapError('internal', `Cannot listen on ${host}: ${error.message}`, {}, error));
    });
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

interface SessionParts {
  readonly engine: EngineHost;
  readonly files: FileGrants;
  readonly offered: readonly FileOffer[];
  readonly sample: FileOffer | null;
  /** Null: none through this server, because other machines reach it. */
  readonly captures: HostCaptures | null;
  readonly log: (line: string) => void;
}

function acceptSockets(
  server: Server,
  access: Access,
  { captures, ...parts }: SessionParts,
): WebSocketServer {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const refusal =
      access.refuseForeign(request) ?? access.refuseStranger(request) ?? access.refuseOtherOrigin(request);
    if (refusal !== null) answerSocket(socket, refusal.status);
    else if (request.url !== '/ws') answerSocket(socket, 404);
    else {
      sockets.handleUpgrade(request, socket, head, (webSocket) => {
        const connection = connectText(socketChannel(webSocket));
        const own = captures === null ? {} : { captures: captures.forWindow() };
        serveHostSession({ connection, dialogs: null, ...parts, ...own });
      });
    }
  });
  server.on('clientError', (_error, socket) => answerSocket(socket, 400));
  return sockets;
}

async function closeAll(
  server: Server,
  sockets: WebSocketServer,
  engine: EngineHost,
  uploads: UploadStore,
): Promise<void> {
  for (const socket of sockets.clients) socket.terminate();
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await Promise.all([closed, engine.dispose()]);
  await uploads.dispose();
}
