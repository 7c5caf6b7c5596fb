import { expect, test } from 'vitest';
import { USUAL_SETTINGS, readSettings, writeSettings } from '../../../../renderer/store/settings.ts';
import type { SettingsStorage } from '../../../../renderer/store/settings.ts';

function storage(): SettingsStorage {
  const kept = new Map<string, string>();
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) };
}

test('what is written is read back', () => {
  const place = storage();
  const settings = { ...USUAL_SETTINGS, typesWidth: 44, wideObject: true };
  writeSettings(place, settings);
  expect(readSettings(place)).toEqual(settings);
});

test('damaged, foreign and forbidden storage give the usual settings', () => {
  const forbidden: SettingsStorage = {
    getItem: () => {
      throw new Error('SecurityError');
    },
    setItem: () => {
      throw new Error('QuotaExceededError');
    },
  };
  expect(readSettings(null)).toEqual(USUAL_SETTINGS);
  expect(readSettings(forbidden)).toEqual(USUAL_SETTINGS);
  expect(() => writeSettings(forbidden, USUAL_SETTINGS)).not.toThrow();
  for (const text of ['{', 'null', '7', '{"typesWidth":"wide","instancesWidth":900}']) {
    expect(readSettings({ getItem: () => text, setItem: () => undefined })).toEqual(USUAL_SETTINGS);
  }
});
