import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import os from 'node:os';

/** Why a request gets no answer. 401: show the key first; 403: never. */
export interface Refusal {
  readonly status: 401 | 403;
  readonly message: string;
}

const LOOPBACK_NAMES = ['127.0.0.1', 'localhost', '[::1]'];
const ANY_ADDRESS = new Set(['0.0.0.0', '::']);

/** Whether the address can be reached from this machine only. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** `host` as it stands in a URL: IPv6 addresses in brackets. */
export function urlHost(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

/** The values of the Host header under which the server is rightly asked: all others come by a rebound DNS name. */
function allowedHosts(host: string, port: number): ReadonlySet<string> {
  const names = [...LOOPBACK_NAMES, urlHost(host).toLowerCase()];
  if (ANY_ADDRESS.has(host)) {
    for (const addresses of Object.values(os.networkInterfaces())) {
      for (const { address } of addresses ?? []) names.push(urlHost(address).toLowerCase());
    }
  }
  // Browsers leave the port out when it is the scheme's own.
  return new Set(names.flatMap((name) => (port === 80 ? [name, `${name}:80`] : [`${name}:${String(port)}`])));
}

/**
 * Who may speak to the server: one key a run, 256 random bits, shown by a cookie after one visit to `/?token=`. All
 * checks are by headers that a page of another origin can neither set nor leave out.
 */
export class Access {
  readonly #key = randomBytes(32).toString('base64url');
  readonly #cookieName: string;
  readonly #hosts: ReadonlySet<string>;

  constructor(host: string, port: number) {
    // Browsers send cookies to every port of a host, so the name tells servers apart.
    this.#cookieName = `backref_${String(port)}`;
    this.#hosts = allowedHosts(host, port);
  }

  /** The query that opens the window: part of the address that is printed. */
  get query(): string {
    return `?token=${this.#key}`;
  }

  /** Set-Cookie for a visitor who has shown the key. */
  get cookie(): string {
    return `${this.#cookieName}=${this.#key}; HttpOnly; SameSite=Strict; Path=/`;
  }

  /** Whether the text is the key; takes equally long for every wrong one. */
  isKey(text: string): boolean {
    const given = Buffer.from(text);
    const key = Buffer.from(this.#key);
    return given.length === key.length && timingSafeEqual(given, key);
  }

  /** Refuses requests that were sent to another name or by another site; to be asked before all else. */
  refuseForeign(request: IncomingMessage): Refusal | null {
    const host = request.headers.host?.toLowerCase();
    if (host === undefined || !this.#hosts.has(host)) return { status: 403, message: 'Wrong host.' };
    const site = request.headers['sec-fetch-site'];
    if (site !== undefined && site !== 'same-origin' && site !== 'none') {
      return { status: 403, message: 'Not from another site.' };
    }
    return null;
  }

  /** Refuses requests without the cookie (401) or with a wrong one (403). */
  refuseStranger(request: IncomingMessage): Refusal | null {
    const shown = cookieValue(request.headers.cookie ?? '', this.#cookieName);
    if (shown === null) return { status: 401, message: 'Open the address that the command printed.' };
    return this.isKey(shown)
      ? null
      : { status: 403, message: 'Wrong key: this address is of an earlier run.' };
  }

  /** Refuses what does not come from the window itself: for requests that change something, and the WebSocket. */
  refuseOtherOrigin(request: IncomingMessage): Refusal | null {
    const isOwn = request.headers.origin === `http://${request.headers.host ?? ''}`;
    return isOwn ? null : { status: 403, message: 'Wrong origin.' };
  }
}

function cookieValue(header: string, name: string): string | null {
  for (const part of header.split(';')) {
    const text = part.trim();
    if (text.startsWith(`${name}=`)) return text.slice(name.length + 1);
  }
  return null;
}
