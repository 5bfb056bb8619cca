import { crc32 } from 'node:zlib';

/** Reads an archive from its end, as unpackers do. Throws where anything in it does not fit. */
export function unzipped(bytes: Buffer): Record<string, Buffer> {
  const end = bytes.length - 22;
  const files: Record<string, Buffer> = {};
  let at = bytes.readUInt32LE(end + 16);
  fits(bytes.readUInt32LE(end) === 0x06054b50, 'no end');
  fits(at + bytes.readUInt32LE(end + 12) === end, 'a directory of another size');
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    fits(bytes.readUInt32LE(at) === 0x02014b50, 'no entry');
    const size = bytes.readUInt32LE(at + 24);
    const length = bytes.readUInt16LE(at + 28);
    const name = bytes.subarray(at + 46, at + 46 + length).toString();
    const local = bytes.readUInt32LE(at + 42);
    fits(bytes.readUInt32LE(local) === 0x04034b50, `no head of ${name}`);
    const content = bytes.subarray(local + 30 + length, local + 30 + length + size);
    fits(bytes.subarray(local + 30, local + 30 + length).toString() === name, `another name than ${name}`);
    fits(crc32(content) === bytes.readUInt32LE(at + 16), `another content of ${name}`);
    files[name] = content;
    at += 46 + length;
  }
  return files;
}

function fits(isSo: boolean, otherwise: string): void {
  if (!isSo) throw new Error(`The archive has ${otherwise}`);
}
