import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

/** What a later instance says to the first. */
export interface SecondInstance {
  readonly argv: readonly string[];
  readonly workingDirectory: string;
  readonly additionalData: unknown;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Whether we are the first: the lock file is ours, or its owner has died. */
function takeLock(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    if (isAlive(Number(readFileSync(file, 'utf8')))) return false;
    rmSync(file, { force: true });
    return takeLock(file);
  }
}

/** Sockets have short names only, folders of users long ones. */
function socketOf(folder: string): string {
  const name = `backref-stand-in-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}`;
  return process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : path.join(os.tmpdir(), `${name}.sock`);
}

function readAll(socket: net.Socket): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
    socket.on('end', () => resolve(text));
    socket.on('error', () => resolve(''));
  });
}

/**
 * The lock of one application per user data folder, shared between processes by a file. `first` when it is ours: later
 * ones are then heard by the listener. Otherwise a promise that our words were taken by the first.
 */
export function requestLock(
  folder: string,
  words: SecondInstance,
  onSecondInstance: (second: SecondInstance) => void,
): 'first' | Promise<void> {
  const lock = path.join(folder, 'stand-in.lock');
  const address = socketOf(folder);
  if (!takeLock(lock)) return tellFirst(address, words);
  rmSync(address, { force: true });
  const server = net.createServer({ allowHalfOpen: true }, (socket) => {
    void readAll(socket).then((text) => {
      socket.end('heard');
      if (text !== '') onSecondInstance(JSON.parse(text) as SecondInstance);
    });
  });
  server.listen(address).unref();
  process.once('exit', () => {
    rmSync(lock, { force: true });
    rmSync(address, { force: true });
  });
  return 'first';
}

async function tellFirst(address: string, words: SecondInstance): Promise<void> {
  const socket = net.connect(address);
  const answer = readAll(socket);
  socket.end(JSON.stringify(words));
  if ((await answer) !== 'heard') throw new Error('stand-in: the first instance does not answer');
}
