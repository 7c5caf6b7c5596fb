import http from 'node:http';
import 'vscode-jsonrpc/node';
import { WebSocket } from 'ws';
import { createEngineClient } from '../../shared/engine/engine-client.ts';
import type { EngineClient } from '../../shared/engine/engine-client.ts';
import { connectText } from '../../shared/engine/text-connection.ts';
import { socketChannel } from '../../node/server/socket-channel.ts';

/** The cookie that a visit to the printed address gives. */
export function cookieOf(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    http
      .get(url, { agent: false }, (response) => {
        response.resume();
        const [cookie] = response.headers['set-cookie'] ?? [];
        if (cookie === undefined) reject(new Error(`no cookie, but ${String(response.statusCode)}`));
        else resolve(cookie.slice(0, cookie.indexOf(';')));
      })
      .on('error', reject);
  });
}

/** A WebSocket to a served window as the page itself would open it. */
export async function openSocket(url: string): Promise<WebSocket> {
  const { origin, host } = new URL(url);
  const cookie = await cookieOf(url);
  const socket = new WebSocket(`ws://${host}/ws`, { headers: { cookie, origin } });
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  return socket;
}

/** The window's client over a WebSocket. */
export async function connectServed(url: string): Promise<{ client: EngineClient; socket: WebSocket }> {
  const socket = await openSocket(url);
  return { client: createEngineClient(connectText(socketChannel(socket))), socket };
}
