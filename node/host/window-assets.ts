import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';

/** What the window consists of; nothing else is given out. */
const MEDIA_TYPES: Readonly<Partial<Record<string, string>>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
};

/**
 * The window runs only code of its own folder and talks only to where it came from. `wasm-unsafe-eval` is for
 * Graphviz, `blob:` for its worker and for pictures made to be saved.
 */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self' blob:",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
].join('; ');

/** On every answer of either host, errors too. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

export interface WindowAsset {
  readonly file: string;
  readonly mediaType: string;
  readonly bytes: number;
}

/** The URL path's segments, decoded once; null when it is not plainly a path below the root. */
function plainSegments(rawPath: string): readonly string[] | null {
  if (!rawPath.startsWith('/')) return null;
  let decoded: string;
  try {
    decoded = decodeURIComponent(rawPath);
  } catch {
    return null;
  }
  if (decoded.includes('\0') || decoded.includes('\\')) return null;
  const segments = decoded.slice(1).split('/');
  return segments.some((segment) => segment === '' || segment === '.' || segment === '..') ? null : segments;
}

/**
 * The only way from a URL's path to a file: `/` is index.html, all else a listed kind of file below `root`, also after
 * symbolic links. `rawPath` is the path as it came, neither decoded nor normalised. Null for everything else.
 */
export async function findWindowAsset(root: string, rawPath: string): Promise<WindowAsset | null> {
  const segments = rawPath === '/' ? ['index.html'] : plainSegments(rawPath);
  if (segments === null) return null;
  const mediaType = MEDIA_TYPES[path.extname(segments.at(-1) ?? '')];
  if (mediaType === undefined) return null;
  try {
    const realRoot = await realpath(root);
    const file = await realpath(path.join(realRoot, ...segments));
    if (!file.startsWith(realRoot + path.sep)) return null;
    const stats = await stat(file);
    return stats.isFile() ? { file, mediaType, bytes: stats.size } : null;
  } catch {
    return null; // Absent, or not ours to read: the same answer.
  }
}
