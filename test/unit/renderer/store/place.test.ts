import { describe, expect, test } from 'vitest';
import {
  WELCOME,
  formatPlace,
  growthPlace,
  parsePlace,
  typesPlace,
} from '../../../../renderer/store/place.ts';
import type { Place } from '../../../../renderer/store/place.ts';

const hostile = 'a/b?c=d#e&f %/\u202e<img src=x>日本';

const places: readonly Place[] = [
  WELCOME,
  { view: 'overview', snapshot: 'leak.backref' },
  typesPlace('leak.backref'),
  {
    ...typesPlace(hostile),
    types: { sort: { by: 'name', descending: false }, filter: hostile },
    type: hostile,
    instances: { sort: { by: 'shallow', descending: true }, filter: '0x7f' },
    object: '0x7f3a',
    tab: 'path',
  },
  { ...typesPlace('v8'), object: '@123' },
  growthPlace('after', null),
  { ...growthPlace('after', hostile), list: { sort: { by: 'retained', descending: false }, filter: 'dict' } },
];

describe('addresses of places', () => {
  test.each(places.map((place) => [formatPlace(place), place]))(
    '%s leads back to the same place',
    (address, place) => {
      expect(parsePlace(address)).toEqual(place);
    },
  );

  test('the usual way of looking is not spelled out', () => {
    expect(formatPlace(typesPlace('leak.backref'))).toBe('#/leak.backref/types');
    expect(formatPlace({ ...typesPlace('a'), type: 'dict', object: '0x1' })).toBe(
      '#/a/types?type=dict&object=0x1',
    );
  });

  test('an address without snapshot, or none at all, is the empty window', () => {
    for (const hash of ['', '#', '#/', '#//types']) expect(parsePlace(hash)).toEqual(WELCOME);
  });

  test('nonsense falls back to the types as they are first shown, never throws', () => {
    expect(parsePlace('#/a/nothing?sort=-weight&tab=x&isort=')).toEqual(typesPlace('a'));
    expect(parsePlace('#/%E0%A4%A/types')).toEqual(typesPlace('%E0%A4%A'));
  });

  test('a type without a name is a type all the same', () => {
    const place = { ...typesPlace('a'), type: '' };
    expect(parsePlace(formatPlace(place))).toEqual(place);
  });
});
