import { preventable } from './app.ts';
import { toChromium } from './addresses.ts';
import { EmulatedEmitter } from './emulated.ts';
import { runtime } from './runtime.ts';

type RequestHandler = Parameters<Electron.Session['setPermissionRequestHandler']>[0];
type CheckHandler = Parameters<Electron.Session['setPermissionCheckHandler']>[0];
type Permission = Parameters<NonNullable<RequestHandler>>[1];
type Descriptor = { readonly name: string; readonly allowWithoutSanitization?: boolean };

/** Electron's permissions by Chromium's names for those that a page can ask for and DevTools can set. */
const PERMISSIONS: readonly (readonly [Permission, Descriptor])[] = [
  ['clipboard-read', { name: 'clipboard-read' }],
  ['clipboard-sanitized-write', { name: 'clipboard-write' }],
  ['geolocation', { name: 'geolocation' }],
  ['notifications', { name: 'notifications' }],
  ['media', { name: 'camera' }],
  ['media', { name: 'microphone' }],
  ['midi', { name: 'midi' }],
  ['window-management', { name: 'window-management' }],
  ['idle-detection', { name: 'idle-detection' }],
];

let requestHandler: RequestHandler = null;
let checkHandler: CheckHandler = null;

/** Without handlers Electron allows everything. */
function isAllowed(permission: Permission): boolean {
  let asked = true;
  requestHandler?.(null as never, permission, (granted) => (asked = granted), {} as never);
  const checked = checkHandler?.(null, permission as never, '', {} as never) ?? true;
  return asked && checked;
}

/** Makes Chromium decide for pages of this origin as the application does. */
export async function applyPermissions(address: string): Promise<void> {
  const browser = runtime.chromium.devtools.session('');
  const { origin } = new URL(toChromium(address));
  if (origin === 'null') return;
  await Promise.all(
    PERMISSIONS.map(([permission, descriptor]) =>
      browser.send('Browser.setPermission', {
        permission: descriptor,
        setting: isAllowed(permission) ? 'granted' : 'denied',
        origin,
      }),
    ),
  );
}

export class Session
  extends EmulatedEmitter
  implements
    Pick<
      Electron.Session,
      'setDevicePermissionHandler' | 'setPermissionCheckHandler' | 'setPermissionRequestHandler'
    >
{
  static readonly defaultSession: Session = new Session();

  setPermissionRequestHandler(handler: RequestHandler): void {
    requestHandler = handler;
  }
  setPermissionCheckHandler(handler: CheckHandler): void {
    checkHandler = handler;
  }
  setDevicePermissionHandler(): void {
    // No device is ever there to be asked for.
  }
}

/** Downloads that a page starts are told of, and never made: no dialog could ask where to. */
export async function watchDownloads(): Promise<void> {
  const browser = runtime.chromium.devtools.session('');
  browser.on('Browser.downloadWillBegin', ({ url, suggestedFilename }) => {
    const item = { getURL: () => url, getFilename: () => suggestedFilename };
    const event = preventable();
    Session.defaultSession.emit('will-download', event, item, null);
    if (!event.defaultPrevented) process.stderr.write(`stand-in: ${suggestedFilename} is not downloaded\n`);
  });
  await browser.send('Browser.setDownloadBehavior', { behavior: 'deny', eventsEnabled: true });
}
