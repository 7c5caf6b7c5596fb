/** The one place pages come from. A scheme of our own, because file: pages may read other files. */
export const APP_SCHEME = 'app';
const APP_HOST = 'bundle';
export const START_PAGE = `${APP_SCHEME}://${APP_HOST}/index.html`;

function parse(address: string): URL | null {
  try {
    return new URL(address);
  } catch {
    return null;
  }
}

/** Whether the address is one of the window's own pages or parts. O(length). */
export function isAppAddress(address: string): boolean {
  const url = parse(address);
  return url !== null && url.protocol === `${APP_SCHEME}:` && url.host === APP_HOST;
}

/** Where links may lead, in the system's browser. */
const LINK_HOSTS: ReadonlySet<string> = new Set(['docs.python.org', 'github.com']);

/** Whether a link may be opened in the system's browser: https, to a listed host, without credentials. O(length). */
export function isAllowedLink(address: string): boolean {
  const url = parse(address);
  if (url === null || url.protocol !== 'https:') return false;
  return LINK_HOSTS.has(url.host) && url.username === '' && url.password === '';
}
