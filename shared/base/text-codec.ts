/** UTF-8 both ways. TextDecoder exists in every environment, but its types only in those that have the DOM or Node. */
interface Codecs {
  readonly TextDecoder: new (label: string) => { decode(bytes: Uint8Array): string };
  readonly TextEncoder: new () => { encode(text: string): Uint8Array };
}

const codecs = globalThis as unknown as Codecs;
const decoder = new codecs.TextDecoder('utf-8');
const encoder = new codecs.TextEncoder();

/**
 * The text of `bytes[start, end)`; bytes that are not UTF-8 (lone surrogates from Python among them) become U+FFFD.
 * Views on shared memory are copied first, because decoders refuse them. O(length).
 */
export function decodeUtf8(bytes: Uint8Array, start = 0, end = bytes.length): string {
  const view = bytes.subarray(start, end);
  return decoder.decode(view.buffer instanceof ArrayBuffer ? view : new Uint8Array(view));
}

/** The UTF-8 bytes of `text`; lone surrogates become U+FFFD. O(length). */
export function encodeUtf8(text: string): Uint8Array {
  return encoder.encode(text);
}
