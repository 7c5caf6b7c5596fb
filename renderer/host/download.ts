import type { SaveRequest } from '../../shared/protocol/host-api.ts';

/** Long enough for any browser to have taken the bytes. */
const REVOKE_AFTER_MS = 60_000;

/** Gives bytes to the browser's downloads, which asks the user where to if it is set to. */
export function download({ name, mediaType, bytes }: SaveRequest): void {
  const address = URL.createObjectURL(new Blob([bytes.slice()], { type: mediaType }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), REVOKE_AFTER_MS);
}
