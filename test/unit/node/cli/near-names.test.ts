import { expect, test } from 'vitest';
import { nearNames } from '../../../../node/cli/near-names.ts';

const TYPES = [
  'dict',
  'list',
  'app.models.Order',
  'app.models.OrderLine',
  'shop.Order',
  '__main__.Foo',
  'tuple',
];

test.each([
  ['order', ['app.models.Order', 'shop.Order', 'app.models.OrderLine']],
  ['shop.ORDER', ['shop.Order', 'app.models.Order']],
  ['Foo', ['__main__.Foo']],
  ['__main__.foo', ['__main__.Foo']],
  ['dcit', []],
  ['dicts', ['dict']],
  ['lisst', ['list']],
  ['app.models.Ordr', ['app.models.Order', 'shop.Order']],
  ['numpy.ndarray', []],
])('%s may have meant %j', (wanted, near) => {
  expect(nearNames(wanted, TYPES)).toEqual(near);
});

test('a very long name costs no more than its head', () => {
  expect(nearNames('x'.repeat(100_000), ['y'.repeat(100_000)])).toEqual([]);
});
