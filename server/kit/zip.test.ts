import { unzipped } from '../test/zip.js';
import { type ZipEntry, zipped } from './zip.js';

async function* each(entries: readonly ZipEntry[]) {
  yield* entries;
}

const archive = async (entries: readonly ZipEntry[]): Promise<Buffer> => {
  const parts: Buffer[] = [];
  for await (const part of zipped(each(entries))) parts.push(part);
  return Buffer.concat(parts);
};

describe('an archive', () => {
  test('has every file under its name, byte for byte', async () => {
    const entries = [
      { name: 'INV-2026-11-00001.pdf', bytes: Buffer.from('%PDF-1.7 one') },
      { name: 'INV-2026-11-00002.pdf', bytes: Buffer.from([0, 1, 2, 255]) },
      { name: 'empty.pdf', bytes: Buffer.alloc(0) },
    ];
    const files = unzipped(await archive(entries));
    expect(Object.keys(files)).toEqual(entries.map(({ name }) => name));
    for (const { name, bytes } of entries) expect(files[name]).toEqual(bytes);
  });

  test('of nothing is one that unpackers accept', async () => {
    expect(unzipped(await archive([]))).toEqual({});
  });

  test('of the same files is the same, whenever it is made', async () => {
    const entries = [{ name: 'a.pdf', bytes: Buffer.from('a') }];
    expect(await archive(entries)).toEqual(await archive(entries));
  });
});
