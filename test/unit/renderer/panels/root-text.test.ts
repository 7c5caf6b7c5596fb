import { expect, test } from 'vitest';
import { pathAsCode } from '../../../../renderer/panels/Object/root-text.ts';

const step = (label: string) => ({ id: '0x1', type: 'dict', label, preview: '' });

test('a path reads like code, and arrows stand where it cannot', () => {
  const root = { kind: 'module', name: 'shop', id: null } as const;
  expect(pathAsCode({ root, path: [step('.LEDGERS'), step("['main']"), step('cell total')] })).toBe(
    "shop.LEDGERS['main'] → cell total",
  );
  expect(pathAsCode({ root: null, path: [] })).toBe('');
});

test('a root that is an object itself is named once', () => {
  const root = { kind: 'frame', name: 'main()', id: '0x1' } as const;
  expect(pathAsCode({ root, path: [step('main()'), step('local d'), step('main()')] })).toBe(
    'main() → local d → main()',
  );
});

test('hidden characters are shown, and a chain of thousands is cut', () => {
  const root = { kind: 'module', name: 'a\u202eb', id: null } as const;
  expect(pathAsCode({ root, path: [] })).toBe('a\\u202eb');
  const long = pathAsCode({ root, path: Array.from({ length: 5000 }, () => step('.next')) });
  expect(long.length).toBeLessThan(2000);
  expect(long).toContain('(4800 more steps)');
});
