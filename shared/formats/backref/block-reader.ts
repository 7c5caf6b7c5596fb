import { throwIfCancelled } from '../../base/cancellation.ts';
import { HeapError } from '../../base/errors.ts';
import type { ByteSource, Codecs, ReadContext } from '../reader.ts';
import { ByteStream } from './byte-stream.ts';
import { crc32 } from './crc32.ts';
import {
  BLOCK_HEADER_BYTES,
  BLOCK_OPTIONAL,
  CODEC_STORED,
  CODEC_ZLIB,
  CODEC_ZSTD,
  FILE_HEADER_BYTES,
  MAGIC,
  MAJOR_VERSION,
  MAX_RAW_BYTES,
  MAX_STORED_BYTES,
} from './layout.ts';
import { PayloadCursor } from './payload-cursor.ts';

interface BlockHeader {
  readonly tag: string;
  readonly codec: number;
  readonly optional: boolean;
  readonly storedLength: number;
  readonly rawLength: number;
  readonly payloadCrc: number;
  /** Of the header, in the decompressed file. */
  readonly offset: number;
}

/** A block whose payload is checked and decompressed. The payload is valid until the next block is read. */
export interface Block {
  readonly tag: string;
  readonly optional: boolean;
  readonly payload: PayloadCursor;
}

/** Reads the framing of a `.backref` file: the file header, then block after block, each behind its CRCs. */
export class BlockReader {
  private readonly stream: ByteStream;
  private readonly context: ReadContext;
  private readonly header = new Uint8Array(BLOCK_HEADER_BYTES);
  private stored = new Uint8Array(1 << 21);
  private raw = new Uint8Array(0);

  constructor(source: ByteSource, context: ReadContext) {
    this.stream = new ByteStream(source);
    this.context = context;
  }

  /**
   * The file's version. Throws HeapError: not-recognised without the magic, too-new for a greater major version
   * (looked at before the CRC, for a later version may place that elsewhere), truncated, corrupt.
   */
  async fileHeader(): Promise<{ readonly major: number; readonly minor: number }> {
    const bytes = new Uint8Array(FILE_HEADER_BYTES);
    const length = await this.stream.readInto(bytes);
    if (!hasMagic(bytes.subarray(0, length))) {
      throw new HeapError('not-recognised', 'The file does not begin like a .backref snapshot.', {
        offset: 0,
      });
    }
    if (length < FILE_HEADER_BYTES) throw this.truncated('the file header');
    const view = new DataView(bytes.buffer);
    const major = view.getUint16(8, true);
    const minor = view.getUint16(10, true);
    if (major > MAJOR_VERSION) {
      const text = `The snapshot has format version ${major}.${minor}; this Backref reads up to ${MAJOR_VERSION}.`;
      throw new HeapError('too-new', text, { offset: 8 });
    }
    if (crc32(bytes.subarray(0, 12)) !== view.getUint32(12, true) || major === 0) {
      throw new HeapError('corrupt', 'The file header is damaged.', { offset: 0, section: 'header' });
    }
    return { major, minor };
  }

  /** The next block. Throws HeapError: truncated at the end of the file, corrupt, too-new, cancelled. */
  async next(): Promise<Block> {
    throwIfCancelled(this.context.cancel);
    const header = await this.blockHeader();
    const stored = await this.storedPayload(header);
    if (crc32(stored) !== header.payloadCrc)
      throw corruptBlock(header, 'its checksum does not match its content');
    const raw = decompressed(header, stored, this.context.codecs);
    return {
      tag: header.tag,
      optional: header.optional,
      payload: new PayloadCursor(this.aligned(raw), header.tag, header.offset),
    };
  }

  /** Throws HeapError `corrupt` when there are bytes left. */
  async expectEnd(): Promise<void> {
    const offset = this.stream.offset;
    if (await this.stream.atEnd()) return;
    throw new HeapError('corrupt', `There are bytes after the end of the snapshot, at byte ${offset}.`, {
      offset,
    });
  }

  private async blockHeader(): Promise<BlockHeader> {
    const offset = this.stream.offset;
    const bytes = this.header;
    const length = await this.stream.readInto(bytes);
    if (length === 0) throw this.truncated('the end block');
    if (length < BLOCK_HEADER_BYTES) throw this.truncated('a block header');
    const view = new DataView(bytes.buffer);
    if (crc32(bytes.subarray(0, 20)) !== view.getUint32(20, true)) {
      throw new HeapError('corrupt', `The block header at byte ${offset} is damaged.`, { offset });
    }
    const header: BlockHeader = {
      tag: String.fromCharCode(bytes[0], bytes[1], bytes[2], bytes[3]).replace(/[^ -~]/gu, '?'),
      codec: bytes[4],
      optional: (bytes[5] & BLOCK_OPTIONAL) !== 0,
      storedLength: view.getUint32(8, true),
      rawLength: view.getUint32(12, true),
      payloadCrc: view.getUint32(16, true),
      offset,
    };
    // Before anything is allocated: the lengths may lie, for whoever writes wrong numbers writes a right CRC of them.
    if (header.rawLength > MAX_RAW_BYTES || header.storedLength > MAX_STORED_BYTES) {
      throw corruptBlock(header, 'it claims to be longer than a block may be');
    }
    return header;
  }

  private async storedPayload(header: BlockHeader): Promise<Uint8Array> {
    if (this.stored.length < header.storedLength) this.stored = new Uint8Array(MAX_STORED_BYTES);
    const into = this.stored.subarray(0, header.storedLength);
    if ((await this.stream.readInto(into)) < into.length) throw this.truncated(`block ${header.tag}`);
    return into;
  }

  /** The bytes at an offset from which u64 columns can be viewed. The stored buffer begins at one. */
  private aligned(raw: Uint8Array): Uint8Array {
    if (raw.byteOffset % 8 === 0) return raw;
    if (this.raw.length < raw.length) this.raw = new Uint8Array(raw.length);
    this.raw.set(raw);
    return this.raw.subarray(0, raw.length);
  }

  private truncated(where: string): HeapError {
    const { offset } = this.stream;
    return new HeapError('truncated', `The snapshot ends at byte ${offset}, before ${where} is complete.`, {
      offset,
      section: where,
    });
  }
}

/** Whether bytes begin with the format's magic. O(1). */
export function hasMagic(head: Uint8Array): boolean {
  return head.length >= MAGIC.length && MAGIC.every((byte, at) => head[at] === byte);
}

function decompressed(header: BlockHeader, stored: Uint8Array, codecs: Codecs): Uint8Array {
  const { codec, rawLength } = header;
  if (codec === CODEC_STORED) {
    if (rawLength !== stored.length) throw corruptBlock(header, 'its two lengths differ');
    return stored;
  }
  if (codec !== CODEC_ZLIB && codec !== CODEC_ZSTD) {
    const text = `Block ${header.tag} at byte ${header.offset} is compressed in a way this Backref does not know.`;
    throw new HeapError('too-new', text, { offset: header.offset, section: header.tag });
  }
  try {
    const raw = codec === CODEC_ZLIB ? codecs.inflate(stored, rawLength) : codecs.unzstd(stored, rawLength);
    if (raw.length === rawLength) return raw;
  } catch (error) {
    throw corruptBlock(header, 'it does not decompress', error);
  }
  throw corruptBlock(header, 'it does not decompress to the length it claims');
}

function corruptBlock(header: BlockHeader, what: string, cause?: unknown): HeapError {
  const { tag, offset } = header;
  const details = { offset, section: tag };
  return new HeapError('corrupt', `Block ${tag} at byte ${offset} is damaged: ${what}.`, details, cause);
}
