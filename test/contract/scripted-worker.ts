import { parentPort } from 'node:worker_threads';
import { connectPort } from '../../node/worker/port-connection.ts';
import { serveEngine } from '../../node/worker/serve-engine.ts';
import { createScriptedEngine } from './scripted-engine.ts';

// What engine-worker.ts is, but for the engine.
if (parentPort === null) throw new Error('runs as a worker thread only');
const connection = connectPort(parentPort);
serveEngine(connection, createScriptedEngine());
connection.listen();
