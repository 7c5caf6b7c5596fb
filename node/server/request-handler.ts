import { createReadStream } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { HeapError } from '../../shared/base/errors.ts';
import type { FileGrants } from '../host/file-grants.ts';
import { SECURITY_HEADERS, findWindowAsset } from '../host/window-assets.ts';
import type { Access, Refusal } from './access.ts';
import { answerError, answerJson, answerText } from './answers.ts';
import type { UploadStore } from './upload-store.ts';

export interface HandlerParts {
  readonly access: Access;
  readonly assetsDir: string;
  readonly files: FileGrants;
  readonly uploads: UploadStore;
  readonly log: (line: string) => void;
}

/** Time for a sender to read why its upload was refused before the rest of its bytes meets a closed door. */
const REFUSED_UPLOAD_GRACE_MS = 2000;

interface Target {
  /** As it came: neither decoded nor normalised. */
  readonly rawPath: string;
  readonly query: URLSearchParams;
}

function targetOf(request: IncomingMessage): Target {
  const url = request.url ?? '';
  const mark = url.indexOf('?');
  return mark < 0
    ? { rawPath: url, query: new URLSearchParams() }
    : { rawPath: url.slice(0, mark), query: new URLSearchParams(url.slice(mark + 1)) };
}

/** Answers every HTTP request; never throws, never leaves one without an answer. */
export async function handleRequest(
  parts: HandlerParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    await route(parts, request, response);
  } catch (error) {
    if (response.headersSent || response.destroyed) {
      response.destroy();
      return;
    }
    parts.log(error instanceof Error ? (error.stack ?? error.message) : String(error));
    answerText(response, 500, 'Something went wrong.', { connection: 'close' });
  }
}

async function route(parts: HandlerParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { access } = parts;
  const { rawPath, query } = targetOf(request);
  const foreign = access.refuseForeign(request);
  if (foreign !== null) {
    refuse(response, foreign);
    return;
  }

  const token = query.get('token');
  if (request.method === 'GET' && rawPath === '/' && token !== null) {
    enter(access, token, response);
    return;
  }
  const stranger = access.refuseStranger(request);
  if (stranger !== null) {
    refuse(response, stranger);
    return;
  }

  if (request.method === 'GET' || request.method === 'HEAD') {
    return answerAsset(parts.assetsDir, rawPath, request.method, response);
  }
  const otherOrigin = access.refuseOtherOrigin(request);
  if (otherOrigin !== null) {
    refuse(response, otherOrigin);
    return;
  }
  if (request.method === 'POST' && rawPath === '/upload') {
    return takeUpload(parts, query.get('name') ?? '', request, response);
  }
  answerText(response, 405, 'Not allowed.', { allow: 'GET, HEAD' });
}

/** Closes the connection too: nobody need wait for the body of a request that is refused. */
function refuse(response: ServerResponse, { status, message }: Refusal): void {
  answerText(response, status, message, { connection: 'close' });
}

/** The one hop: the key goes from the address, where histories and screens would keep it, into the cookie. */
function enter(access: Access, token: string, response: ServerResponse): void {
  if (!access.isKey(token)) answerText(response, 403, 'Wrong key: this address is of an earlier run.');
  else answerText(response, 303, '', { location: '/', 'set-cookie': access.cookie });
}

async function answerAsset(
  assetsDir: string,
  rawPath: string,
  method: string,
  response: ServerResponse,
): Promise<void> {
  const asset = await findWindowAsset(assetsDir, rawPath);
  if (asset === null) {
    answerText(response, 404, 'Not found.');
    return;
  }
  response.writeHead(200, {
    'content-type': asset.mediaType,
    'content-length': asset.bytes,
    ...SECURITY_HEADERS,
  });
  if (method === 'HEAD') response.end();
  else await pipeline(createReadStream(asset.file), response);
}

async function takeUpload(
  { files, uploads, log }: HandlerParts,
  sentName: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const length = request.headers['content-length'];
  try {
    const upload = await uploads.take(sentName, length === undefined ? null : Number(length), request);
    answerJson(response, 200, await files.grant(upload.path, upload.name));
  } catch (error) {
    if (request.destroyed && !request.complete && response.destroyed) return; // The sender has gone away.
    const isTooBig = error instanceof HeapError && error.code === 'too-big';
    if (!isTooBig) log(`upload failed: ${error instanceof Error ? error.message : String(error)}`);
    answerError(response, isTooBig ? 413 : 500, error);
    request.resume();
    setTimeout(() => request.destroy(), REFUSED_UPLOAD_GRACE_MS).unref();
  }
}
