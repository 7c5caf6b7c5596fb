import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** A named part of an ELF file. `address` is where it is loaded, relative to the file's base; 0 when it is not. */
interface Section {
  readonly name: string;
  readonly type: number;
  readonly address: number;
  readonly offset: number;
  readonly size: number;
  readonly link: number;
}

const SHT_SYMTAB = 2;
const SHT_NOBITS = 8;
const SHT_DYNSYM = 11;
const PT_LOAD = 1;
const SYMBOL_BYTES = 24;
const HEADER_BYTES = 64;
/** Symbol tables and string tables beyond this are no Python's. */
const MAX_PART = 64 << 20;

export const EM_X86_64 = 62;
export const EM_AARCH64 = 183;

/**
 * A 64-bit little-endian ELF file (program or library), read as far as asked. Reads the file only, never a process.
 * Source: the System V ABI, chapters 4 and 5.
 */
export class ElfFile {
  readonly #fd: number;
  readonly #size: number;
  readonly #sections: readonly Section[];
  /** The processor: EM_X86_64, EM_AARCH64, or another number. */
  readonly machine: number;
  /** Lowest address that the file asks to be loaded at: what a mapping's start is compared with. */
  readonly baseAddress: number;

  private constructor(fd: number, size: number, header: Buffer) {
    this.#fd = fd;
    this.#size = size;
    this.machine = header.readUInt16LE(18);
    this.baseAddress = this.#lowestLoadAddress(header);
    this.#sections = this.#readSections(header);
  }

  /** Opens `file`; null when it is no 64-bit little-endian ELF file or is damaged. Throws where it cannot be read. */
  static open(file: string): ElfFile | null {
    const fd = openSync(file, 'r');
    try {
      const { size } = fstatSync(fd);
      const header = Buffer.alloc(HEADER_BYTES);
      const isElf =
        readSync(fd, header, 0, HEADER_BYTES, 0) === HEADER_BYTES &&
        header.readUInt32BE(0) === 0x7f454c46 &&
        header[4] === 2 &&
        header[5] === 1;
      if (isElf) return new ElfFile(fd, size, header);
    } catch (error) {
      closeSync(fd);
      if (error instanceof RangeError) return null;
      throw error;
    }
    closeSync(fd);
    return null;
  }

  close(): void {
    closeSync(this.#fd);
  }

  /** Bytes `[offset, offset + length)` of the file. Throws RangeError when they are not all there. */
  bytes(offset: number, length: number): Buffer {
    if (offset + length > this.#size || length > MAX_PART) throw new RangeError('beyond the file');
    const buffer = Buffer.alloc(length);
    const read = readSync(this.#fd, buffer, 0, length, offset);
    if (read !== length) throw new RangeError('the file is shorter than it was');
    return buffer;
  }

  #lowestLoadAddress(header: Buffer): number {
    const count = header.readUInt16LE(56);
    const table = this.bytes(Number(header.readBigUInt64LE(32)), count * 56);
    let lowest = Number.POSITIVE_INFINITY;
    for (let at = 0; at < table.length; at += 56) {
      if (table.readUInt32LE(at) === PT_LOAD)
        lowest = Math.min(lowest, Number(table.readBigUInt64LE(at + 16)));
    }
    return Number.isFinite(lowest) ? lowest : 0;
  }

  #readSections(header: Buffer): Section[] {
    const count = header.readUInt16LE(60);
    const offset = Number(header.readBigUInt64LE(40));
    if (count === 0 || offset === 0) return [];
    const table = this.bytes(offset, count * 64);
    const raw = Array.from({ length: count }, (_, index) => {
      const at = index * 64;
      return {
        nameAt: table.readUInt32LE(at),
        type: table.readUInt32LE(at + 4),
        address: Number(table.readBigUInt64LE(at + 16)),
        offset: Number(table.readBigUInt64LE(at + 24)),
        size: Number(table.readBigUInt64LE(at + 32)),
        link: table.readUInt32LE(at + 40),
      };
    });
    const names = raw.at(header.readUInt16LE(62));
    const text = names === undefined ? Buffer.alloc(0) : this.bytes(names.offset, names.size);
    return raw.map((section) => ({ ...section, name: textAt(text, section.nameAt) }));
  }

  /** The content of a section; null when there is none of that name, or it takes no room in the file. */
  sectionBytes(name: string): Buffer | null {
    const section = this.#sections.find((candidate) => candidate.name === name);
    if (section === undefined || section.type === SHT_NOBITS) return null;
    return this.bytes(section.offset, section.size);
  }

  /**
   * Addresses of the wanted symbols as the file has them (add the load bias), those that are defined. Looks through
   * the dynamic table first, then the full one where it was not stripped. O(symbols).
   */
  symbols(wanted: readonly string[]): Map<string, number> {
    const found = new Map<string, number>();
    for (const type of [SHT_DYNSYM, SHT_SYMTAB]) {
      if (found.size === wanted.length) break;
      for (const section of this.#sections) {
        if (section.type === type) this.#collect(section, wanted, found);
      }
    }
    return found;
  }

  #collect(section: Section, wanted: readonly string[], found: Map<string, number>): void {
    const names = this.#sections.at(section.link);
    if (names === undefined) return;
    const text = this.bytes(names.offset, names.size);
    const table = this.bytes(section.offset, section.size);
    // Comparing numbers is faster than making a text of each of tens of thousands of names.
    const offsets = new Map<number, string>();
    for (const name of wanted) {
      for (const at of occurrences(text, name)) offsets.set(at, name);
    }
    for (let at = 0; at + SYMBOL_BYTES <= table.length; at += SYMBOL_BYTES) {
      const name = offsets.get(table.readUInt32LE(at));
      const isDefined = table.readUInt16LE(at + 6) !== 0;
      if (name === undefined || !isDefined || found.has(name)) continue;
      found.set(name, Number(table.readBigUInt64LE(at + 8)));
    }
  }

  /** Where in the file the byte lies that is loaded at `address`; null when no section with content has it. */
  fileOffset(address: number): number | null {
    const section = this.#sections.find(
      (candidate) =>
        candidate.address !== 0 &&
        candidate.type !== SHT_NOBITS &&
        address >= candidate.address &&
        address < candidate.address + candidate.size,
    );
    return section === undefined ? null : section.offset + (address - section.address);
  }
}

function textAt(table: Buffer, start: number): string {
  const end = table.indexOf(0, start);
  return table.toString('latin1', start, end < 0 ? table.length : end);
}

/** Where `name` with its closing zero stands in a string table; it may be the tail of a longer name. */
function* occurrences(table: Buffer, name: string): Generator<number> {
  const needle = Buffer.from(`${name}\0`, 'latin1');
  for (let at = table.indexOf(needle); at >= 0; at = table.indexOf(needle, at + 1)) yield at;
}
