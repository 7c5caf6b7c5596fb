import { parentPort } from 'node:worker_threads';
import { connectPort } from './port-connection.ts';
import { createFileEngine } from './file-engine.ts';
import { serveEngine } from './serve-engine.ts';

// The entry of a snapshot's thread: one engine, one snapshot, until the router ends the thread.
if (parentPort === null) throw new Error('engine-worker runs as a worker thread only');
const connection = connectPort(parentPort);
serveEngine(connection, createFileEngine());
connection.listen();
