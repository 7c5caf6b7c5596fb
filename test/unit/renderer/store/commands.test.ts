import { expect, test } from 'vitest';
import { isWindowCommand } from '../../../../shared/protocol/window-commands.ts';
import { availableCommands, createCommandStore } from '../../../../renderer/store/commands.ts';

test('a command is available while somebody takes it, and goes to the last that came', () => {
  const store = createCommandStore();
  const done: string[] = [];
  const run = (): void => store.getState().handlers.find?.();

  const leaveFirst = store.getState().take('find', () => done.push('first'));
  const leaveSecond = store.getState().take('find', () => done.push('second'));
  store.getState().take('back', () => undefined);
  expect(availableCommands(store.getState().handlers)).toEqual(['back', 'find']);
  run();
  leaveSecond();
  run();
  leaveFirst();
  run();
  expect(done).toEqual(['second', 'first']);
  expect(availableCommands(store.getState().handlers)).toEqual(['back']);
});

test('only the listed words are commands', () => {
  expect(['find', 'Find', '', 'constructor', 7, null].map(isWindowCommand)).toEqual([
    true,
    false,
    false,
    false,
    false,
    false,
  ]);
});

test('those who leave take only their own', () => {
  const store = createCommandStore();
  const done: string[] = [];
  const leaveFirst = store.getState().take('find', () => done.push('first'));
  store.getState().take('find', () => done.push('second'));
  leaveFirst();
  store.getState().handlers.find?.();
  expect(done).toEqual(['second']);
});
