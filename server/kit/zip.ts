import { crc32 } from 'node:zlib';

export interface ZipEntry {
  /** Letters, digits, dots and dashes: the caller's own names. */
  readonly name: string;
  readonly bytes: Buffer;
}

interface Placed {
  readonly name: Buffer;
  readonly crc: number;
  readonly size: number;
  readonly offset: number;
}

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const VERSION = 20;
const UTF8_NAMES = 0x0800;
const STORED = 0;
/** 1 January 1980: the earliest day that the format knows. The same files make the same archive. */
const DATE = 0x0021;
const LARGEST = 0xffff_ffff;
const MOST = 0xffff;

/**
 * An archive of files that are compressed already (PDF), stored as they are (PKWARE's APPNOTE, without ZIP64): its bytes in
 * order, while the files come in one by one. Throws beyond 65,535 files or 4 GB.
 */
export async function* zipped(entries: AsyncIterable<ZipEntry>): AsyncGenerator<Buffer> {
  const placed: Placed[] = [];
  let offset = 0;
  for await (const { name, bytes } of entries) {
    const entry = { name: Buffer.from(name), crc: crc32(bytes), size: bytes.length, offset };
    placed.push(entry);
    const head = localHead(entry);
    offset += head.length + bytes.length;
    if (placed.length > MOST || offset > LARGEST) throw new Error('The archive is too large');
    yield head;
    yield bytes;
  }
  const directory = Buffer.concat(placed.map(centralHead));
  yield directory;
  yield endOf(placed.length, directory.length, offset);
}

/** What both heads of a file say of it. */
function describe(head: Buffer, at: number, { name, crc, size }: Placed): void {
  head.writeUInt16LE(VERSION, at);
  head.writeUInt16LE(UTF8_NAMES, at + 2);
  head.writeUInt16LE(STORED, at + 4);
  head.writeUInt16LE(0, at + 6);
  head.writeUInt16LE(DATE, at + 8);
  head.writeUInt32LE(crc, at + 10);
  head.writeUInt32LE(size, at + 14);
  head.writeUInt32LE(size, at + 18);
  head.writeUInt16LE(name.length, at + 22);
}

function localHead(entry: Placed): Buffer {
  const head = Buffer.alloc(30);
  head.writeUInt32LE(LOCAL, 0);
  describe(head, 4, entry);
  return Buffer.concat([head, entry.name]);
}

function centralHead(entry: Placed): Buffer {
  const head = Buffer.alloc(46);
  head.writeUInt32LE(CENTRAL, 0);
  head.writeUInt16LE(VERSION, 4);
  describe(head, 6, entry);
  head.writeUInt32LE(entry.offset, 42);
  return Buffer.concat([head, entry.name]);
}

function endOf(count: number, size: number, offset: number): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(END, 0);
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return end;
}
