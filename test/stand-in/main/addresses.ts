/**
 * Chromium does not let an outsider add a scheme, so `app://bundle/x` is `https://bundle.app.stand-in.test/x` inside:
 * a secure origin of its own, as a privileged scheme is in Electron.
 */
const SUFFIX = 'stand-in.test';
const OUTSIDE = /^([a-z][a-z0-9+-]*):\/\/([^/?#]*)/;
const INSIDE = /^https:\/\/([^/?#]+)\.([a-z0-9+-]+)\.stand-in\.test(?=[/?#]|$)/;

const emulatedSchemes = new Set<string>();

/** From now on addresses of this scheme are translated. */
export function emulateScheme(scheme: string): void {
  emulatedSchemes.add(scheme);
}

/** The address as Chromium gets it. */
export function toChromium(address: string): string {
  return address.replace(OUTSIDE, (whole, scheme: string, host: string) =>
    emulatedSchemes.has(scheme) ? `https://${host}.${scheme}.${SUFFIX}` : whole,
  );
}

/** The address as the app knows it. */
export function fromChromium(address: string): string {
  return address.replace(INSIDE, '$2://$1');
}
