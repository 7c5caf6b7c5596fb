import { expect, test } from 'vitest';
import { redactCommand } from '../../../../node/capture/redact-command.ts';

test.each([
  ['--password hunter2 --port 80', '--password *** --port 80'],
  ['--db-password=hunter2', '--db-password=***'],
  ['env API_KEY=abc SECRET_TOKEN=def MONKEY=tree', 'env API_KEY=*** SECRET_TOKEN=*** MONKEY=tree'],
  ['postgres://app:hunter2@db:5432/x?sslmode=on', 'postgres://app:***@db:5432/x?sslmode=on'],
  ['https://x/?token=abc&page=2', 'https://x/?token=***&page=2'],
  ['--token --verbose', '--token --verbose'],
  ['--author jane --keyboard de', '--author jane --keyboard de'],
])('%s', (given, redacted) => {
  expect(redactCommand(given.split(' ')).join(' ')).toBe(redacted);
});

test('a header in one word', () => {
  expect(redactCommand(['-H', 'Authorization: Bearer abc.def'])).toEqual(['-H', 'Authorization: *** ***']);
});
