import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import { type ZipEntry, zipped } from '../zip.js';

/**
 * Sends files as one archive while they are being made. Where one fails after the first, the connection is cut, so that nobody
 * takes a part for the whole. The name is ours and needs no escaping.
 */
export async function sendZip(
  res: Response,
  fileName: string,
  files: AsyncIterable<ZipEntry>,
): Promise<void> {
  const iterator = files[Symbol.asyncIterator]();
  const first = await iterator.next(); // what is refused is refused before anything is sent
  res.status(200).set({
    'Content-Type': 'application/zip',
    'Content-Disposition': `attachment; filename="${fileName}"`,
    'Cache-Control': 'private, no-store',
  });
  async function* entries() {
    if (!first.done) yield first.value;
    yield* { [Symbol.asyncIterator]: () => iterator };
  }
  try {
    await pipeline(Readable.from(zipped(entries())), res);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error; // whoever asked has left
  }
}
