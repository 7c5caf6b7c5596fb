import { readFile } from 'node:fs/promises';
import { protocol } from 'electron';
import { SECURITY_HEADERS, findWindowAsset } from '../../node/host/window-assets.ts';
import { APP_SCHEME, isAppAddress } from './app-origin.ts';

/** Makes the scheme a secure origin like https. To be called before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: APP_SCHEME,
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ]);
}

function notFound(): Response {
  return new Response('Not found.', { status: 404, headers: { ...SECURITY_HEADERS } });
}

/** The answer to a request of a page: a part of the window from `assetsDir`, or 404, each with the security headers. */
export async function answerAppRequest(assetsDir: string, request: Request): Promise<Response> {
  if (request.method !== 'GET' || !isAppAddress(request.url)) return notFound();
  const asset = await findWindowAsset(assetsDir, new URL(request.url).pathname);
  if (asset === null) return notFound();
  const bytes = new Uint8Array(await readFile(asset.file));
  return new Response(bytes, { headers: { ...SECURITY_HEADERS, 'content-type': asset.mediaType } });
}

/** Serves the window from `assetsDir` under the app's scheme. */
export function serveAppScheme(assetsDir: string): void {
  protocol.handle(APP_SCHEME, (request) => answerAppRequest(assetsDir, request));
}
