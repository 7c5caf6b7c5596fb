export interface TinyElf {
  /** Defined functions and their addresses. */
  readonly symbols?: Readonly<Record<string, number>>;
  /** Names that the file wants from others. */
  readonly imports?: readonly string[];
  readonly constants?: string;
  readonly machine?: number;
  readonly elfClass?: number;
  /** Address at which the file asks to be loaded. */
  readonly base?: number;
}

const HERE = process.arch === 'arm64' ? 183 : 62;

interface Part {
  readonly name: string;
  readonly type: number;
  readonly data: Buffer;
  readonly link: number;
}

function symbolTable({ symbols = {}, imports = [] }: TinyElf): { table: Buffer; names: Buffer } {
  const all = [...Object.entries(symbols), ...imports.map((name) => [name, null] as const)];
  let names = '\0';
  const table = Buffer.alloc(24 * (all.length + 1));
  all.forEach(([name, address], index) => {
    const at = 24 * (index + 1);
    table.writeUInt32LE(names.length, at);
    table.writeUInt16LE(address === null ? 0 : 1, at + 6);
    table.writeBigUInt64LE(BigInt(address ?? 0), at + 8);
    names += `${name}\0`;
  });
  return { table, names: Buffer.from(names, 'latin1') };
}

/** A 64-bit ELF library with a symbol table and constants, nothing that could run. */
export function tinyElf(wanted: TinyElf): Buffer {
  const { table, names } = symbolTable(wanted);
  const parts: Part[] = [
    { name: '', type: 0, data: Buffer.alloc(0), link: 0 },
    { name: '.dynsym', type: 11, data: table, link: 2 },
    { name: '.dynstr', type: 3, data: names, link: 0 },
    { name: '.rodata', type: 1, data: Buffer.from(wanted.constants ?? '', 'latin1'), link: 0 },
  ];
  const sectionNames = Buffer.from(`${[...parts.map((part) => part.name), '.shstrtab'].join('\0')}\0`);
  parts.push({ name: '.shstrtab', type: 3, data: sectionNames, link: 0 });
  const header = Buffer.alloc(64 + 56);
  header.writeUInt32BE(0x7f454c46, 0);
  header[4] = wanted.elfClass ?? 2;
  header[5] = 1;
  header.writeUInt16LE(wanted.machine ?? HERE, 18);
  header.writeBigUInt64LE(64n, 32);
  header.writeUInt16LE(1, 56);
  header.writeUInt32LE(1, 64);
  header.writeBigUInt64LE(BigInt(wanted.base ?? 0), 64 + 16);
  let offset = header.length;
  const sections = Buffer.alloc(64 * parts.length);
  parts.forEach((part, index) => {
    const at = 64 * index;
    sections.writeUInt32LE(part.name === '' ? 0 : sectionNames.indexOf(`${part.name}\0`), at);
    sections.writeUInt32LE(part.type, at + 4);
    sections.writeBigUInt64LE(BigInt(part.type === 1 ? (wanted.base ?? 0) + offset : 0), at + 16);
    sections.writeBigUInt64LE(BigInt(offset), at + 24);
    sections.writeBigUInt64LE(BigInt(part.data.length), at + 32);
    sections.writeUInt32LE(part.link, at + 40);
    offset += part.data.length;
  });
  header.writeBigUInt64LE(BigInt(offset), 40);
  header.writeUInt16LE(parts.length, 60);
  header.writeUInt16LE(parts.length - 1, 62);
  return Buffer.concat([header, ...parts.map((part) => part.data), sections]);
}
