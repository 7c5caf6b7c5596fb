/** Characters are made from this many bytes at a time: a call's arguments are limited. A multiple of 3. */
const CHUNK_BYTES = 0x6000;

/** The bytes as base64 text. O(bytes). */
export function toBase64(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let start = 0; start < bytes.length; start += CHUNK_BYTES) {
    parts.push(btoa(String.fromCharCode(...bytes.subarray(start, start + CHUNK_BYTES))));
  }
  return parts.join('');
}
