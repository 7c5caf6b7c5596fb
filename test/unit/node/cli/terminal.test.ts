import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { ClosedOutput } from '../../../../node/cli/command-errors.ts';
import { processTerminal } from '../../../../node/cli/terminal.ts';
import { cutToWidth, padAfter, padBefore, textWidth } from '../../../../node/cli/terminal-width.ts';

function stream(isTTY: boolean): NodeJS.WriteStream & { text(): string } {
  const through = new PassThrough() as unknown as NodeJS.WriteStream & { text(): string };
  Object.assign(through, {
    isTTY,
    columns: 40,
    text: () => String((through as unknown as PassThrough).read() ?? ''),
  });
  return through;
}

describe('colours', () => {
  test.each([
    [true, {}, true],
    [false, {}, false],
    [true, { NO_COLOR: '1' }, false],
    [true, { NO_COLOR: '' }, true],
    [true, { TERM: 'dumb' }, false],
  ])('screen %s with %j: %s', (isTTY, env, coloured) => {
    const terminal = processTerminal(stream(isTTY), stream(isTTY), env);
    expect(terminal.ink('strong', 'x') !== 'x').toBe(coloured);
  });
});

test('the passing line is shown on a screen, kept inside it, and erased before other output', async () => {
  const out = stream(true);
  const err = stream(true);
  const terminal = processTerminal(out, err, {});
  terminal.passing('x'.repeat(100));
  expect(err.text()).toBe(`\r\u001b[2K${'x'.repeat(38)}…`);
  await terminal.out('result\n');
  expect(err.text()).toBe('\r\u001b[2K');
  expect(out.text()).toBe('result\n');
  terminal.passing(null);
  expect(err.text()).toBe('');
});

test('nothing passes by where stderr is a file', () => {
  const err = stream(false);
  processTerminal(stream(false), err, {}).passing('Reading');
  expect(err.text()).toBe('');
});

test('writing to a reader that went away rejects, and goes on rejecting', async () => {
  const out = stream(false);
  const terminal = processTerminal(out, stream(false), {});
  (out as unknown as PassThrough).destroy(Object.assign(new Error('EPIPE'), { code: 'EPIPE' }));
  await expect(terminal.out('a')).rejects.toBeInstanceOf(ClosedOutput);
  await expect(terminal.out('b')).rejects.toBeInstanceOf(ClosedOutput);
});

describe('width', () => {
  test.each([
    ['abc', 3],
    ['e\u0301', 1],
    ['日本', 4],
    ['한', 2],
    ['🐍', 2],
    ['→ ├─ █', 6],
  ])('%s takes %d columns', (text, width) => {
    expect(textWidth(text)).toBe(width);
  });

  test('cutting and padding count columns', () => {
    expect(cutToWidth('日本語', 5)).toBe('日本…');
    expect(cutToWidth('日本語', 4)).toBe('日…');
    expect(cutToWidth('abc', 3)).toBe('abc');
    expect(padAfter('日', 4)).toBe('日  ');
    expect(padBefore('日', 4)).toBe('  日');
  });
});
