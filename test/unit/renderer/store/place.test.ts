import { describe, expect, test } from 'vitest';
import {
  WELCOME,
  firstPlace,
  formatPlace,
  parsePlace,
  placeWithout,
  stepOf,
} from '../../../../renderer/store/place.ts';
import type { Place } from '../../../../renderer/store/place.ts';
import { adviceKey, advicePlace } from '../../../../renderer/store/places/advice.ts';
import { dominatorsPlace } from '../../../../renderer/store/places/dominators.ts';
import { growthPlace } from '../../../../renderer/store/places/growth.ts';
import { overviewPlace } from '../../../../renderer/store/places/overview.ts';
import { findingsPlace } from '../../../../renderer/store/places/findings.ts';
import { rootsPlace } from '../../../../renderer/store/places/roots.ts';
import { setsPlace } from '../../../../renderer/store/places/sets.ts';
import { typesPlace } from '../../../../renderer/store/places/types.ts';

const hostile = 'a/b?c=d#e&f %/\u202e<img src=x>日本';

const places: readonly Place[] = [
  WELCOME,
  overviewPlace('leak.backref'),
  { ...overviewPlace('leak.backref'), object: '0x7f3a', tab: 'referrers' },
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
  {
    ...growthPlace('after', 'before'),
    ...{ part: 'time', by: 'keeper', fate: 'survived', allHolders: true, steady: true, drawn: hostile },
    objects: { sort: { by: 'shallow', descending: false }, filter: hostile },
    series: { by: 'retained', descending: false },
  },
  rootsPlace('a'),
  { ...rootsPlace('a'), part: 'unreachable', objects: { sort: { by: 'id', descending: true }, filter: 'x' } },
  dominatorsPlace('a'),
  { ...dominatorsPlace('a'), look: 'treemap', grouped: false, zoom: ['0x1', '@2'], inside: hostile },
  findingsPlace('a'),
  { ...findingsPlace('a'), object: '0x1', tab: 'path' },
  advicePlace('a'),
  { ...advicePlace('a'), line: adviceKey({ kind: 'slots', type: hostile }), object: '0x1' },
  setsPlace('a', null),
  {
    ...setsPlace('a', { kind: 'where', set: { kind: 'type', type: hostile }, query: 'preview ~ "x"' }),
    objects: { sort: { by: 'id', descending: false }, filter: hostile },
    object: '0x1',
  },
  { ...setsPlace('a', { kind: 'all' }), part: 'groups', by: 'via', groups: { by: 'key', descending: false } },
  { ...setsPlace('a', { kind: 'all' }), part: 'holders', skip: hostile },
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

  test('what is no set is no set, and the rest of the address holds', () => {
    for (const set of ['', '{', 'null', '{"kind":"type"}', '{"kind":"and","left":{"kind":"all"}}']) {
      const hash = `#/a/sets?set=${encodeURIComponent(set)}&object=0x1`;
      expect(parsePlace(hash)).toEqual({ ...setsPlace('a', null), object: '0x1' });
    }
  });

  test('a view that is called like something every object has is no view', () => {
    expect(parsePlace('#/a/constructor')).toEqual(typesPlace('a'));
    expect(parsePlace('#/a/__proto__')).toEqual(typesPlace('a'));
  });

  test('a type without a name is a type all the same', () => {
    const place = { ...typesPlace('a'), type: '' };
    expect(parsePlace(formatPlace(place))).toEqual(place);
  });
});

describe('steps of the history', () => {
  const place = typesPlace('a');

  test('another view, snapshot, type or object is one; the order, a filter and a tab are none', () => {
    const steps = [
      WELCOME,
      place,
      typesPlace('b'),
      { ...place, type: 'dict' },
      { ...place, object: '0x1' },
      overviewPlace('a'),
      growthPlace('a', null),
      growthPlace('a', 'b'),
      dominatorsPlace('a'),
      { ...dominatorsPlace('a'), zoom: ['0x1'] },
      setsPlace('a', { kind: 'all' }),
      setsPlace('a', { kind: 'unreachable' }),
    ].map(stepOf);
    expect(new Set(steps).size).toBe(steps.length);
    expect(
      stepOf({ ...place, tab: 'path', types: { sort: { by: 'name', descending: false }, filter: 'x' } }),
    ).toBe(stepOf(place));
  });
});

test('a view as it is first shown is its address without anything', () => {
  for (const view of ['overview', 'types', 'dominators', 'growth', 'findings', 'roots', 'sets'] as const)
    expect(formatPlace(firstPlace(view, 'a'))).toBe(`#/a/${view}`);
});

test('a closed snapshot leaves the places that only name it', () => {
  expect(placeWithout(growthPlace('a', 'b'), 'b')).toEqual(growthPlace('a', null));
  expect(placeWithout(growthPlace('a', 'b'), 'c')).toEqual(growthPlace('a', 'b'));
  expect(placeWithout(typesPlace('a'), 'b')).toEqual(typesPlace('a'));
});
