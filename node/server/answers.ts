import { STATUS_CODES, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { toHeapError } from '../../shared/base/errors.ts';
import { SECURITY_HEADERS } from '../host/window-assets.ts';

type Headers = Readonly<Record<string, string | number>>;

/** Answers with a line of plain text (or `headers`' type) and the security headers. */
export function answerText(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Headers = {},
): void {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    ...headers,
    ...SECURITY_HEADERS,
  });
  response.end(text);
}

/** Answers with a JSON value. */
export function answerJson(
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: Headers = {},
): void {
  answerText(response, status, JSON.stringify(value), { 'content-type': 'application/json', ...headers });
}

/** Answers with a failure as `{code, message, details}`, from which the window makes a HeapError again. */
export function answerError(response: ServerResponse, status: number, error: unknown): void {
  const { code, message, details } = toHeapError(error);
  answerJson(response, status, { code, message, details }, { connection: 'close' });
}

/** An answer on a socket that has no response object: a refused upgrade, a request that is no HTTP. Ends it. */
export function answerSocket(socket: Duplex, status: number): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const headers = Object.entries({ ...SECURITY_HEADERS, connection: 'close', 'content-length': '0' });
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  socket.end(`HTTP/1.1 ${String(status)} ${STATUS_CODES[status] ?? ''}\r\n${lines}\r\n`);
}
