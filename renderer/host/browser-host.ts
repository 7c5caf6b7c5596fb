import { NO_RECENTS } from '../../shared/protocol/host-api.ts';
import type {
  CallOptions,
  FileLike,
  FileOffer,
  HostApi,
  OpenedSnapshot,
} from '../../shared/protocol/host-api.ts';
import type { EngineClient } from '../../shared/engine/engine-client.ts';
import type { WireHello } from '../../shared/protocol/wire.ts';
import { download } from './download.ts';
import { createFileInput } from './file-input.ts';
import { HostEvents } from '../../shared/engine/host-events.ts';
import { uploadFile } from './upload.ts';

/**
 * The host of a page in a browser. Files the user gives are uploaded when they are opened, not before: so choosing is
 * immediate, and progress and cancelling belong to the one operation that takes long.
 */
export function createBrowserHost(client: EngineClient, hello: WireHello): HostApi {
  const events = new HostEvents();
  const given = new GivenFiles();
  const input = createFileInput((files) => {
    events.send({ kind: 'offered', files: files.map((file) => given.add(file)) });
  });
  if (hello.offered.length > 0) events.send({ kind: 'offered', files: hello.offered });
  client.onEvent((event) => events.send(event));

  const open = async (offer: FileOffer, options?: CallOptions): Promise<OpenedSnapshot> => {
    const token = await given.uploadedToken(offer.token, options);
    return client.open(token, options);
  };

  return {
    kind: 'browser',
    sample: hello.sample,
    recents: NO_RECENTS,
    onEvent: (listener) => events.listen(listener),
    pickFiles: async () => (await input.choose()).map((file) => given.add(file)),
    takeFile: (file: FileLike) => Promise.resolve(given.add(file as File)),
    open,
    hasCaptures: hello.hasCaptures,
    processes: (options) => client.processes(options),
    capture: (choice, options) => client.capture(choice, options),
    discardCapture: ({ token }) => client.discardCapture({ token }),
    close: (snapshot) => client.close(snapshot),
    call: (snapshot, method, params, options) => client.call(snapshot, method, params, options),
    save: (request) => {
      download(request);
      return Promise.resolve(true);
    },
    forgetRecents: () => Promise.resolve(),
    show: () => undefined,
  };
}

/** Files that the user gave to the page, by the tokens of the page's own making. */
class GivenFiles {
  readonly #files = new Map<string, File>();
  /** Tokens of the server for files that are there already. */
  readonly #uploaded = new Map<string, string>();
  #next = 1;

  add(file: File): FileOffer {
    // A colon is in no token of the server.
    const token = `page:${String(this.#next++)}`;
    this.#files.set(token, file);
    return { token, name: file.name, size: file.size };
  }

  /** The server's token for the file, which is uploaded when it was not yet; other tokens are the server's already. */
  async uploadedToken(token: string, options?: CallOptions): Promise<string> {
    const file = this.#files.get(token);
    if (file === undefined) return token;
    const known = this.#uploaded.get(token);
    if (known !== undefined) return known;
    const uploaded = await uploadFile(file, options);
    this.#uploaded.set(token, uploaded.token);
    return uploaded.token;
  }
}
