import { appendFileSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseAgentEvent, StatusFile } from '../../../../node/capture/status-lines.ts';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(path.join(tmpdir(), 'backref-status-'))));
afterEach(() => rmSync(folder, { recursive: true }));

test('whole lines only, each once', () => {
  const file = path.join(folder, 'status');
  const status = new StatusFile(file);
  expect(status.read()).toEqual([]);
  writeFileSync(file, '{"event": "started", "pid": 7}\n{"event": "pro');
  expect(status.read()).toEqual([{ event: 'started' }]);
  appendFileSync(file, 'gress", "objects": 5, "bytes": 9}\n');
  expect(status.read()).toEqual([{ event: 'progress', objects: 5, bytes: 9 }]);
  expect(status.read()).toEqual([]);
});

test('a link that the process put there is not followed', () => {
  writeFileSync(path.join(folder, 'other'), '{"event": "started"}\n');
  symlinkSync(path.join(folder, 'other'), path.join(folder, 'status'));
  expect(new StatusFile(path.join(folder, 'status')).read()).toEqual([]);
});

test.each([
  ['{"event": "left", "pauseSeconds": 0.01, "copy": 12}', { event: 'left', pauseSeconds: 0.01, copy: 12 }],
  ['{"event": "inline", "reason": "no memory"}', { event: 'inline', reason: 'no memory' }],
  ['{"event": "done", "objects": 3, "seconds": 1}', { event: 'done', objects: 3, pauseSeconds: null }],
  [
    '{"event": "error", "type": "OSError", "message": "disk full"}',
    { event: 'error', type: 'OSError', message: 'disk full' },
  ],
  ['{"event": "left", "copy": "rm -rf", "pauseSeconds": -1}', { event: 'left', pauseSeconds: 0, copy: 0 }],
  ['{"event": "later version"}', null],
  ['no JSON', null],
  ['null', null],
])('%s', (line, event) => {
  expect(parseAgentEvent(line)).toEqual(event);
});
