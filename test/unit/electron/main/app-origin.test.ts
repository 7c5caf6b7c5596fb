import { describe, expect, test } from 'vitest';
import { isAllowedLink, isAppAddress } from '../../../../electron/main/app-origin.ts';

describe('addresses of the app', () => {
  test.each(['app://bundle/index.html', 'app://bundle/', 'app://bundle/a/b.js?x#y'])(
    '%s is one',
    (address) => {
      expect(isAppAddress(address)).toBe(true);
    },
  );

  test.each([
    'app://bundle.evil.example/index.html',
    'app://evil/index.html',
    'app://bundle:80/index.html',
    'https://bundle/index.html',
    'file:///index.html',
    'data:text/html,app://bundle/',
    'javascript:app://bundle/',
    'about:blank',
    'app:bundle/index.html',
    'bundle',
    '',
  ])('%s is none', (address) => {
    expect(isAppAddress(address)).toBe(false);
  });
});

describe('links that may leave the app', () => {
  test.each(['https://github.com/x', 'https://docs.python.org/3/library/gc.html'])('%s', (address) => {
    expect(isAllowedLink(address)).toBe(true);
  });

  test.each([
    'http://github.com/x',
    'https://github.com.evil.example/',
    'https://evil.example/https://github.com/',
    'https://github.com:444/',
    'https://user@github.com/',
    'https://github.com@evil.example/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'smb://github.com/x',
    '',
  ])('%s stays', (address) => {
    expect(isAllowedLink(address)).toBe(false);
  });
});
